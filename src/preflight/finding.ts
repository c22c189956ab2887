import type { MetricName, SystemEvent } from '../catalog/index.ts';

/**
 * What a finding is about. The list is closed: switch over it without a default.
 *
 * | Code | Meaning | What to do |
 * |---|---|---|
 * | `unreachable` | No request reached the service, or no answer came back. | Check that this machine reaches the host: DNS, firewall, proxy and `endpoint`. |
 * | `key-refused` | The service refused the key, or none was found. | Check the AccessKey pair, and its STS token if there is one. |
 * | `permission-missing` | The key lacks a permission. | Attach `missingPolicy` of the report to the RAM user or role. |
 * | `operation-failed` | An operation failed in another way. | Run the preflight again. Report it with a recording if it stays. |
 * | `clock-off` | The clock of this machine is wrong. | Set this machine's time, or what `clock` gives. |
 * | `quota-exhausted` | The account's free metric queries of the month are used up. | Turn on pay-as-you-go for CloudMonitor, or wait for the next month and poll less often. |
 * | `no-resources` | The region has no VPN gateway and no connection. | Check `regionId`, and that the key belongs to the account that has them. |
 * | `metric-not-listed` | The service does not list a metric. | Nothing where it answers the metric all the same. Do without it where it does not. |
 * | `metric-spelling` | The service spells a metric differently from the documents. | Nothing: this package asks by the service's spelling. |
 * | `metric-dimensions` | The service lists other dimension keys for a metric than the documents do. | Nothing: this package asks by the keys that the service lists. |
 * | `metric-statistics` | The service lists neither `Average` nor `Value` for a metric. | Compare a few values with the console: another statistic is read for the value. |
 * | `metric-periods` | The service does not list the documented period of a metric. | Nothing: this package asks for the finest period that is listed. |
 * | `filter-widened` | A metric could only be read with a wider filter than the resource. | Nothing: this package asks for more resources at once, and keeps those that you asked for. |
 * | `no-points` | A resource has no recent points of a metric. | Look whether the console shows them. A resource that is new or not in use may have none, and none is not zero. |
 * | `points-late` | The newest points are older than is usual. | Expect changes that only metrics show to be known that much later. |
 * | `event-product` | The service files VPN events under another product than `vpngw`, under several, or under none. | Nothing to read and watch events. Where none is listed, look whether the console lists them. |
 * | `event-not-listed` | The service does not list an event. | Do not rely on this event alone: a watch polls the state of tunnels and connections as well. |
 * | `event-spelling` | The service spells an event differently from the documents. | Nothing to read and watch events. Try a subscription with its `test()`. |
 * | `page-capped` | The service puts fewer rows on a page than it is asked for. | Nothing: this package reads all pages, which takes more calls. |
 * | `no-contact-groups` | The account has no contact group, so alert rules can notify nobody. | Create a contact group in the CloudMonitor console before you put alert rules. |
 * | `enterprise-missing` | The account lacks Enterprise CloudMonitor, which a bulk export needs. | Activate it, or iterate the query itself instead of its `export()`. |
 */
export type PreflightFindingCode =
  | 'unreachable'
  | 'key-refused'
  | 'permission-missing'
  | 'operation-failed'
  | 'clock-off'
  | 'quota-exhausted'
  | 'no-resources'
  | 'metric-not-listed'
  | 'metric-spelling'
  | 'metric-dimensions'
  | 'metric-statistics'
  | 'metric-periods'
  | 'filter-widened'
  | 'no-points'
  | 'points-late'
  | 'event-product'
  | 'event-not-listed'
  | 'event-spelling'
  | 'page-capped'
  | 'no-contact-groups'
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
