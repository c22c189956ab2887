import { VpnMonitorError } from '../../errors.ts';
import { once } from '../../internal/once.ts';
import type { SubscriptionContext } from './context.ts';
import type { FoundTargets } from './model.ts';

const ACTION = 'DescribeEventRuleTargetList';
const reader = /* @__PURE__ */ once(() => import('./target-models.ts'));

/** The targets of a rule; `undefined` where there is no such rule. */
export async function readTargets(
  { caller, logger }: SubscriptionContext,
  name: string,
  signal: AbortSignal,
): Promise<FoundTargets | undefined> {
  const { targetModels } = await reader();
  try {
    const { body } = await caller.call({ product: 'cms', action: ACTION, params: { RuleName: name } }, { signal });
    const { targets, skipped } = targetModels(body);
    if (skipped > 0) logger.warn('targets without an id were left out', { action: ACTION, rule: name, skipped });
    return targets;
  } catch (error) {
    if (VpnMonitorError.isInstance(error) && error.code === 'not-found') return undefined;
    throw error;
  }
}
