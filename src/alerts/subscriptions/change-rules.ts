import { chunksOf } from '../../internal/chunks.ts';
import { assertWriteOptions, type PlannedRequest, plannedRequest, type WriteOptions } from '../../transport/index.ts';
import { type Batch, requestsOf, sendSteps, type Step } from '../send-batches.ts';
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
export async function changeRules(
  context: SubscriptionContext,
  action: RuleChange,
  given: string | readonly string[],
  options: WriteOptions,
): Promise<readonly PlannedRequest[] | undefined> {
  assertWriteOptions(options, TAKERS[action]);
  const names = namesOf(given, TAKERS[action]);
  const batches = chunksOf(names, AT_ONCE).map((ids): Batch => ({
    ids,
    request: plannedRequest({ product: 'cms', action, params: { RuleNames: ids } }),
  }));
  const steps: readonly Step[] = [() => batches];
  if (options.dryRun) return requestsOf(steps);
  await sendSteps(context, steps, { signal: options.signal });
  return undefined;
}
