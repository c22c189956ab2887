import type { Attachment, MetricName } from '../catalog/index.ts';
import type { VpnSystemEvent } from '../events/index.ts';
import type { BgpState, HealthState, IpsecPhase, IpsecState, Tunnel } from '../topology/index.ts';

/** Where a watch takes evidence from: polls of the topology, the state metrics, the system events. */
export type WatchSource = 'topology' | 'metrics' | 'events';

/** Where a piece of evidence came from. */
export type EvidenceSource = 'topology' | 'metric' | 'event';

/** What a connection's tunnels come to: all `up`, none (`down`), or some (`degraded`); `unknown` while one of them is. */
export type ConnectionCondition = 'up' | 'degraded' | 'down' | 'unknown';

/** What is known of one tunnel. A single-tunnel connection counts as one tunnel. */
export interface TunnelState {
  /** A `connectionId`, and a `tunnelId` where the connection has two tunnels. */
  readonly resource: WatchedResource;
  readonly ipsec: IpsecState;
  /** What failed, where `ipsec` is `down` and something said so. */
  readonly phase?: IpsecPhase;
  /** `disabled` where the service says so, `unknown` where nothing says anything. */
  readonly bgp: BgpState;
  /** Of single-tunnel connections alone; `unknown` for others. */
  readonly health: HealthState;
  /** Which tunnel carries the traffic while both are up: `master` the active one, `slave` the standby. Absent where the service does not say. */
  readonly role?: Tunnel['role'];
  /** Since when `ipsec` is what it is, in milliseconds since the epoch; absent before anything was known. */
  readonly since?: number;
  /** The time of the newest evidence, in milliseconds since the epoch; absent before there was any. */
  readonly asOf?: number;
}

/** What is known of one connection. */
export interface ConnectionState {
  readonly connectionId: string;
  readonly name?: string;
  readonly state: ConnectionCondition;
  /** Keys of its tunnels in {@link WatchSnapshot.tunnels}: tunnel ids, or its own id where it has a single tunnel. */
  readonly tunnels: readonly string[];
  /** Since when `state` is what it is, in milliseconds since the epoch; absent before anything was known. */
  readonly since?: number;
  /** The time of the newest evidence about any of its tunnels, in milliseconds since the epoch; absent before there was any. */
  readonly asOf?: number;
}

/** All that a watch knows at one moment. */
export interface WatchSnapshot {
  /** When the last round began, in milliseconds since the epoch by the monitor's `clock`; absent before the first. */
  readonly asOf?: number;
  /** By tunnel id; a single-tunnel connection's by connection id. */
  readonly tunnels: ReadonlyMap<string, TunnelState>;
  /** By connection id. */
  readonly connections: ReadonlyMap<string, ConnectionState>;
}

/** What a transition is about: a connection, or one of its tunnels. */
export interface WatchedResource {
  /** Absent for a connection that is attached to nothing. */
  readonly attachedTo?: Attachment;
  readonly gatewayId?: string;
  readonly transitRouterId?: string;
  readonly connectionId: string;
  /** Absent for a single-tunnel connection, and for what concerns the connection as a whole. */
  readonly tunnelId?: string;
  readonly connectionName?: string;
  readonly certificateId?: undefined;
}

/** What showed a transition. */
export interface TransitionEvidence {
  readonly source: EvidenceSource;
  /** The evidence's own time, in milliseconds since the epoch: of an event, a poll of the topology, or a datapoint's timestamp. */
  readonly at: number;
  /** The event, where it was one. */
  readonly event?: VpnSystemEvent;
  /** The metric, where it was a datapoint of the round at hand. */
  readonly metric?: MetricName;
  /** Its value: 1 up, 0 down, or the share of the period in between. */
  readonly value?: number;
}

interface TransitionFields {
  /** The same for the same transition, also after a restart from a store: remember it to take each once. */
  readonly id: string;
  /** When it happened as far as the evidence tells, in milliseconds since the epoch. A datapoint tells it to its period, a poll to the time between two polls. */
  readonly at: number;
  /** When the watch knew, in milliseconds since the epoch by the monitor's `clock`: `observedAt - at` is how long it took. */
  readonly observedAt: number;
  /** What shows it came after newer evidence: it comes with the transition that ended it, and the present state is what it was. */
  readonly late?: true;
  /** Where the evidence came from that shows it. */
  readonly source: EvidenceSource;
  readonly evidence: TransitionEvidence;
}

interface ConnectionFields extends TransitionFields {
  readonly resource: WatchedResource;
  /** The connection as it is with this transition. */
  readonly connection: ConnectionState;
}

/** A tunnel came up, went down, or has not been heard of for `staleAfterMs`. */
export type TunnelTransition = ConnectionFields &
  (
    | { readonly type: 'tunnel:up'; readonly from: IpsecState; readonly to: 'up' }
    | { readonly type: 'tunnel:down'; readonly from: IpsecState; readonly to: 'down'; readonly phase?: IpsecPhase }
    | { readonly type: 'tunnel:stale'; readonly from: IpsecState; readonly to: 'unknown' }
  );

/** A BGP session came up or was lost. */
export type BgpTransition = ConnectionFields &
  ({ readonly type: 'bgp:up'; readonly from: BgpState; readonly to: 'up' } | { readonly type: 'bgp:down'; readonly from: BgpState; readonly to: 'down' });

/** A health check began to fail, or works again. */
export type HealthTransition = ConnectionFields &
  (
    | { readonly type: 'health:ok'; readonly from: HealthState; readonly to: 'ok' }
    | { readonly type: 'health:failed'; readonly from: HealthState; readonly to: 'failed' }
  );

/** What a connection's tunnels come to has changed. */
export type ConnectionTransition = ConnectionFields &
  (
    | { readonly type: 'connection:up'; readonly from: ConnectionCondition; readonly to: 'up' }
    | { readonly type: 'connection:degraded'; readonly from: ConnectionCondition; readonly to: 'degraded' }
    | { readonly type: 'connection:down'; readonly from: ConnectionCondition; readonly to: 'down' }
  );

/** The active tunnel is down and the standby up, so traffic goes the other way. Comes beside `connection:degraded`. */
export type FailoverTransition = ConnectionFields & {
  readonly type: 'connection:failover';
  /** The id of the active tunnel, which is down. */
  readonly from: string;
  /** The id of the standby tunnel, which is up. */
  readonly to: string;
};

/**
 * An SSL client certificate passed its end date. Told by watches of fleets that name neither connections
 * nor tags; of those that name gateways, and of a gateway, only where the event names the gateway too.
 */
export type CertificateTransition = TransitionFields & {
  readonly type: 'certificate:expired';
  readonly resource: { readonly certificateId: string; readonly gatewayId?: string; readonly connectionId?: undefined; readonly tunnelId?: undefined };
  readonly from: 'valid';
  readonly to: 'expired';
  readonly connection?: undefined;
};

/**
 * A change of state, frozen. `type` tells which.
 *
 * @example
 * ```ts
 * import type { Transition } from 'alicloud-vpn-monitor';
 *
 * export function line(transition: Transition): string {
 *   const seconds = Math.round((transition.observedAt - transition.at) / 1000);
 *   switch (transition.type) {
 *     case 'tunnel:down':
 *       return `${transition.resource.tunnelId ?? transition.resource.connectionId} is down (${transition.phase ?? 'no phase said'}), known after ${seconds} s`;
 *     case 'connection:failover':
 *       return `${transition.connection.connectionId}: traffic moved from ${transition.from} to ${transition.to}`;
 *     case 'certificate:expired':
 *       return `${transition.resource.certificateId} expired`;
 *     default:
 *       return `${transition.type} ${transition.resource.connectionId}`;
 *   }
 * }
 * ```
 */
export type Transition = TunnelTransition | BgpTransition | HealthTransition | ConnectionTransition | FailoverTransition | CertificateTransition;

/** The type of a transition, and the name of the event that a watch emits for it. */
export type TransitionType = Transition['type'];

/** A part of a round that can fail without the others. */
export type WatchPart = WatchSource | 'store';

/** What one round cost and found. */
export interface PollReport {
  /** When it began, in milliseconds since the epoch by the monitor's `clock`. */
  readonly asOf: number;
  /** How long it took, in milliseconds of real time. */
  readonly durationMs: number;
  /** Calls that the monitor made meanwhile, retries and other queries included, by operation. */
  readonly calls: Readonly<Record<string, number>>;
  /** Connections watched. */
  readonly connections: number;
  /** Tunnels watched; a single-tunnel connection counts as one. */
  readonly tunnels: number;
  /** Ids of connections that are new to the watch, and of tunnels where they are watched without their connection. */
  readonly appeared: readonly string[];
  /** Ids of connections that are gone from the region, or from the targets; of tunnels where they were watched without their connection. */
  readonly vanished: readonly string[];
  /** Datapoints read, those that were known already included. */
  readonly points: number;
  /** Events read, those that were known already included, and those that were handed in before the first round. */
  readonly events: number;
  /** Transitions that the round told; those of events that were handed in meanwhile are not among them. */
  readonly transitions: number;
  /** Parts of the round that failed; each failure went to `error` too. Where the targets may not be listed and are watched all the same, `error` says so once and nothing is listed here. */
  readonly failed: readonly WatchPart[];
}

/** What a watch emits, and with what. */
export interface WatchEvents extends Record<TransitionType, unknown> {
  /** IPsec of a tunnel was negotiated. */
  'tunnel:up': Extract<Transition, { readonly type: 'tunnel:up' }>;
  /** IPsec of a tunnel was lost. */
  'tunnel:down': Extract<Transition, { readonly type: 'tunnel:down' }>;
  /** Nothing was heard of a tunnel for `staleAfterMs`. */
  'tunnel:stale': Extract<Transition, { readonly type: 'tunnel:stale' }>;
  /** A BGP session came up. */
  'bgp:up': Extract<Transition, { readonly type: 'bgp:up' }>;
  /** A BGP session was lost. */
  'bgp:down': Extract<Transition, { readonly type: 'bgp:down' }>;
  /** A health check works again. */
  'health:ok': Extract<Transition, { readonly type: 'health:ok' }>;
  /** A health check began to fail. */
  'health:failed': Extract<Transition, { readonly type: 'health:failed' }>;
  /** All tunnels of a connection are up. */
  'connection:up': Extract<Transition, { readonly type: 'connection:up' }>;
  /** Some tunnels of a connection are up, some down. */
  'connection:degraded': Extract<Transition, { readonly type: 'connection:degraded' }>;
  /** No tunnel of a connection is up. */
  'connection:down': Extract<Transition, { readonly type: 'connection:down' }>;
  /** The standby tunnel stands in for the active one. */
  'connection:failover': FailoverTransition;
  /** An SSL client certificate passed its end date. */
  'certificate:expired': CertificateTransition;
  /** Any of the above. */
  transition: Transition;
  /** The end of a round. */
  poll: PollReport;
  /**
   * A failure of a source or the store, or a target that does not exist: a `VpnMonitorError`. Or what a
   * listener threw or rejected with, as it is: its stack names the listener. Without a listener for `error`
   * either is thrown as an uncaught exception.
   */
  error: unknown;
}
