import type { Attachment } from '../catalog/index.ts';
import type { BgpState, HealthState, IpsecPhase, IpsecState, Tunnel } from '../topology/index.ts';

/**
 * A source that a watch reads.
 *
 * | Source | What it reads |
 * |---|---|
 * | `topology` | the status of connections and tunnels, as the VPC service lists it: a poll each round |
 * | `metrics` | the datapoints of the state metrics |
 * | `events` | the system events, and those that you give to `ingest()` |
 */
export type WatchSource = 'topology' | 'metrics' | 'events';

/**
 * The source of one piece of evidence.
 *
 * | Source | When it knows that something happened |
 * |---|---|
 * | `topology` | at the time of the poll that saw it |
 * | `metric` | within the period of the datapoint |
 * | `event` | at the instant that the event names |
 */
export type EvidenceSource = 'topology' | 'metric' | 'event';

/**
 * The state of a connection, by its tunnels.
 *
 * | State | Meaning |
 * |---|---|
 * | `up` | all its tunnels are up |
 * | `degraded` | some are up, some are down: redundancy is lost, traffic is not |
 * | `down` | all are down |
 * | `unknown` | the state of a tunnel is not known: it is neither up nor down |
 */
export type ConnectionCondition = 'up' | 'degraded' | 'down' | 'unknown';

/** The known state of a tunnel. A single-tunnel connection counts as one tunnel. */
export interface TunnelState {
  /** The tunnel. A single-tunnel connection has no `tunnelId`. */
  readonly resource: WatchedResource;
  /** Whether the tunnel is up; `unknown` before there is evidence, and after `staleAfterMs` without any. */
  readonly ipsec: IpsecState;
  /** The phase that failed, if `ipsec` is `down` and a source names it. */
  readonly phase?: IpsecPhase;
  /** The BGP session; `disabled` if the service reports no BGP, `unknown` without evidence. */
  readonly bgp: BgpState;
  /** The health check of a single-tunnel connection; `unknown` for others. */
  readonly health: HealthState;
  /** `master` for the tunnel that carries the traffic while both are up, `slave` for the standby. Absent if the service gives no role. */
  readonly role?: Tunnel['role'];
  /**
   * The time of the last change of `ipsec`, in milliseconds since the epoch. For the first state that a watch learns, the time of the oldest
   * evidence that it read. Absent before there is evidence.
   */
  readonly since?: number;
  /** The time of the newest evidence, in milliseconds since the epoch. Absent before there is evidence. */
  readonly asOf?: number;
}

/** The known state of a connection. */
export interface ConnectionState {
  /** The IPsec connection, `vco-…`. */
  readonly connectionId: string;
  /** The name that its owner gave it. Absent if it has none, or if the watch could not list it. */
  readonly name?: string;
  /** Whether all, some or none of its tunnels are up. */
  readonly state: ConnectionCondition;
  /** The keys of its tunnels in the snapshot's `tunnels`: tunnel ids, or its own id for a single-tunnel connection. */
  readonly tunnels: readonly string[];
  /**
   * The time of the last change of `state`, in milliseconds since the epoch. For the first state that a watch learns, the time of the oldest
   * evidence that it read. Absent before there is evidence.
   */
  readonly since?: number;
  /** The time of the newest evidence about any of its tunnels, in milliseconds since the epoch. Absent before there is evidence. */
  readonly asOf?: number;
}

/** The resource of a transition: a connection or one of its tunnels. */
export interface WatchedResource {
  /** Whether it is on a VPN gateway or a transit router. Absent for an unattached connection. */
  readonly attachedTo?: Attachment;
  /** The VPN gateway, `vpn-…`. Absent on a transit router. */
  readonly gatewayId?: string;
  /** The transit router, `tr-…`. Absent on a VPN gateway. */
  readonly transitRouterId?: string;
  /** The IPsec connection, `vco-…`. */
  readonly connectionId: string;
  /** The tunnel, `tun-…`. Absent for a single-tunnel connection, and if the resource is the whole connection. */
  readonly tunnelId?: string;
  /** The name of the gateway. Present if you created the fleet or looked-up scope with `names: true`. */
  readonly gatewayName?: string;
  /** The name of the connection. Absent if it has none. */
  readonly connectionName?: string;
  /** Never present: only transitions of certificates have it. */
  readonly certificateId?: undefined;
}
