import { linkSignals } from '../../internal/abort.ts';
import type { ScopeContext } from '../../scopes/index.ts';
import type { PlannedRequest } from '../../transport/index.ts';
import { assertContactGroups } from '../contact-groups.ts';
import { hidingWebhooks } from '../hide-webhooks.ts';
import { requestsOf, sendSteps, type Step } from '../send-batches.ts';
import { idBatches, putBatches, type PutRule } from './batches.ts';
import { checkedRules } from './check-rule.ts';
import type { AlertPutOptions } from './options.ts';
import { resolvedRules } from './resolve.ts';
import type { WireRule } from './wire-rule.ts';

/** What `alerts.put()` does: the ids of the rules that were put, or the requests that would put them. */
export async function putRules(
  context: ScopeContext,
  rules: unknown,
  options: AlertPutOptions,
): Promise<readonly string[] | readonly PlannedRequest[]> {
  const wanted = await wantedRules(context, rules, 'alerts.put()', options.signal);
  const steps = putSteps(wanted.map((rule) => ({ rule })));
  if (options.dryRun) return requestsOf(steps);
  await sendSteps(context, steps, { ...options, webhooks: webhooksOf(wanted) });
  return Object.freeze(wanted.map(({ id }) => id));
}

/** The rules of a call as they are sent. Everything that can be refused before a write is refused here. */
export async function wantedRules(
  context: ScopeContext,
  rules: unknown,
  taker: string,
  signal: AbortSignal | undefined,
): Promise<readonly WireRule[]> {
  const inputs = checkedRules(rules, context, taker);
  using linked = linkSignals(signal, context.closed);
  linked.signal.throwIfAborted();
  return await hidingWebhooks(webhooksOf(inputs), async () => {
    const wanted = await resolvedRules(context, inputs, taker, linked.signal);
    const groups = new Set(inputs.flatMap(({ contactGroups }) => contactGroups));
    await assertContactGroups(context.caller, [...groups], { logger: context.logger, signals: [linked.signal] });
    return wanted;
  });
}

/** Puts rules, and then switches on or off those that say so. */
export function putSteps(puts: readonly PutRule[], others: readonly WireRule[] = []): readonly Step[] {
  const said = (enabled: boolean): readonly string[] =>
    [...puts.map(({ rule }) => rule), ...others].filter((rule) => rule.enabled === enabled).map(({ id }) => id);
  const without = (ids: readonly string[], failed: ReadonlySet<string>): readonly string[] => ids.filter((id) => !failed.has(id));
  return [
    () => putBatches(puts),
    (failed) => idBatches('EnableMetricRules', without(said(true), failed)),
    (failed) => idBatches('DisableMetricRules', without(said(false), failed)),
  ];
}

export function webhooksOf(rules: readonly { readonly webhook?: string | undefined }[]): readonly string[] {
  return rules.flatMap(({ webhook }) => webhook ?? []);
}
