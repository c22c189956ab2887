import type { MetricName } from '../../catalog/index.ts';
import { assertSignal } from '../../internal/abort.ts';
import { assertBoolean, assertChoice, assertText } from '../../internal/check-values.ts';
import { assertOptions, keysOf } from '../../internal/keys.ts';
import { isRecord } from '../../internal/records.ts';
import type { AlertComparison, AlertLevel, AlertStatistic, NoDataPolicy } from './input.ts';
import { specsAsked } from './metric-asked.ts';
import { checkedIds } from './options.ts';

/** When an alert of one level is sent, as the service lists it. */
export interface AlertRuleLevel {
  /** The service's own word where it is none of ours, such as `GreaterThanYesterday`. */
  readonly when: AlertComparison | (string & {});
  readonly threshold?: number;
  readonly statistic?: AlertStatistic;
  readonly times?: number;
}

/** One resource of a rule. */
export interface AlertRuleResource {
  readonly gatewayId?: string;
  readonly connectionId?: string;
  readonly tunnelId?: string;
  /** As the service lists it. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/** A threshold rule as the service lists it (DescribeMetricRuleList). What cannot be read is absent. */
export interface AlertRule extends Readonly<Partial<Record<AlertLevel, AlertRuleLevel>>> {
  readonly id: string;
  readonly name?: string;
  /** The catalogue's name where the metric is known, else the service's. */
  readonly metric?: MetricName | (string & {});
  /** Absent where the service's text cannot be read. */
  readonly resources?: 'all' | readonly AlertRuleResource[];
  readonly contactGroups: readonly string[];
  readonly periodSeconds?: number;
  readonly silenceSeconds?: number;
  /** The time of day in which alerts are sent, such as `00:00-23:59`. */
  readonly effective?: string;
  readonly enabled?: boolean;
  readonly state?: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | (string & {});
  readonly noData?: NoDataPolicy | (string & {});
  readonly labels: Readonly<Record<string, string>>;
  /** There where the rule has a webhook. Its path and query may hold a token, so they are left out. */
  readonly webhook?: { readonly host?: string };
}

/** Which rules are listed. */
export interface AlertRuleFilter {
  readonly ids?: readonly string[] | undefined;
  /** A part of the name. */
  readonly name?: string | undefined;
  readonly state?: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | undefined;
  readonly enabled?: boolean | undefined;
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
  if (metric !== undefined) specsAsked(metric, 'metric');
  if (signal !== undefined) assertSignal(signal);
  return { ...filter, ids: ids === undefined ? undefined : checkedIds(ids, 'alerts.list()') };
}
