import type { Attachment, Quantity, Unit } from '../catalog/index.ts';
import type { ResourceIds } from '../metadata/index.ts';

/** The resource of a series: the known ids, and names if the topology was looked up. */
export interface MetricResource extends ResourceIds {
  /** Whether the resource belongs to a VPN gateway or a transit router. */
  readonly attachedTo: Attachment;
  /** The transit router, `tr-…`, if the topology was looked up. */
  readonly transitRouterId?: string;
  /** The name of the VPN gateway. Present for looked-up scopes and fleets with the option `names`. */
  readonly gatewayName?: string;
  /** The name of the connection. Present for looked-up scopes and fleets. */
  readonly connectionName?: string;
}

/** The statistics of a period, in the unit of the metric. Those that the service does not return are absent. */
export interface Statistics {
  /** The wire's `Average`. */
  readonly average?: number;
  /** The wire's `Minimum`. */
  readonly minimum?: number;
  /** The wire's `Maximum`. */
  readonly maximum?: number;
  /** The wire's `Sum`. */
  readonly sum?: number;
  /** The wire's `Value`, which older metrics have instead of the others. */
  readonly value?: number;
}

/**
 * A datapoint: one period of one series.
 *
 * All points of a series share one `resource` object and one `dimensions` object. You can compare them by identity; do not change them.
 */
export interface MetricPoint<M extends string = string> {
  /** The documented name of the metric, whatever spelling the service used. */
  readonly metric: M;
  /** The meaning of the metric, whatever kind of resource it is measured on. */
  readonly quantity: Quantity;
  /** The unit of `value` and `statistics`. */
  readonly unit: Unit;
  /** The time of the point as the service gives it, in milliseconds since the epoch. */
  readonly timestamp: number;
  /**
   * The primary statistic of the metric: `Average`, otherwise `Value`, otherwise the first that the service lists. If the rows of a series lack
   * it, the first of `Average`, `Value`, `Minimum`, `Maximum` and `Sum` that they have takes its place, with one message in the log. Within a
   * query it is always the same one.
   */
  readonly value: number;
  /** All statistics of the period that the service returned. */
  readonly statistics: Statistics;
  /** State metrics only: `up` for 1, `down` for 0, `mixed` for a fraction, which means a change within the period. */
  readonly state?: 'up' | 'down' | 'mixed';
  /** The resource of the series. */
  readonly resource: MetricResource;
  /** The dimensions by wire key, as the service returned them. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** `follow` only: the point arrived after a newer one of its series. */
  readonly late?: true;
}
