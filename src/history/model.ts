import type { IpsecPhase } from '../topology/index.ts';
import type { ConnectionCondition, WatchedResource } from '../watch/index.ts';

/**
 * A source of evidence for a history.
 *
 * | Source | What it reads |
 * |---|---|
 * | `metrics` | the datapoints of the state metrics |
 * | `events` | the system events |
 */
export type HistorySource = 'metrics' | 'events';

/** The progress of a history query. */
export interface HistoryProgress {
  /** Pages of datapoints read so far; 0 if the only source is `events`. */
  readonly fetched: number;
  /** Pages of datapoints in total, as far as is known. */
  readonly planned: number;
  /** How far into the range the query has read, in milliseconds since the epoch; at the end, the end of the range. */
  readonly at: number;
}

/** A time span in which a tunnel or connection was down. */
export interface Outage {
  /** The beginning, in milliseconds since the epoch; the start of the range if the outage began earlier. */
  readonly from: number;
  /** The end, in milliseconds since the epoch. Absent if the outage continues at the end of the range. */
  readonly to?: number;
  /** The duration within the range, in milliseconds. */
  readonly durationMs: number;
  /** For tunnels: the phase of the negotiation that failed, if an event names it. */
  readonly phase?: IpsecPhase;
  /** Set if the outage began before the range. */
  readonly startedBefore?: true;
  /** Set if evidence stopped at `to`, so the real end is unknown. */
  readonly endedUnknown?: true;
}

/** A time span with one state. */
export interface StateSpan<S extends string> {
  /** The state during the whole span. */
  readonly state: S;
  /** The beginning, in milliseconds since the epoch. */
  readonly from: number;
  /** The end, which is the beginning of the next span, in milliseconds since the epoch. */
  readonly to: number;
}

/** The availability of a tunnel or connection. `upMs`, `downMs`, `degradedMs` and `unknownMs` add up to the range. */
export interface ResourceAvailability<S extends string> {
  /** The tunnel or connection. */
  readonly resource: WatchedResource;
  /** Time up, in milliseconds. For connections: all tunnels up. */
  readonly upMs: number;
  /** Time down, in milliseconds. For connections: all tunnels down. */
  readonly downMs: number;
  /** For connections: time with some tunnels up and some down, in milliseconds. 0 for tunnels. */
  readonly degradedMs: number;
  /** Time without evidence for `staleAfterMs` (for connections: about one of the tunnels), in milliseconds. */
  readonly unknownMs: number;
  /** `upMs` as a share of the known time, 0 to 1; `undefined` if no time is known. Unknown time counts neither as up nor as down. */
  readonly ratio: number | undefined;
  /** The outages in order of time. For connections: those of all tunnels at once. */
  readonly outages: readonly Outage[];
  /** The states from the start of the range to its end, without gaps. */
  readonly spans: readonly StateSpan<S>[];
}

/** The availability of a tunnel. A single-tunnel connection counts as one tunnel. */
export type TunnelAvailability = ResourceAvailability<'up' | 'down' | 'unknown'>;

/** The availability of a connection. */
export type ConnectionAvailability = ResourceAvailability<ConnectionCondition>;

/** The availability of tunnels and connections over a range. */
export interface Availability {
  /** The start of the range, in milliseconds since the epoch. */
  readonly from: number;
  /** The end of the range, never in the future, in milliseconds since the epoch. */
  readonly to: number;
  /** Availability by tunnel id; for a single-tunnel connection by its connection id. */
  readonly tunnels: ReadonlyMap<string, TunnelAvailability>;
  /** Availability by connection id. The connection of a tunnel that you asked for by itself is not included. */
  readonly connections: ReadonlyMap<string, ConnectionAvailability>;
  /** The JSON form, with lists instead of maps. `JSON.stringify` uses it. */
  toJSON(): AvailabilityJson;
}

/** The JSON form of an {@link Availability}. */
export interface AvailabilityJson {
  /** The start of the range, in milliseconds since the epoch. */
  readonly from: number;
  /** The end of the range, in milliseconds since the epoch. */
  readonly to: number;
  /** The values of {@link Availability.tunnels}. */
  readonly tunnels: readonly TunnelAvailability[];
  /** The values of {@link Availability.connections}. */
  readonly connections: readonly ConnectionAvailability[];
}
