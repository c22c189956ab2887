import type { MetricName, Quantity } from '../../catalog/index.ts';
import type { SeriesScope } from '../../scopes/index.ts';

/**
 * The operator that compares a value with a threshold: the alert lasts while the comparison is true.
 *
 * | Comparison | Operator of the service |
 * |---|---|
 * | `>=` | `GreaterThanOrEqualToThreshold` |
 * | `>` | `GreaterThanThreshold` |
 * | `<=` | `LessThanOrEqualToThreshold` |
 * | `<` | `LessThanThreshold` |
 * | `==` | `EqualToThreshold` |
 * | `!=` | `NotEqualToThreshold` |
 */
export type AlertComparison = '>=' | '>' | '<=' | '<' | '==' | '!=';

/**
 * How the datapoints of a period become one value. Each metric supports its own, which the service's list of metrics names.
 *
 * | Statistic | Value of a period |
 * |---|---|
 * | `Average` | the mean of what was measured |
 * | `Minimum` | the lowest |
 * | `Maximum` | the highest |
 * | `Value` | the one value of metrics that have no other statistic |
 */
export type AlertStatistic = 'Average' | 'Minimum' | 'Maximum' | 'Value' | (string & {});

/**
 * The severity of an alert.
 *
 * | Level | Meaning |
 * |---|---|
 * | `critical` | the gravest |
 * | `warn` | in between |
 * | `info` | the mildest |
 *
 * Your account settings decide which contacts and channels a level reaches.
 */
export type AlertLevel = 'critical' | 'warn' | 'info';

/**
 * The state of a rule while no datapoints arrive.
 *
 * | Policy | State of the rule |
 * |---|---|
 * | `KEEP_LAST_STATE` | unchanged |
 * | `INSUFFICIENT_DATA` | insufficient data |
 * | `OK` | well: choose it only if missing data is normal |
 */
export type NoDataPolicy = 'KEEP_LAST_STATE' | 'INSUFFICIENT_DATA' | 'OK';

/** When an alert of one level is sent. */
export interface AlertThreshold {
  /** How the value is compared with `threshold`. */
  readonly when: AlertComparison;
  /** In the metric's unit: 0 or 1 for a state, 0 to 100 for a percentage, bit/s and packets per second otherwise. */
  readonly threshold: number;
  /** Default: the metric's primary statistic, `Average`, or `Value` where the metric has that alone. */
  readonly statistic?: AlertStatistic | undefined;
  /** In how many periods in a row the comparison must hold. Default: 3. */
  readonly times?: number | undefined;
}

/** A threshold rule as it should be: its fields, and one threshold or more. Source: PutResourceMetricRule. */
export type AlertRuleInput = AlertRuleFields &
  ({ readonly critical: AlertThreshold } | { readonly warn: AlertThreshold } | { readonly info: AlertThreshold });

/** The fields of a threshold rule. An {@link AlertRuleInput} has at least one of `critical`, `warn` and `info`. */
export interface AlertRuleFields {
  /** The rule's id, of your choice. A rule that has it already is changed. */
  readonly id: string;
  /** The rule's name, as notifications show it. */
  readonly name: string;
  /** What the rule is about: a scope, several, a fleet, or `'all'`: whatever the account has and will have. */
  readonly on: SeriesScope | readonly SeriesScope[] | 'all';
  /** A metric constant, or a quantity. A quantity becomes one rule for each metric that it means for these resources. */
  readonly metric: MetricName | Quantity;
  /** The names of the alert contact groups that are notified. */
  readonly contactGroups: readonly string[];
  /** When a critical alert is sent. Default: never. */
  readonly critical?: AlertThreshold | undefined;
  /** When a warning is sent. Default: never. */
  readonly warn?: AlertThreshold | undefined;
  /** When an informative alert is sent. Default: never. */
  readonly info?: AlertThreshold | undefined;
  /** The period whose datapoints are compared, in seconds: a multiple of 60. Default: the metric's own. */
  readonly periodSeconds?: number | undefined;
  /** After how many seconds an alert that lasts is sent again: 3,600 or more. Default: 86,400, a day. */
  readonly silenceSeconds?: number | undefined;
  /** The time of day in which alerts are sent, such as `08:00-19:59`. Default: `00:00-23:59`. */
  readonly effective?: `${number}:${number}-${number}:${number}` | undefined;
  /** What the rule says where no datapoint comes. Default: `KEEP_LAST_STATE`. */
  readonly noData?: NoDataPolicy | undefined;
  /** An `http` or `https` address to which notifications are posted too. Models, plans, errors and logs show no more of it than its host. Default: none. */
  readonly webhook?: string | undefined;
  /** Labels of the rule, by key. Default: none. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Whether the rule is in force. Default: a new rule is, and one that is there stays as it is. */
  readonly enabled?: boolean | undefined;
}
