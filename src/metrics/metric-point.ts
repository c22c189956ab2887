import type { Attachment, Quantity, Unit } from '../catalog/index.ts';
import type { ResourceIds } from '../metadata/index.ts';

/** The resource a series belongs to. Ids are those that are known; names where the topology was looked up. */
export interface MetricResource extends ResourceIds {
  readonly attachedTo: Attachment;
  /** Where the topology was looked up and it is attached to a transit router. */
  readonly transitRouterId?: string;
  readonly gatewayName?: string;
  readonly connectionName?: string;
}

/** The statistics of one period; only those the service gave. */
export interface Statistics {
  readonly average?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly sum?: number;
  readonly value?: number;
}

/**
 * One period of one series.
 *
 * The points of a series share one `resource` and one `dimensions` object: compare them by
 * identity, do not change them.
 */
export interface MetricPoint<M extends string = string> {
  /** The documented name of the metric, whatever spelling the service used. */
  readonly metric: M;
  readonly quantity: Quantity;
  readonly unit: Unit;
  /** Milliseconds since the epoch, as the service gave it. */
  readonly timestamp: number;
  /**
   * The metric's primary statistic: Average, else Value, else the first the service lists. A series whose
   * rows do not carry that one is read by the first of Average, Value, Minimum, Maximum and Sum that they
   * do, and the log says so once; within a query it is always the same one.
   */
  readonly value: number;
  readonly statistics: Statistics;
  /** State metrics only: 1 is `up`, 0 is `down`, a fraction is `mixed` (it changed inside the period). */
  readonly state?: 'up' | 'down' | 'mixed';
  readonly resource: MetricResource;
  /** The row's dimensions as on the wire. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** `follow` only: the point came after a newer one of its series had been yielded. */
  readonly late?: true;
}
