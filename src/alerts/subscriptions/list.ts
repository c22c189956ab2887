import { linkSignals } from '../../internal/abort.ts';
import { chunksOf } from '../../internal/chunks.ts';
import type { SubscriptionContext } from './context.ts';
import type { SubscriptionListOptions } from './list-options.ts';
import type { Subscription } from './model.ts';
import { readTargets } from './read-targets.ts';
import type { FoundRule } from './rule-models.ts';
import { rulePages } from './rule-pages.ts';

// The rate limit holds them back as it must; more would only wait.
const AT_ONCE = 16;

/** The rules of the account and region, enabled ones first, each once. */
export async function listSubscriptions(
  context: SubscriptionContext,
  options: SubscriptionListOptions,
  signal: AbortSignal,
): Promise<readonly Subscription[]> {
  const rules = new Map<string, FoundRule>();
  // The service lists enabled rules alone unless it is asked for the others.
  for (const enabled of options.enabled === undefined ? [true, false] : [options.enabled]) {
    for (const found of await rulePages(context, { enabled, namePrefix: options.namePrefix }, signal)) {
      if (!rules.has(found.rule.name)) rules.set(found.rule.name, found);
    }
  }
  const wanted = [...rules.values()].filter((found) => options.all === true || found.takesVpnEvents).map(({ rule }) => rule);
  return options.targets === true ? await withTargets(context, wanted, signal) : wanted;
}

async function withTargets(
  context: SubscriptionContext,
  rules: readonly Subscription[],
  signal: AbortSignal,
): Promise<readonly Subscription[]> {
  using linked = linkSignals(signal);
  const read = async (rule: Subscription): Promise<readonly Subscription[]> => {
    const targets = await readTargets(context, rule.name, linked.signal);
    // A rule without targets to ask for was deleted meanwhile.
    return targets === undefined ? [] : [Object.freeze({ ...rule, targets })];
  };
  const all: Subscription[] = [];
  try {
    for (const some of chunksOf(rules, AT_ONCE)) all.push(...(await Promise.all(some.map(read))).flat());
    return all;
  } catch (error) {
    // Those still on their way are of no use any more.
    linked.abort(error);
    throw error;
  }
}
