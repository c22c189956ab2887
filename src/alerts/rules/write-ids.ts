import type { ScopeContext } from '../../scopes/index.ts';
import type { PlannedRequest, WriteOptions } from '../../transport/index.ts';
import { requestsOf, sendSteps, type Step } from '../send-batches.ts';
import { type IdAction, idBatches } from './batches.ts';
import { checkedIds } from './options.ts';

/** What is done to rules that are named by their ids. */
export interface IdWrite {
  readonly action: IdAction;
  readonly taker: string;
  readonly ids: unknown;
}

/** Switches rules on or off, or deletes them. */
export async function writeIds(
  context: ScopeContext,
  { action, taker, ids }: IdWrite,
  options: WriteOptions,
): Promise<readonly PlannedRequest[] | undefined> {
  const checked = checkedIds(ids, taker);
  const steps: readonly Step[] = [() => idBatches(action, checked)];
  if (options.dryRun) return requestsOf(steps);
  await sendSteps(context, steps, { signal: options.signal });
  return undefined;
}
