import type { AlertPlanDifference } from './plan-model.ts';
import { hostOf } from './read-rule.ts';

type Part = NonNullable<AlertPlanDifference['changed']>[number];

/** What may be shown of a change of webhooks: hosts, and where the host stays, which other parts change. */
export function webhookDifference(from: string, to: string): Pick<AlertPlanDifference, 'from' | 'to' | 'changed'> {
  const changed = changedParts(from, to);
  return {
    ...(from !== '' && { from: hostOf(from) }),
    ...(to !== '' && { to: hostOf(to) }),
    ...(changed.length > 0 && { changed: Object.freeze(changed) }),
  };
}

function changedParts(from: string, to: string): readonly Part[] {
  if (!URL.canParse(from) || !URL.canParse(to)) return [];
  const [one, other] = [new URL(from), new URL(to)];
  if (one.host !== other.host) return [];
  const isSame: Readonly<Record<Part, boolean>> = {
    protocol: one.protocol === other.protocol,
    credentials: one.username === other.username && one.password === other.password,
    path: one.pathname === other.pathname,
    query: one.search === other.search,
    fragment: one.hash === other.hash,
  };
  return (Object.keys(isSame) as Part[]).filter((part) => !isSame[part]);
}
