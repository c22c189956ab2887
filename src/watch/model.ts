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

/** What is known of one tunnel. A single-tunnel connection counts as one tunnel. */
export interface TunnelState {
  /** The tunnel. A single-tunnel connection has no `tunnelId`. */
  readonly resource: WatchedResource;
  readonly ipsec: IpsecState;
  /** The phase that failed, where `ipsec` is `down` and a source said which. */
  readonly phase?: IpsecPhase;
  /** `disabled` where the service says so, `unknown` where no source says anything. */
  readonly bgp: BgpState;
  /** Of single-tunnel connections only; `unknown` for others. */
  readonly health: HealthState;
  /** Which tunnel carries the traffic while both are up: `master` the active one, `slave` the standby. Absent where the service does not say. */
  readonly role?: Tunnel['role'];
  /** When `ipsec` last changed, in milliseconds since the epoch. Of the first state that a watch knows: the oldest evidence that it read. Absent while nothing is known. */
  readonly since?: number;
  /** The time of the newest evidence, in milliseconds since the epoch; absent before there was any. */
  readonly asOf?: number;
}

/** What is known of one connection. */
export interface ConnectionState {
  readonly connectionId: string;
  readonly name?: string;
  readonly state: ConnectionCondition;
  /** Keys of its tunnels in the snapshot's `tunnels`: tunnel ids, or its own id where it has a single tunnel. */
  readonly tunnels: readonly string[];
  /** When `state` last changed, in milliseconds since the epoch. Of the first state that a watch knows: the oldest evidence that it read. Absent while nothing is known. */
  readonly since?: number;
  /** The time of the newest evidence about any of its tunnels, in milliseconds since the epoch; absent before there was any. */
  readonly asOf?: number;
}

/** What a transition is about: a connection, or one of its tunnels. */
export interface WatchedResource {
  /** Absent for a connection that is attached to nothing. */
  readonly attachedTo?: Attachment;
  readonly gatewayId?: string;
  readonly transitRouterId?: string;
  readonly connectionId: string;
  /** Absent for a single-tunnel connection, and where the whole connection is meant. */
  readonly tunnelId?: string;
  /** Where targets were made with `names: true`: a fleet, or a scope that is looked up. */
  readonly gatewayName?: string;
  readonly connectionName?: string;
  readonly certificateId?: undefined;
}
