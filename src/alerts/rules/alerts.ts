import { assertOpen } from '../../errors.ts';
import { copied } from '../../internal/copied.ts';
import { once } from '../../internal/once.ts';
import type { ScopeContext } from '../../scopes/index.ts';
import { Listing } from '../../topology/index.ts';
import { assertWriteOptions, type PlannedRequest, type WriteOptions } from '../../transport/index.ts';
import type { IdAction } from './batches.ts';
import { type AlertHistoryEntry, type AlertHistoryOptions, checkedHistory } from './history-model.ts';
import type { AlertRuleInput } from './input.ts';
import { type AlertPutOptions, assertPutOptions } from './options.ts';
import { type AlertPlan, type AlertPlanOptions, assertPlanOptions } from './plan-model.ts';
import { type AlertRule, type AlertRuleFilter, checkedRuleFilter } from './rule-model.ts';

// Rules are seldom written, and all that it takes need not be loaded before.
const engine = /* @__PURE__ */ once(() => import('./engine.ts'));

/**
 * Threshold rules of Cloud Monitor on VPN metrics, and the log of their alerts.
 *
 * Scopes and metrics mean the same as in a query: the service's own metric list supplies the spelling, dimensions and statistic.
 * A write is retried only if nothing reached the service. With `dryRun: true` a write sends nothing and returns its requests.
 *
 * Rejects with a `TypeError` or `RangeError` for an invalid rule, before anything is written, and with a `VpnMonitorError` for a failure of the
 * service. If only some rules of a call failed, `failures` lists them.
 *
 * @example
 * ```ts
 * import { alertPresets, type VpnMonitor } from 'alicloud-vpn-monitor';
 *
 * export async function watchTunnels(monitor: VpnMonitor): Promise<void> {
 *   await monitor.alerts.put({ ...alertPresets.tunnelDown, id: 'vpn-down', name: 'A tunnel is down', on: monitor.fleet(), contactGroups: ['vpn-ops'] });
 *   for await (const rule of monitor.alerts.list({ state: 'ALARM' })) console.log(rule.name, rule.metric);
 * }
 * ```
 */
export class Alerts {
  readonly #context: ScopeContext;

  /** @internal */
  constructor(context: ScopeContext) {
    this.#context = context;
  }

  /**
   * Creates rules, or changes those with the same ids, up to 50 in one call.
   *
   * Returns the ids of the rules. A quantity that stands for several metrics (`State` of a fleet with single-tunnel and dual-tunnel
   * connections) becomes one rule for each: `${id}-${metric}`. More than 50 resources become several rules: `${id}`, `${id}-2`, … Earlier
   * rules that you do not put again remain; `plan` with a prefix finds them. The service does not document whether an existing rule keeps
   * fields that you leave out.
   */
  put(
    rules: AlertRuleInput | readonly AlertRuleInput[],
    options: AlertPutOptions & { readonly dryRun: true },
  ): Promise<readonly PlannedRequest[]>;
  put(
    rules: AlertRuleInput | readonly AlertRuleInput[],
    options?: AlertPutOptions & { readonly dryRun?: false | undefined },
  ): Promise<readonly string[]>;
  put(rules: AlertRuleInput | readonly AlertRuleInput[], options?: AlertPutOptions): Promise<readonly string[] | readonly PlannedRequest[]>;
  async put(
    rules: AlertRuleInput | readonly AlertRuleInput[],
    options: AlertPutOptions = {},
  ): Promise<readonly string[] | readonly PlannedRequest[]> {
    const [given, chosen] = [copied(rules), copied(options)];
    this.#assertWrite(chosen, 'alerts.put()');
    return await (await engine()).putRules(this.#context, given, chosen);
  }

  /**
   * The rules on VPN metrics that match the filter; without one, all of them. Calls `DescribeMetricRuleList`.
   *
   * @throws `TypeError` or `RangeError` that names an invalid field of the filter.
   */
  list(filter: AlertRuleFilter = {}): Listing<AlertRule> {
    const checked = checkedRuleFilter(filter);
    const [context, signal] = [this.#context, checked.signal];
    return new Listing(
      async function* (within) {
        yield* (await engine()).rulePages(context, checked, within);
      },
      signal,
      context.closed,
    );
  }

  /**
   * Activates rules with `EnableMetricRules`, 100 in a call.
   *
   * @param ids - An id or a list; an empty list sends nothing.
   */
  enable(ids: string | readonly string[], options: WriteOptions & { readonly dryRun: true }): Promise<readonly PlannedRequest[]>;
  enable(ids: string | readonly string[], options?: WriteOptions & { readonly dryRun?: false | undefined }): Promise<void>;
  enable(ids: string | readonly string[], options?: WriteOptions): Promise<readonly PlannedRequest[] | undefined>;
  async enable(ids: string | readonly string[], options: WriteOptions = {}): Promise<unknown> {
    return await this.#write('EnableMetricRules', 'alerts.enable()', ids, options);
  }

  /**
   * Deactivates rules without deleting them, with `DisableMetricRules`, 100 in a call.
   *
   * @param ids - An id or a list; an empty list sends nothing.
   */
  disable(ids: string | readonly string[], options: WriteOptions & { readonly dryRun: true }): Promise<readonly PlannedRequest[]>;
  disable(ids: string | readonly string[], options?: WriteOptions & { readonly dryRun?: false | undefined }): Promise<void>;
  disable(ids: string | readonly string[], options?: WriteOptions): Promise<readonly PlannedRequest[] | undefined>;
  async disable(ids: string | readonly string[], options: WriteOptions = {}): Promise<unknown> {
    return await this.#write('DisableMetricRules', 'alerts.disable()', ids, options);
  }

  /**
   * Deletes rules with `DeleteMetricRules`, 100 in a call.
   *
   * @param ids - An id or a list; an empty list sends nothing.
   */
  delete(ids: string | readonly string[], options: WriteOptions & { readonly dryRun: true }): Promise<readonly PlannedRequest[]>;
  delete(ids: string | readonly string[], options?: WriteOptions & { readonly dryRun?: false | undefined }): Promise<void>;
  delete(ids: string | readonly string[], options?: WriteOptions): Promise<readonly PlannedRequest[] | undefined>;
  async delete(ids: string | readonly string[], options: WriteOptions = {}): Promise<unknown> {
    return await this.#write('DeleteMetricRules', 'alerts.delete()', ids, options);
  }

  /**
   * The alert log of VPN metrics, oldest first, each entry once. It reaches back 365 days. Calls `DescribeAlertLogList`.
   *
   * @throws `RangeError` for an earlier time; `TypeError` that names an unknown option.
   */
  history(options: AlertHistoryOptions = {}): Listing<AlertHistoryEntry> {
    const context = this.#context;
    const asked = checkedHistory(options, context.clock.now());
    return new Listing(
      async function* (within) {
        yield* (await engine()).historyPages(context, asked, within);
      },
      options.signal,
      context.closed,
    );
  }

  /**
   * Compares the existing rules with the wanted ones and returns the changes to make. It changes nothing itself.
   *
   * With `prefix` the plan deletes rules whose ids begin with it and that are not wanted. Without `prefix` it deletes nothing.
   */
  async plan(wanted: AlertRuleInput | readonly AlertRuleInput[], options: AlertPlanOptions = {}): Promise<AlertPlan> {
    const [given, chosen] = [copied(wanted), copied(options)];
    assertOpen(this.#context.closed);
    assertPlanOptions(chosen);
    return await (await engine()).makePlan(this.#context, given, chosen);
  }

  /**
   * Carries out a plan made by this monitor in as few calls as possible, and returns the ids of its rules. After a failure, plan and apply
   * again: nothing is done twice.
   */
  apply(plan: AlertPlan, options: AlertPutOptions & { readonly dryRun: true }): Promise<readonly PlannedRequest[]>;
  apply(plan: AlertPlan, options?: AlertPutOptions & { readonly dryRun?: false | undefined }): Promise<readonly string[]>;
  apply(plan: AlertPlan, options?: AlertPutOptions): Promise<readonly string[] | readonly PlannedRequest[]>;
  async apply(plan: AlertPlan, options: AlertPutOptions = {}): Promise<readonly string[] | readonly PlannedRequest[]> {
    const chosen = copied(options);
    this.#assertWrite(chosen, 'alerts.apply()');
    return await (await engine()).applyPlan(this.#context, plan, chosen);
  }

  #assertWrite(options: AlertPutOptions, taker: string): void {
    assertOpen(this.#context.closed);
    assertPutOptions(options, taker);
  }

  async #write(action: IdAction, taker: string, ids: unknown, options: WriteOptions): Promise<readonly PlannedRequest[] | undefined> {
    const [given, chosen] = [copied(ids), copied(options)];
    assertOpen(this.#context.closed);
    assertWriteOptions(chosen, taker);
    return await (await engine()).writeIds(this.#context, { action, taker, ids: given }, chosen);
  }
}
