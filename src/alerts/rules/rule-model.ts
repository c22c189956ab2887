import { type MetricName, metricSpec } from '../../catalog/index.ts';
import { assertSignal } from '../../internal/abort.ts';
import { assertBoolean, assertChoice, assertText } from '../../internal/check-values.ts';
import { assertOptions, keysOf } from '../../internal/keys.ts';
import { isRecord } from '../../internal/records.ts';
import { shown } from '../../internal/shown.ts';
import type { AlertComparison, AlertStatistic, NoDataPolicy } from './input.ts';
import { specsAsked } from './metric-asked.ts';
import { checkedIds } from './options.ts';

/** The condition for an alert of one level, as the service lists it. */
export interface AlertRuleLevel {
  /** The comparison. A kind that you cannot set here comes in the service's word, such as `GreaterThanYesterday`. */
  readonly when: AlertComparison | (string & {});
  /** In the unit of the metric. Absent if the service's value is not a number. */
  readonly threshold?: number;
  /** The statistic that is compared, such as `Average`. */
  readonly statistic?: AlertStatistic;
  /** For how many periods in a row the comparison must hold. */
  readonly times?: number;
}

/** A resource that a rule covers. */
export interface AlertRuleResource {
  /** The gateway, `vpn-…`. Absent if no dimension names one. */
  readonly gatewayId?: string;
  /** The IPsec connection, `vco-…`. Absent if no dimension names one. */
  readonly connectionId?: string;
  /** The tunnel, `tun-…`. Absent if no dimension names one. */
  readonly tunnelId?: string;
  /** The dimensions by key, as the service lists them. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/** A threshold rule, as `DescribeMetricRuleList` returns it. Fields that cannot be read are absent. */
export interface AlertRule {
  /** The condition for a critical alert. Absent if the rule has none. */
  readonly critical?: AlertRuleLevel;
  /** The condition for a warning. Absent if the rule has none. */
  readonly warn?: AlertRuleLevel;
  /** The condition for an informational alert. Absent if the rule has none. */
  readonly info?: AlertRuleLevel;
  /** Unique in the account and region. */
  readonly id: string;
  /** The name that notifications show. */
  readonly name?: string;
  /** The metric, by its name in the catalogue if it has one, otherwise as the service names it. */
  readonly metric?: MetricName | (string & {});
  /** The resources that the rule covers. Absent if the service's text cannot be read. */
  readonly resources?: 'all' | readonly AlertRuleResource[];
  /** The names of the alert contact groups to notify; empty if there are none. */
  readonly contactGroups: readonly string[];
  /** The period whose datapoints are compared, in seconds. */
  readonly periodSeconds?: number;
  /** After how many seconds an ongoing alert is sent again. */
  readonly silenceSeconds?: number;
  /** The time of day at which alerts may be sent, such as `00:00-23:59`. */
  readonly effective?: string;
  /** Whether the rule is active. */
  readonly enabled?: boolean;
  /** The state, in the service's words. */
  readonly state?: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | (string & {});
  /** The state of the rule while no datapoints arrive. */
  readonly noData?: NoDataPolicy | (string & {});
  /** Labels by key; empty if there are none. */
  readonly labels: Readonly<Record<string, string>>;
  /** Present if the rule has a webhook. The path and query may contain a token, so they are left out. */
  readonly webhook?: {
    /** The host, with its port if the address names one. Absent if the address is not a URL. */
    readonly host?: string;
  };
}

/** Selects threshold rules. Each field narrows the list. */
export interface AlertRuleFilter {
  /** Only rules with these ids. Default: all. */
  readonly ids?: readonly string[] | undefined;
  /** Only rules whose name contains this. Default: all. */
  readonly name?: string | undefined;
  /** Only rules in this state. Default: all. */
  readonly state?: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | undefined;
  /** Only active rules (`true`), or only inactive ones (`false`). Default: both. */
  readonly enabled?: boolean | undefined;
  /** Only rules on this metric. Default: all. */
  readonly metric?: MetricName | undefined;
  /** Aborts the listing, which then rejects with the signal's reason. */
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
