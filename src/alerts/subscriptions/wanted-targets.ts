import { assertOptions, keysOf } from '../../internal/keys.ts';
import type { SubscriptionTargets } from './definition.ts';
import { nextTargetId } from './target-id.ts';
import type { TargetKind } from './target-kinds.ts';
import { type TargetParts, targetReaders } from './target-readers.ts';

/** One target to put. */
export interface WantedTarget extends TargetParts {
  readonly kind: TargetKind;
  readonly id: string;
}

const KIND_KEYS = /* @__PURE__ */ keysOf<SubscriptionTargets>({ mns: true, fc: true, sls: true, webhook: true, contactGroups: true });
// Source: the remarks of PutEventRuleTargetsRequest, "Valid values of N: 1 to 5".
const MOST_OF_A_KIND = 5;

/** Every target of a definition, with an id that is its own. A `TypeError` or `RangeError` names what cannot be a target. */
export function wantedTargets(targets: SubscriptionTargets, regionId: string): readonly WantedTarget[] {
  assertOptions(targets, KIND_KEYS, 'targets', 'kind');
  const readers = targetReaders(regionId);
  const taken = new Set<string>();
  const wanted = (Object.keys(readers) as TargetKind[]).flatMap((kind) => {
    const parts = partsOf(targets[kind], `targets.${kind}`, readers[kind]);
    return parts.map((part): WantedTarget => ({ ...part, kind, id: nextTargetId([kind, ...part.identity], taken) }));
  });
  if (wanted.length === 0)
    throw new TypeError(`targets must name at least one: events that go nowhere reach nobody. It has ${KIND_KEYS.join(', ')}`);
  return wanted;
}

function partsOf(given: unknown, name: string, read: (target: unknown, name: string) => TargetParts): readonly TargetParts[] {
  if (given === undefined) return [];
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (list.length > MOST_OF_A_KIND)
    throw new RangeError(
      `${name} has ${list.length} targets, and a rule takes ${MOST_OF_A_KIND} of a kind: put another subscription for the rest`,
    );
  const seen = new Set<string>();
  return list.map((target, index) => {
    const part = read(target, Array.isArray(given) ? `${name}[${index}]` : name);
    const key = JSON.stringify(part.unique);
    if (seen.has(key)) throw new RangeError(`${name} has ${part.label} twice: each event would be sent to it twice`);
    seen.add(key);
    return part;
  });
}
