import type { Attachment, MetricName, ResourceKind, SystemEvent } from '../catalog/index.ts';
import type { VpnMonitorError } from '../errors.ts';
import type { PreflightFinding } from './finding.ts';
import type { PreflightFeature } from './options.ts';

/** An operation that a feature needs, and whether this set-up may use it. */
export interface PreflightOperation {
  /** The service: Cloud Monitor (`cms`), VPC (`vpc`) or transit routers (`cbn`). */
  readonly product: 'cms' | 'vpc' | 'cbn';
  /** The name of the operation, such as `DescribeMetricList`. */
  readonly action: string;
  /** The RAM permission that it needs, such as `cms:DescribeMetricList`. */
  readonly ramAction: string;
  /** The requested features that need it. */
  readonly features: readonly PreflightFeature[];
  /**
   * `allowed`: the service answered, or refused for a reason other than a permission or a key. `forbidden`: a permission is missing. `failed`: it
   * failed in a way that does not show whether it is allowed. `not-tried`: there was no resource to ask about, or an operation that it depends on
   * had failed.
   */
  readonly status: 'allowed' | 'forbidden' | 'failed' | 'not-tried';
  /** The reason for `not-tried`. Absent otherwise. */
  readonly reason?: string;
  /** Present if the service limits pages to fewer rows than requested. */
  readonly pageSize?: {
    /** Rows requested per page. */
    readonly asked: number;
    /** Rows that the service returns per page. */
    readonly given: number;
  };
  /** The failure, without secrets. Absent if it was answered. */
  readonly error?: VpnMonitorError;
}

/** A RAM policy to attach to a user or a role. */
export interface RamPolicy {
  /** The version of the policy language. */
  readonly Version: '1';
  /** The permissions to grant. */
  readonly Statement: readonly {
    /** Always `Allow`. */
    readonly Effect: 'Allow';
    /** The permissions, such as `cms:DescribeMetricList`. */
    readonly Action: readonly string[];
    /** Always `*`: these operations read, and most cannot be limited to a resource. */
    readonly Resource: '*';
  }[];
}

/** The difference between the monitor's clock and the service's. */
export interface PreflightClock {
  /** How far the monitor's clock is ahead of the service's, in milliseconds; negative if it is behind. `undefined` if no answer contained a time. */
  readonly offsetMs: number | undefined;
  /** The possible error of `offsetMs`, in milliseconds: half a second at first, less with more answers. */
  readonly uncertaintyMs: number | undefined;
}

/** The destination of requests to a service. */
export interface PreflightRoute {
  /** The service: Cloud Monitor (`cms`), VPC (`vpc`) or transit routers (`cbn`). */
  readonly product: 'cms' | 'vpc' | 'cbn';
  /** Host, or host and port. */
  readonly host: string;
  /** The protocol to that host; `http` only for a local stand-in. */
  readonly protocol: 'https' | 'http';
  /** Host and port of the proxy, without its credentials. `undefined` without a proxy. */
  readonly proxy: string | undefined;
}

/** The numbers of resources found; `undefined` if they could not be listed. */
export interface PreflightResources {
  /** VPN gateways. */
  readonly gateways: number | undefined;
  /** Connections on VPN gateways. */
  readonly connections: number | undefined;
  /** Connections on transit routers. */
  readonly attachments: number | undefined;
  /** Tunnels of dual-tunnel connections. */
  readonly tunnels: number | undefined;
  /** SSL client certificates. */
  readonly certificates: number | undefined;
}

/** A documented metric compared with the service's own. */
export interface PreflightMetric {
  /** The documented name. */
  readonly metric: MetricName;
  /** The kind of resource that it measures. */
  readonly resource: ResourceKind;
  /** Whether it measures resources of VPN gateways or of transit routers. */
  readonly attachedTo: Attachment;
  /** Whether the service lists it; `undefined` if the list could not be read. */
  readonly listed: boolean | undefined;
  /** The spelling that the service lists or answers to; otherwise the documented name. */
  readonly wireName: string;
  /** The dimension keys that the service lists; otherwise the documented ones. */
  readonly dimensions: readonly string[];
  /** The statistics that the service lists; otherwise empty. */
  readonly statistics: readonly string[];
  /** The periods that the service lists, in seconds, ascending; otherwise empty. */
  readonly periods: readonly number[];
  /** The id of the resource that was sampled for its newest point; `undefined` if no resource has the metric, or if it is optional and has no point. */
  readonly sample: string | undefined;
  /** The time of the newest point of the sample, in milliseconds since the epoch; `undefined` if there is none. */
  readonly newestAt: number | undefined;
  /** The age of that point at the time of the request, in milliseconds; `undefined` if there is none. */
  readonly ageMs: number | undefined;
  /**
   * Whether the query had to use a wider filter than the resource, because the service refused, ignored or did not know the exact one.
   * `undefined` if nothing was requested, or if no point shows it.
   */
  readonly widened: boolean | undefined;
}

/** A documented system event compared with the service's own. */
export interface PreflightEvent {
  /** The documented name. */
  readonly name: SystemEvent;
  /** Whether the service lists it; `undefined` if the list could not be read. */
  readonly listed: boolean | undefined;
  /** The spelling that the service lists; otherwise the documented name. */
  readonly wireName: string;
  /** The level that the service lists, such as `CRITICAL`; `undefined` if it lists none. */
  readonly level: string | undefined;
}

/**
 * The result of a preflight: what this set-up can do, and where the service differs from its documentation. Plain data without secrets, ready
 * for `JSON.stringify`.
 *
 * It contains the ids of gateways, connections and tunnels, and the names of contact groups, but no other names and no addresses. To give
 * somebody else your service's answers, make a recording: see `recordingTransport`.
 */
export interface PreflightReport {
  /** The region of the monitor, such as `cn-hangzhou`. */
  readonly regionId: string;
  /** The start by the service's time, in milliseconds since the epoch. */
  readonly at: number;
  /** The duration, in milliseconds. */
  readonly tookMs: number;
  /** The requested features. */
  readonly features: readonly PreflightFeature[];
  /** Requests sent, including retries. */
  readonly calls: number;
  /** The operations that the features need, each once. */
  readonly operations: readonly PreflightOperation[];
  /** The smallest RAM policy that adds the missing permissions; `undefined` if none is missing. */
  readonly missingPolicy: RamPolicy | undefined;
  /** The difference between the monitor's clock and the service's. */
  readonly clock: PreflightClock;
  /** The destinations of requests; empty for a transport of your own without `routeOf`. */
  readonly routes: readonly PreflightRoute[];
  /** The numbers of resources in the region. */
  readonly resources: PreflightResources;
  /** The 31 documented metrics; empty if no feature needs metrics. */
  readonly metrics: readonly PreflightMetric[];
  /** The 16 documented events; empty if no feature needs events. */
  readonly events: readonly PreflightEvent[];
  /** The products under which the service lists VPN events; empty if it lists none, `undefined` if the list could not be read. */
  readonly eventProducts: readonly string[] | undefined;
  /** The names of the account's contact groups; `undefined` if no feature needs them or they could not be read. */
  readonly contactGroups: readonly string[] | undefined;
  /** The findings, most severe first; empty if everything works and matches the documentation. */
  readonly findings: readonly PreflightFinding[];
}
