import type { MetricName, SystemEvent } from '../catalog/index.ts';

/** What a finding is about. Closed: switch over it without a default. */
export type PreflightFindingCode =
  /** No request reached the service, or no answer came back. */
  | 'unreachable'
  /** The service refused the key, or none was found. */
  | 'key-refused'
  /** A permission is missing. */
  | 'permission-missing'
  /** An operation failed in another way. */
  | 'operation-failed'
  /** The clock of this machine is wrong. */
  | 'clock-off'
  /** The free metric queries of the month are used up. */
  | 'quota-exhausted'
  /** The region has no VPN gateway and no connection. */
  | 'no-resources'
  /** The service does not list a metric. */
  | 'metric-not-listed'
  /** The service spells a metric otherwise. */
  | 'metric-spelling'
  /** The service lists other dimension keys for a metric. */
  | 'metric-dimensions'
  /** The service lists neither the documented statistic of a metric nor one that this package prefers. */
  | 'metric-statistics'
  /** The service does not list the documented periods of a metric. */
  | 'metric-periods'
  /** A metric had to be asked for by a wider filter than the resource. */
  | 'filter-widened'
  /** A resource has no points of a metric. */
  | 'no-points'
  /** The newest points are older than is usual. */
  | 'points-late'
  /** The service files VPN events under another product than `vpngw`, under several, or under none. */
  | 'event-product'
  /** The service does not list an event. */
  | 'event-not-listed'
  /** The service spells an event otherwise. */
  | 'event-spelling'
  /** The service puts fewer rows on a page than it is asked for. */
  | 'page-capped'
  /** The account has no contact group, so alert rules can notify nobody. */
  | 'no-contact-groups'
  /** The account lacks Enterprise CloudMonitor, which a bulk export needs. */
  | 'enterprise-missing';

/** A result of a preflight that you should know or act on. */
export interface PreflightFinding {
  /** The kind of finding, to switch over. */
  readonly code: PreflightFindingCode;
  /**
   * `error`: a feature does not work. `warning`: it works in part, or not for long. `note`: the service differs from its documentation, and
   * this package follows the service.
   */
  readonly severity: 'error' | 'warning' | 'note';
  /** The finding in one sentence. */
  readonly message: string;
  /** The next step in one sentence. */
  readonly advice: string;
  /** The operations concerned, as RAM names them, such as `cms:DescribeMetricList`. */
  readonly operations?: readonly string[];
  /** The documented names of the metrics concerned. */
  readonly metrics?: readonly MetricName[];
  /** The documented names of the events concerned. */
  readonly events?: readonly SystemEvent[];
}
