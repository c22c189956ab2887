import { linkSignals } from '../../internal/abort.ts';
import { isRecord } from '../../internal/records.ts';
import { shown } from '../../internal/shown.ts';
import type { ScopeContext } from '../../scopes/index.ts';
import type { PlannedRequest } from '../../transport/index.ts';
import { hidingWebhooks } from '../hide-webhooks.ts';
import { requestsOf, sendSteps, type Step } from '../send-batches.ts';
import { idBatches, type PutRule } from './batches.ts';
import { type AskedRule, formerIds, formerRules } from './former-rules.ts';
import { IDS_AT_ONCE, listedRules } from './list-rules.ts';
import type { AlertPutOptions } from './options.ts';
import type { AlertPlan, AlertPlanOptions } from './plan-model.ts';
import { type PlannedChange, type PlannedRules, planRules } from './plan-rules.ts';
import { putSteps, wantedRules, webhooksOf } from './put-rules.ts';
import type { ListedRule } from './read-rule.ts';
import type { WireRule } from './wire-rule.ts';

/** What a plan is made of, apart from it: rules hold the addresses of webhooks. */
interface Kept {
  readonly context: ScopeContext;
  readonly rules: PlannedRules;
}

const kept = /* @__PURE__ */ new WeakMap<object, Kept>();

// From here on a listing of all rules takes no more calls than one of so many ids.
const MOST_IDS = 5 * IDS_AT_ONCE;

/** What `alerts.plan()` does. */
export async function makePlan(context: ScopeContext, rules: unknown, { prefix, signal }: AlertPlanOptions): Promise<AlertPlan> {
  const wanted = await wantedRules(context, rules, 'alerts.plan()', signal);
  assertPrefixed(wanted, prefix);
  const asked: readonly AskedRule[] = prefix === undefined ? askedRules(rules) : [];
  const ids = new Set(wanted.map(({ id }) => id));
  const listed = await hidingWebhooks(
    webhooksOf(wanted),
    async () => await thereOf(context, [...ids, ...formerIds(asked, ids)], prefix, signal),
  );
  sayLeft(context, formerRules(asked, ids, listed));
  const unclear = listed.filter(({ rule }) => rule.resources === undefined).map(({ rule }) => rule.id);
  const planned = planRules(wanted, listed, prefix);
  const open = unclear.filter((id) => wanted.some((rule) => rule.id === id));
  if (open.length > 0)
    context.logger.warn('which resources these alert rules are on cannot be read, so they are not compared', { ids: open });
  return planOf(context, planned);
}

/** What `alerts.apply()` does. */
export async function applyPlan(
  context: ScopeContext,
  plan: unknown,
  options: AlertPutOptions,
): Promise<readonly string[] | readonly PlannedRequest[]> {
  const found = typeof plan === 'object' && plan !== null ? kept.get(plan) : undefined;
  if (!found)
    throw new TypeError(
      `alerts.apply() takes what alerts.plan() gave, but was given ${shown(plan)}${isRecord(plan) && Array.isArray(plan['create']) ? ': a plan cannot be copied, edited or stored, so plan again' : ''}`,
    );
  if (found.context !== context)
    throw new TypeError(
      'alerts.apply() was given a plan of another VpnMonitor: make it with the same monitor, since each has a region and credentials of its own',
    );
  const { rules } = found;
  const steps = stepsOf(rules);
  if (options.dryRun) return requestsOf(steps);
  const written = [...rules.create, ...rules.change.map(({ rule }) => rule)];
  await sendSteps(context, steps, { ...options, webhooks: webhooksOf(written) });
  return Object.freeze([...written, ...rules.delete].map(({ id }) => id));
}

function assertPrefixed(wanted: readonly WireRule[], prefix: string | undefined): void {
  const stray = prefix === undefined ? undefined : wanted.find(({ id }) => !id.startsWith(prefix));
  if (stray)
    throw new TypeError(
      `the id ${shown(stray.id)} does not begin with the prefix ${shown(prefix)}: a later plan would not see that the rule is not wanted any more`,
    );
}

/** Rules that a call was given, after they were checked. */
function askedRules(rules: unknown): readonly AskedRule[] {
  return Array.isArray(rules) ? (rules as readonly AskedRule[]) : [rules as AskedRule];
}

function sayLeft({ logger }: ScopeContext, ids: readonly string[]): void {
  if (ids.length > 0)
    logger.warn(
      `alert rules of former plans may still alarm beside the wanted ones: ${ids.join(', ')}. A plan with a prefix deletes what is not wanted, alerts.delete() what you name`,
      { ids },
    );
}

async function thereOf(
  context: ScopeContext,
  named: readonly string[],
  prefix: string | undefined,
  signal: AbortSignal | undefined,
): Promise<readonly ListedRule[]> {
  if (named.length === 0 && prefix === undefined) return [];
  using linked = linkSignals(signal, context.closed);
  const ids = prefix === undefined && named.length <= MOST_IDS ? named : undefined;
  const listed: ListedRule[] = [];
  for await (const page of listedRules(context, { ids }, linked.signal)) listed.push(...page);
  return listed;
}

function planOf(context: ScopeContext, rules: PlannedRules): AlertPlan {
  const entry = ({ id, name }: { readonly id: string; readonly name?: string }) => ({ id, ...(name !== undefined && { name }) });
  const create = rules.create.map((rule) => Object.freeze(entry(rule)));
  const change = rules.change.map(({ rule, differences }) => Object.freeze({ ...entry(rule), differences }));
  const deleted = rules.delete.map((rule) => Object.freeze(entry(rule)));
  const plan: AlertPlan = Object.freeze({
    create: Object.freeze(create),
    change: Object.freeze(change),
    delete: Object.freeze(deleted),
    unchanged: rules.unchanged,
    isEmpty: create.length + change.length + deleted.length === 0,
  });
  kept.set(plan, { context, rules });
  return plan;
}

function stepsOf({ create, change, delete: deleted }: PlannedRules): readonly Step[] {
  const isSwitched = ({ differences }: PlannedChange): boolean => differences.every(({ field }) => field === 'enabled');
  const puts: PutRule[] = [
    ...create.map((rule) => ({ rule: withoutDefault(rule) })),
    ...change
      .filter((one) => !isSwitched(one))
      .map(({ rule, differences }) => ({
        rule: switched(rule, differences),
        cleared: new Set<string>(differences.map(({ field }) => field)),
      })),
  ];
  const others = change.filter(isSwitched).map(({ rule }) => rule);
  return [
    ...putSteps(puts, others),
    () =>
      idBatches(
        'DeleteMetricRules',
        deleted.map(({ id }) => id),
      ),
  ];
}

// A new rule is in force.
function withoutDefault(rule: WireRule): WireRule {
  return rule.enabled ? { ...rule, enabled: undefined } : rule;
}

// Nothing says whether a rule that is changed stays switched off, so that is said again; that it stays on needs no call.
function switched(rule: WireRule, differences: PlannedChange['differences']): WireRule {
  return rule.enabled && !differences.some(({ field }) => field === 'enabled') ? { ...rule, enabled: undefined } : rule;
}
