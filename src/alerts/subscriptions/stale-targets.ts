import { VpnMonitorError } from '../../errors.ts';
import { withoutWebhooks } from '../hide-webhooks.ts';
import type { CheckedDefinition } from './check-definition.ts';
import type { SubscriptionContext } from './context.ts';
import { readTargets } from './read-targets.ts';

/** The ids of the targets that the rule has and that are not wanted. None for a rule that is not there yet. */
export async function staleTargets(
  context: SubscriptionContext,
  definition: CheckedDefinition,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { name, targets } = definition;
  const found = await targetsBefore(context, definition, signal);
  if (found === undefined) return [];
  const wanted = new Set(targets.map(({ id }) => id));
  const { openApi, ...kinds } = found;
  const stale = Object.values(kinds)
    .flatMap((list) => list.map(({ id }) => id))
    .filter((id) => !wanted.has(id));
  // Removal names an id without its kind, and calls of other APIs are not ours to remove.
  const kept = new Set(openApi.map(({ id }) => id));
  const shared = stale.filter((id) => kept.has(id));
  if (shared.length > 0)
    context.logger.warn(`targets of subscription ${JSON.stringify(name)} stay, because calls of other APIs have the same ids`, {
      ids: shared,
    });
  return [...new Set(stale)].filter((id) => !kept.has(id));
}

async function targetsBefore(
  context: SubscriptionContext,
  { name, targets }: CheckedDefinition,
  signal: AbortSignal,
): ReturnType<typeof readTargets> {
  try {
    return await readTargets(context, name, signal);
  } catch (error) {
    // No document says how the service answers for a rule that it does not have; this would be one way.
    if (!VpnMonitorError.isInstance(error) || error.code !== 'invalid-request') throw error;
    context.logger.warn(`the targets that subscription ${JSON.stringify(name)} may have could not be read, so none is removed`, {
      error: withoutWebhooks(
        error,
        targets.flatMap(({ secret }) => secret ?? []),
      ),
    });
    return undefined;
  }
}
