import { EVENTS } from '../../catalog/index.ts';
import { linkSignals } from '../../internal/abort.ts';
import { assertWriteOptions, type PlannedRequest, sendWrite, type WriteOptions } from '../../transport/index.ts';
import { assertContactGroups } from '../contact-groups.ts';
import { hidingWebhooks } from '../hide-webhooks.ts';
import { type CheckedDefinition, checkedDefinition } from './check-definition.ts';
import type { SubscriptionContext } from './context.ts';
import type { SubscriptionDefinition } from './definition.ts';
import { eventProducts } from './products.ts';
import { planPut, type PutPlan, requestsOf } from './put-plan.ts';
import { staleTargets } from './stale-targets.ts';
import { targetFailure, withTargetNames } from './target-failures.ts';
import { withOutcome } from './with-outcome.ts';

/** Makes a rule and its targets be as defined, or says by which requests it would. */
export async function putSubscription(
  context: SubscriptionContext,
  given: SubscriptionDefinition,
  options: WriteOptions,
): Promise<readonly PlannedRequest[] | undefined> {
  assertWriteOptions(options, 'subscriptions.put()');
  const definition = checkedDefinition(given, context.regionId);
  using linked = linkSignals(options.signal, context.closed);
  linked.signal.throwIfAborted();
  sayNeverMatched(context, definition);
  const webhooks = definition.targets.flatMap(({ secret }) => secret ?? []);
  const plan = await hidingWebhooks(webhooks, async () => await planned(context, definition, linked.signal));
  if (options.dryRun === true) return requestsOf(plan);
  await send(context, definition, plan, { webhooks, signal: linked.signal });
  return undefined;
}

/** Reads what the writes depend on. */
async function planned(context: SubscriptionContext, definition: CheckedDefinition, signal: AbortSignal): Promise<PutPlan> {
  const groups = definition.targets.flatMap(({ contactGroup }) => contactGroup ?? []);
  await assertContactGroups(context.caller, groups, { logger: context.logger, signals: [signal] });
  const products = await eventProducts(context, signal);
  return planPut(definition, products, await staleTargets(context, definition, signal));
}

async function send(
  { caller }: SubscriptionContext,
  { name, targets }: CheckedDefinition,
  plan: PutPlan,
  { webhooks, signal }: { readonly webhooks: readonly string[]; readonly signal: AbortSignal },
): Promise<void> {
  await hidingWebhooks(webhooks, async () => await sendWrite(caller, plan.rule, [signal]));
  const rule = `The rule of subscription ${JSON.stringify(name)} was put and`;
  await withOutcome(
    (isAnswered) =>
      `${rule} ${isAnswered ? 'stands' : 'may stand'} without the targets of this put; those it had before are still there. Put it again.`,
    webhooks,
    async () => {
      const answer = await sendWrite(caller, plan.targets, [signal]).catch((error: unknown) => {
        throw withTargetNames(error, targets);
      });
      const failure = targetFailure(answer, name, targets);
      if (failure !== undefined) throw failure;
    },
  );
  const { removal } = plan;
  if (removal === undefined) return;
  await withOutcome(
    (isAnswered) =>
      `${rule} stands with the targets of this put; those that are not wanted any more ${isAnswered ? '' : 'may '}still get its events. Put it again.`,
    webhooks,
    async () => {
      await sendWrite(caller, removal, [signal]);
    },
  );
}

/** A level that none of the events has is most likely a slip; the service may rate an event differently from its document, so it is no error. */
function sayNeverMatched({ logger }: SubscriptionContext, { name, events, levels }: CheckedDefinition): void {
  if (levels === undefined) return;
  const silent = EVENTS.filter((event) => events.includes(event.name) && !levels.includes(event.level));
  if (silent.length < events.length) return;
  logger.warn(`no event of subscription ${JSON.stringify(name)} is documented to have one of its levels, so it may never notify`, {
    levels,
    documented: silent.map((event) => `${event.name} ${event.level}`),
  });
}
