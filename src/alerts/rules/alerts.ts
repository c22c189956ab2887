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
 * The threshold rules of Cloud Monitor on VPN metrics, and the log of the alerts that they gave.
 *
 * Scopes and metrics mean what they mean in a query: the metric's name, its dimensions and its statistic are found through the service's own list.
 * Writes are tried again only where nothing reached the service. Each takes `dryRun: true`, and then gives the requests instead of sending them.
 *
 * Rejects with `TypeError` or `RangeError` for a rule that makes no sense, before any write; with `VpnMonitorError` from the service. Where some rules
 * of a call failed, its `failures` lists each of them.
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
   * Makes rules, or changes those that have the same ids: one call for up to 50 rules.
   *
   * Gives the ids of the rules that were put. A quantity that is several metrics (`State` of a fleet with single-tunnel and dual-tunnel connections)
   * becomes one rule for each: `${id}-${metric}`. More than 50 resources become several rules: `${id}`, `${id}-2`, … Rules that there were before and
   * that are not put again stay: `plan` with a prefix finds them. Of a rule that is there, nothing says whether it keeps what you leave out.
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

  /** The rules on VPN metrics that match; all without a filter. @throws `TypeError` or `RangeError` naming what cannot be filtered by. */
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

  /** Puts rules in force: `EnableMetricRules`, 100 to a call. @param ids - One id or a list; none sends nothing. */
  enable(ids: string | readonly string[], options: WriteOptions & { readonly dryRun: true }): Promise<readonly PlannedRequest[]>;
  enable(ids: string | readonly string[], options?: WriteOptions & { readonly dryRun?: false | undefined }): Promise<void>;
  enable(ids: string | readonly string[], options?: WriteOptions): Promise<readonly PlannedRequest[] | undefined>;
  async enable(ids: string | readonly string[], options: WriteOptions = {}): Promise<unknown> {
    return await this.#write('EnableMetricRules', 'alerts.enable()', ids, options);
  }

  /** Puts rules out of force, and keeps them: `DisableMetricRules`, 100 to a call. @param ids - One id or a list; none sends nothing. */
  disable(ids: string | readonly string[], options: WriteOptions & { readonly dryRun: true }): Promise<readonly PlannedRequest[]>;
  disable(ids: string | readonly string[], options?: WriteOptions & { readonly dryRun?: false | undefined }): Promise<void>;
  disable(ids: string | readonly string[], options?: WriteOptions): Promise<readonly PlannedRequest[] | undefined>;
  async disable(ids: string | readonly string[], options: WriteOptions = {}): Promise<unknown> {
    return await this.#write('DisableMetricRules', 'alerts.disable()', ids, options);
  }

  /** Deletes rules: `DeleteMetricRules`, 100 to a call. @param ids - One id or a list; none sends nothing. */
  delete(ids: string | readonly string[], options: WriteOptions & { readonly dryRun: true }): Promise<readonly PlannedRequest[]>;
  delete(ids: string | readonly string[], options?: WriteOptions & { readonly dryRun?: false | undefined }): Promise<void>;
  delete(ids: string | readonly string[], options?: WriteOptions): Promise<readonly PlannedRequest[] | undefined>;
  async delete(ids: string | readonly string[], options: WriteOptions = {}): Promise<unknown> {
    return await this.#write('DeleteMetricRules', 'alerts.delete()', ids, options);
  }

  /**
   * The alert log of VPN metrics, ascending in time, each entry once: at most the last 365 days. Source: DescribeAlertLogList.
   *
   * @throws `RangeError` for a time before that; `TypeError` naming an option that it does not have.
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
   * What it takes to get from the rules that are there to those that are wanted. Changes nothing.
   *
   * With `prefix`, rules whose ids begin with it and that are not wanted are deleted. Without it nothing is.
   */
  async plan(wanted: AlertRuleInput | readonly AlertRuleInput[], options: AlertPlanOptions = {}): Promise<AlertPlan> {
    const [given, chosen] = [copied(wanted), copied(options)];
    assertOpen(this.#context.closed);
    assertPlanOptions(chosen);
    return await (await engine()).makePlan(this.#context, given, chosen);
  }

  /** Carries out a plan of this monitor, in the fewest calls, and gives the ids of the rules that it was about. After a failure, plan and apply again: what is done is not done twice. */
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
