import type { Attachment, MetricName, ResourceKind, SystemEvent } from '../catalog/index.ts';
import type { VpnMonitorError } from '../errors.ts';
import type { PreflightFinding } from './finding.ts';
import type { PreflightFeature } from './options.ts';

/** An operation of a service that a feature needs, and whether this set-up may use it. */
export interface PreflightOperation {
  readonly product: 'cms' | 'vpc' | 'cbn';
  /** The operation, such as `DescribeMetricList`. */
  readonly action: string;
  /** The permission that it needs, such as `cms:DescribeMetricList`. */
  readonly ramAction: string;
  /** The asked features that need it. */
  readonly features: readonly PreflightFeature[];
  /**
   * `allowed`: it was answered, or refused for another reason than a permission or a key. `forbidden`: a permission is missing.
   * `failed`: it failed in a way that does not show whether it is allowed. `not-tried`: there was nothing to ask it about, or what it depends on had failed.
   */
  readonly status: 'allowed' | 'forbidden' | 'failed' | 'not-tried';
  /** Why it was not tried. */
  readonly reason?: string;
  /** Rows on a page, where the service puts fewer on it than it was asked for. */
  readonly pageSize?: { readonly asked: number; readonly given: number };
  /** What it failed with, without secrets. */
  readonly error?: VpnMonitorError;
}

/** A RAM policy, as it is attached to a user or a role. */
export interface RamPolicy {
  readonly Version: '1';
  readonly Statement: readonly { readonly Effect: 'Allow'; readonly Action: readonly string[]; readonly Resource: '*' }[];
}

/** What the clock of this machine differs from that of the services by. */
export interface PreflightClock {
  /** How far the monitor's clock is ahead of the service's time, in milliseconds; negative where it is behind. `undefined` where no answer bore a time. */
  readonly offsetMs: number | undefined;
  /** How much `offsetMs` may be wrong by, in milliseconds: half a second at first, which more answers narrow down. */
  readonly uncertaintyMs: number | undefined;
}

/** Where the requests to one service go. */
export interface PreflightRoute {
  readonly product: 'cms' | 'vpc' | 'cbn';
  /** Host, or host and port. */
  readonly host: string;
  readonly protocol: 'https' | 'http';
  /** Host and port of the proxy, without its credentials. `undefined` where there is none. */
  readonly proxy: string | undefined;
}

/** How many resources were found; `undefined` where they could not be listed. */
export interface PreflightResources {
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

/** One documented metric, as the service has it. */
export interface PreflightMetric {
  /** The documented name. */
  readonly metric: MetricName;
  readonly resource: ResourceKind;
  readonly attachedTo: Attachment;
  /** Whether the service lists it; `undefined` where its list could not be read. */
  readonly listed: boolean | undefined;
  /** The name that the service lists it by, or has answered to; the documented one where nothing else is known. */
  readonly wireName: string;
  /** Dimension keys as the service lists them; the documented ones where it does not. */
  readonly dimensions: readonly string[];
  /** Statistics as the service lists them; empty where it does not. */
  readonly statistics: readonly string[];
  /** Periods in seconds as the service lists them, ascending; empty where it does not. */
  readonly periods: readonly number[];
  /** The resource whose newest point was looked for; `undefined` where there is none that has the metric, and where one need not have it and has no point. */
  readonly sample: string | undefined;
  /** When the newest point of the sample was, in milliseconds since the epoch; `undefined` where there was none. */
  readonly newestAt: number | undefined;
  /** How old that point was when it was asked for, in milliseconds. */
  readonly ageMs: number | undefined;
  /**
   * Whether the filter had to be wider than the resource: the service refused, ignored or did not know the exact one. `undefined` where
   * nothing was asked, or nothing came that shows it.
   */
  readonly widened: boolean | undefined;
}

/** One documented system event, as the service has it. */
export interface PreflightEvent {
  /** The documented name. */
  readonly name: SystemEvent;
  /** Whether the service lists it; `undefined` where its list could not be read. */
  readonly listed: boolean | undefined;
  /** The name that the service lists it by, where that is spelled otherwise. */
  readonly wireName: string;
  /** The level, such as `CRITICAL`, as the service lists it. */
  readonly level: string | undefined;
}

/**
 * What a set-up can do, and where the service differs from its documentation: plain data, without secrets, that `JSON.stringify` takes.
 *
 * It names gateways, connections and tunnels of the account, but no addresses and no names. To send one to others, send a recording: see `recordingTransport`.
 */
export interface PreflightReport {
  readonly regionId: string;
  /** When it was begun, by the service's time: milliseconds since the epoch. */
  readonly at: number;
  /** How long it took, in milliseconds. */
  readonly tookMs: number;
  /** The features that were asked for. */
  readonly features: readonly PreflightFeature[];
  /** Requests sent, retries included. */
  readonly calls: number;
  /** Every operation that the features need, once. */
  readonly operations: readonly PreflightOperation[];
  /** The least RAM policy that is missing; `undefined` where none is. */
  readonly missingPolicy: RamPolicy | undefined;
  readonly clock: PreflightClock;
  /** Where requests go; empty with a transport of your own that does not say. */
  readonly routes: readonly PreflightRoute[];
  readonly resources: PreflightResources;
  /** The 31 documented metrics; empty where no feature needs metrics. */
  readonly metrics: readonly PreflightMetric[];
  /** The 16 documented events; empty where no feature needs events. */
  readonly events: readonly PreflightEvent[];
  /** The products under which the service files VPN events; empty where it names none, `undefined` where its list could not be read. */
  readonly eventProducts: readonly string[] | undefined;
  /** The names of the account's contact groups; `undefined` where they were not asked for or could not be read. */
  readonly contactGroups: readonly string[] | undefined;
  /** What to know or to do, the gravest first; empty where all is well and as documented. */
  readonly findings: readonly PreflightFinding[];
}
