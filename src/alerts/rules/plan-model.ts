import { assertSignal } from '../../internal/abort.ts';
import { assertOptions, keysOf } from '../../internal/keys.ts';
import { checkedId } from './options.ts';
import type { AlertRuleResource } from './rule-model.ts';

/** A rule that a plan names. */
export interface AlertPlanEntry {
  /** The rule's id. */
  readonly id: string;
  /** The rule's name, where it has one. */
  readonly name?: string;
}

/** One field of a rule that is not as it should be. */
export interface AlertPlanDifference {
  /** Which field of the rule; `resources` is what its `on` comes to. */
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
  /** As it is, in the words of the model; absent where there is nothing, and for `resources`. Of a webhook the host alone. */
  readonly from?: unknown;
  /** As it should be. */
  readonly to?: unknown;
  /** Of `resources`: what the rule will be about too. */
  readonly added?: 'all' | readonly AlertRuleResource[];
  /** Of `resources`: what the rule will not be about any more. */
  readonly removed?: 'all' | readonly AlertRuleResource[];
  /** Of a `webhook` whose host stays: which parts of its address change. What they are is not shown, since they may hold a token. */
  readonly changed?: readonly ('protocol' | 'credentials' | 'path' | 'query' | 'fragment')[];
}

/** A rule that is there and should be otherwise. */
export interface AlertPlanChange extends AlertPlanEntry {
  /** What is not as it should be: one entry a field. */
  readonly differences: readonly AlertPlanDifference[];
}

/** What it takes to get from the rules that are there to those that are wanted. It holds no webhook address, and can be printed. */
export interface AlertPlan {
  /** Rules that are wanted and not there. */
  readonly create: readonly AlertPlanEntry[];
  /** Rules that are there and should be otherwise. */
  readonly change: readonly AlertPlanChange[];
  /** Rules that are there and not wanted; none without `prefix`. */
  readonly delete: readonly AlertPlanEntry[];
  /** How many rules are as they should be. */
  readonly unchanged: number;
  /** Whether nothing is to be done. */
  readonly isEmpty: boolean;
}

/** Options of `alerts.plan()`. */
export interface AlertPlanOptions {
  /** Rules whose id begins with it and that are not wanted are deleted; every wanted id must begin with it. Default: nothing is deleted. */
  readonly prefix?: string | undefined;
  /** Rejects with its reason when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

const KEYS = /* @__PURE__ */ keysOf<AlertPlanOptions>({ prefix: true, signal: true });

export function assertPlanOptions(options: AlertPlanOptions): void {
  assertOptions(options, KEYS, 'alerts.plan()');
  // A blank one would delete every rule there is.
  if (options.prefix !== undefined) checkedId(options.prefix, 'prefix');
  if (options.signal !== undefined) assertSignal(options.signal);
}
