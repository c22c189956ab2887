import { assertSignal } from '../../internal/abort.ts';
import { assertOptions, keysOf } from '../../internal/keys.ts';
import { checkedId } from './options.ts';
import type { AlertRuleResource } from './rule-model.ts';

/** A rule in a plan. */
export interface AlertPlanEntry {
  /** The id of the rule in its account and region. */
  readonly id: string;
  /** The name that notifications show. Absent if the rule has none. */
  readonly name?: string;
}

/** A field of a rule that differs from the wanted rule. */
export interface AlertPlanDifference {
  /** The field of the rule. `resources` stands for the resources that `on` resolves to. */
  readonly field:
    | 'name'
    | 'metric'
    | 'resources'
    | 'contactGroups'
    | 'critical'
    | 'warn'
    | 'info'
    | 'periodSeconds'
    | 'silenceSeconds'
    | 'effective'
    | 'noData'
    | 'webhook'
    | 'labels'
    | 'enabled';
  /** The present value. Absent if there is none, and for `resources`. For a webhook: the host only. */
  readonly from?: unknown;
  /** The wanted value. Absent if there is none, and for `resources`. For a webhook: the host only. */
  readonly to?: unknown;
  /** For `resources`: the resources that the rule will additionally cover. */
  readonly added?: 'all' | readonly AlertRuleResource[];
  /** For `resources`: the resources that the rule will no longer cover. */
  readonly removed?: 'all' | readonly AlertRuleResource[];
  /**
   * For a `webhook` whose host stays the same: the parts of the address that change. Their values are left out because they may contain a
   * token.
   */
  readonly changed?: readonly ('protocol' | 'credentials' | 'path' | 'query' | 'fragment')[];
}

/** An existing rule that differs from the wanted one. */
export interface AlertPlanChange extends AlertPlanEntry {
  /** The fields that differ, one entry each. */
  readonly differences: readonly AlertPlanDifference[];
}

/** The changes that turn the existing rules into the wanted ones. It contains no webhook address, so you can print it. */
export interface AlertPlan {
  /** Wanted rules that do not exist yet. */
  readonly create: readonly AlertPlanEntry[];
  /** Existing rules that differ from the wanted ones. */
  readonly change: readonly AlertPlanChange[];
  /** Existing rules that are not wanted; always empty without `prefix`. */
  readonly delete: readonly AlertPlanEntry[];
  /** The number of rules that already match. */
  readonly unchanged: number;
  /** Whether there is nothing to do. */
  readonly isEmpty: boolean;
}

/** Options of `alerts.plan()`. */
export interface AlertPlanOptions {
  /**
   * Deletes existing rules whose id begins with this and that are not wanted; every wanted id must begin with it too. Default: nothing is
   * deleted.
   */
  readonly prefix?: string | undefined;
  /** Aborts the call, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

const KEYS = /* @__PURE__ */ keysOf<AlertPlanOptions>({ prefix: true, signal: true });

export function assertPlanOptions(options: AlertPlanOptions): void {
  assertOptions(options, KEYS, 'alerts.plan()');
  // A blank one would delete every rule there is.
  if (options.prefix !== undefined) checkedId(options.prefix, 'prefix');
  if (options.signal !== undefined) assertSignal(options.signal);
}
