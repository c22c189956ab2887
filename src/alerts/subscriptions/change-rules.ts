import { VpnMonitorError } from '../../errors.ts';
import { linkSignals } from '../../internal/abort.ts';
import { assertWriteOptions, plannedRequest, sendWrite, type PlannedRequest, type WriteOptions } from '../../transport/index.ts';
import { namesOf } from './check-names.ts';
import type { SubscriptionContext } from './context.ts';

// No limit is documented. Names stand in the address of the request, and fifty long ones still fit what servers take.
const AT_ONCE = 50;

/** The operations that take nothing but names of rules. */
export type RuleChange = 'DeleteEventRules' | 'EnableEventRules' | 'DisableEventRules';

const TAKERS: Readonly<Record<RuleChange, string>> = {
  DeleteEventRules: 'subscriptions.delete()',
  EnableEventRules: 'subscriptions.enable()',
  DisableEventRules: 'subscriptions.disable()',
};

/** Carries one operation out on rules by name, or says by which requests it would. */
export async function changeRules(context: SubscriptionContext, action: RuleChange, given: string | readonly string[], options: WriteOptions): Promise<readonly PlannedRequest[] | undefined> {
  assertWriteOptions(options, TAKERS[action]);
  const names = namesOf(given, TAKERS[action]);
  const batches: { readonly request: PlannedRequest; readonly at: number }[] = [];
  for (let at = 0; at < names.length; at += AT_ONCE) {
    batches.push({ at, request: plannedRequest({ product: 'cms', action, params: { RuleNames: names.slice(at, at + AT_ONCE) } }) });
  }
  if (options.dryRun === true) return Object.freeze(batches.map(({ request }) => request));
  using linked = linkSignals(options.signal, context.closed);
  for (const { request, at } of batches) {
    try {
      await sendWrite(context.caller, request, [linked.signal]);
    } catch (error) {
      throw at === 0 && batches.length === 1 ? error : withRest(error, names.slice(at), names.length);
    }
  }
  return undefined;
}

/** What a batch failed with, and which names it leaves as they were. */
function withRest(error: unknown, rest: readonly string[], all: number): unknown {
  if (!VpnMonitorError.isInstance(error)) return error;
  const { code, retryable, action, vendorCode, requestId, status, retryAfterMs, cause } = error;
  const message = `${error.message} ${rest.length} of ${all} subscriptions are not confirmed as changed; \`failures\` lists them.`;
  return new VpnMonitorError(message, { code, retryable, action, vendorCode, requestId, status, retryAfterMs, cause, failures: rest.map((id) => ({ id, message: 'not confirmed as changed' })) });
}
