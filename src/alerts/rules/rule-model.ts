import { type MetricName, metricSpec } from '../../catalog/index.ts';
import { assertSignal } from '../../internal/abort.ts';
import { assertBoolean, assertChoice, assertText } from '../../internal/check-values.ts';
import { assertOptions, keysOf } from '../../internal/keys.ts';
import { isRecord } from '../../internal/records.ts';
import { shown } from '../../internal/shown.ts';
import type { AlertComparison, AlertLevel, AlertStatistic, NoDataPolicy } from './input.ts';
import { specsAsked } from './metric-asked.ts';
import { checkedIds } from './options.ts';

/** When an alert of one level is sent, as the service lists it. */
export interface AlertRuleLevel {
  /** The service's own word where it is none of ours, such as `GreaterThanYesterday`. */
  readonly when: AlertComparison | (string & {});
  /** In the metric's unit. */
  readonly threshold?: number;
  /** How the datapoints of a period become one value. */
  readonly statistic?: AlertStatistic;
  /** In how many periods in a row the comparison must hold. */
  readonly times?: number;
}

/** One resource of a rule. */
export interface AlertRuleResource {
  /** `vpn-…` */
  readonly gatewayId?: string;
  /** `vco-…` */
  readonly connectionId?: string;
  /** `tun-…` */
  readonly tunnelId?: string;
  /** The dimensions by key, as the service lists them. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/** A threshold rule as the service lists it (DescribeMetricRuleList). What cannot be read is absent. */
export interface AlertRule extends Readonly<Partial<Record<AlertLevel, AlertRuleLevel>>> {
  /** Names the rule in its account and region. */
  readonly id: string;
  /** As notifications show it. */
  readonly name?: string;
  /** The catalogue's name where the metric is known, else the service's. */
  readonly metric?: MetricName | (string & {});
  /** What the rule is on. Absent where the service's text cannot be read. */
  readonly resources?: 'all' | readonly AlertRuleResource[];
  /** The names of the alert contact groups that are notified. */
  readonly contactGroups: readonly string[];
  /** The period whose datapoints are compared, in seconds. */
  readonly periodSeconds?: number;
  /** After how many seconds an alert that lasts is sent again. */
  readonly silenceSeconds?: number;
  /** The time of day in which alerts are sent, such as `00:00-23:59`. */
  readonly effective?: string;
  /** Whether the rule is in force. */
  readonly enabled?: boolean;
  /** As the service says it. */
  readonly state?: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | (string & {});
  /** What the rule says where no datapoint comes. */
  readonly noData?: NoDataPolicy | (string & {});
  /** By key; empty where there are none. */
  readonly labels: Readonly<Record<string, string>>;
  /** There where the rule has a webhook. Its path and query may hold a token, so they are left out. */
  readonly webhook?: { readonly host?: string };
}

/** Which threshold rules are listed. */
export interface AlertRuleFilter {
  /** Only rules with these ids. Default: all. */
  readonly ids?: readonly string[] | undefined;
  /** Only rules whose name has this part. Default: all. */
  readonly name?: string | undefined;
  /** Only rules in this state. Default: all. */
  readonly state?: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | undefined;
  /** Only rules that are in force, or only those that are not. Default: both. */
  readonly enabled?: boolean | undefined;
  /** Only rules on this metric. Default: all. */
  readonly metric?: MetricName | undefined;
  /** Ends the listing; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

const KEYS = /* @__PURE__ */ keysOf<AlertRuleFilter>({ ids: true, name: true, state: true, enabled: true, metric: true, signal: true });

/** Refuses a filter that would match nothing for want of a meaning, or everything. */
export function checkedRuleFilter(filter: AlertRuleFilter): AlertRuleFilter {
  assertOptions(filter, KEYS, 'alerts.list()', 'filter');
  const { ids, name, state, enabled, metric, signal } = filter;
  if (isRecord(ids)) throw new TypeError('ids of alerts.list() must be a list of texts');
  assertText('name', name);
  if (name?.trim() === '') throw new TypeError('name of alerts.list() is blank, which every rule would match: leave it out');
  assertChoice('state', state, ['OK', 'ALARM', 'INSUFFICIENT_DATA']);
  assertBoolean('enabled', enabled);
  if (metric !== undefined) assertOneMetric(metric);
  if (signal !== undefined) assertSignal(signal);
  return { ...filter, ids: ids === undefined ? undefined : checkedIds(ids, 'alerts.list()') };
}

// The service filters by one metric, so a quantity would be several lists.
function assertOneMetric(metric: unknown): void {
  const specs = specsAsked(metric, 'metric');
  if (typeof metric === 'string' && metricSpec(metric)) return;
  throw new RangeError(
    `metric ${shown(metric)} of alerts.list() is a quantity, and rules are filtered by one metric: give one of ${specs.map(({ name }) => name).join(', ')}`,
  );
}
