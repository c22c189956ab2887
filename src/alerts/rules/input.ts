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

/** The condition for an alert of one level. */
export interface AlertThreshold {
  /** Compares the value (left) with `threshold` (right). */
  readonly when: AlertComparison;
  /** In the unit of the metric: 0 or 1 for a state, 0 to 100 for a percentage, otherwise bit/s or packets per second. */
  readonly threshold: number;
  /** The statistic to compare. Default: the metric's primary one, which is `Average`, or `Value` if the metric has nothing else. */
  readonly statistic?: AlertStatistic | undefined;
  /** For how many periods in a row the comparison must hold. Default: 3. */
  readonly times?: number | undefined;
}

/** A threshold rule to create or change: its fields and at least one threshold. Sent with `PutResourceMetricRule`. */
export type AlertRuleInput = AlertRuleFields &
  (
    | {
        /** The condition for a critical alert. */
        readonly critical: AlertThreshold;
      }
    | {
        /** The condition for a warning. */
        readonly warn: AlertThreshold;
      }
    | {
        /** The condition for an informational alert. */
        readonly info: AlertThreshold;
      }
  );

/** The fields of a threshold rule. An {@link AlertRuleInput} needs at least one of `critical`, `warn` and `info`. */
export interface AlertRuleFields {
  /** An id of your choice. If a rule with this id exists, it is changed. */
  readonly id: string;
  /** The name that notifications show. */
  readonly name: string;
  /**
   * The resources that the rule covers: a scope, several scopes, a fleet, or `'all'` for every present and future resource of the account.
   */
  readonly on: SeriesScope | readonly SeriesScope[] | 'all';
  /** A metric constant or a quantity. A quantity becomes one rule for each metric that these resources need. */
  readonly metric: MetricName | Quantity;
  /** The names of the alert contact groups to notify. */
  readonly contactGroups: readonly string[];
  /** The condition for a critical alert. Default: none. */
  readonly critical?: AlertThreshold | undefined;
  /** The condition for a warning. Default: none. */
  readonly warn?: AlertThreshold | undefined;
  /** The condition for an informational alert. Default: none. */
  readonly info?: AlertThreshold | undefined;
  /** The period whose datapoints are compared, in seconds: a multiple of 60. Default: the metric's own period. */
  readonly periodSeconds?: number | undefined;
  /** After how many seconds an ongoing alert is sent again: at least 3,600. Default: 86,400 (one day). */
  readonly silenceSeconds?: number | undefined;
  /** The time of day at which alerts may be sent, such as `08:00-19:59`. Default: `00:00-23:59`. */
  readonly effective?: `${number}:${number}-${number}:${number}` | undefined;
  /** The state of the rule while no datapoints arrive. Default: `KEEP_LAST_STATE`. */
  readonly noData?: NoDataPolicy | undefined;
  /** An `http` or `https` address that also receives notifications. Models, plans, errors and logs show only its host. Default: none. */
  readonly webhook?: string | undefined;
  /** Labels of the rule, by key. Default: none. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Whether the rule is active. Default: a new rule is active; an existing rule keeps its state. */
  readonly enabled?: boolean | undefined;
}
