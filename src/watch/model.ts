import type { Attachment } from '../catalog/index.ts';
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
