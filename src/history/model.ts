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

/** How far a history has been read. */
export interface HistoryProgress {
  /** Pages of datapoints that were read; 0 for a history of events alone. */
  readonly fetched: number;
  /** Pages of datapoints in all, as far as is known. */
  readonly planned: number;
  /** Up to when the range has been read, in milliseconds since the epoch. The end of the range once all of it has. */
  readonly at: number;
}

/** A time in which a tunnel or a connection was down. */
export interface Outage {
  /** When it began, in milliseconds since the epoch; the start of the range where it had begun before. */
  readonly from: number;
  /** When it ended, in milliseconds since the epoch. Absent where it goes on at the end of the range. */
  readonly to?: number;
  /** Within the range, in milliseconds. */
  readonly durationMs: number;
  /** Of tunnels: the phase of the negotiation that failed, where an event said so. */
  readonly phase?: IpsecPhase;
  /** Set where it had begun before the range. */
  readonly startedBefore?: true;
  /** Set where nothing was heard any more at `to`: nobody knows for how long it went on. */
  readonly endedUnknown?: true;
}

/** A time in which a state lasted, in milliseconds since the epoch. */
export interface StateSpan<S extends string> {
  readonly state: S;
  readonly from: number;
  readonly to: number;
}

/** How available a tunnel or a connection was. `upMs`, `downMs`, `degradedMs` and `unknownMs` add up to the range. */
export interface ResourceAvailability<S extends string> {
  readonly resource: WatchedResource;
  readonly upMs: number;
  readonly downMs: number;
  /** Of connections: some of its tunnels were up, and some down. 0 for tunnels. */
  readonly degradedMs: number;
  /** Nothing was heard for `staleAfterMs`; of a connection, of one of its tunnels. */
  readonly unknownMs: number;
  /** `upMs` of the time of which the state is known: 0 to 1. `undefined` where none is. Unknown time is neither up nor down. */
  readonly ratio: number | undefined;
  /** The times it was down, in order. Of a connection those without any tunnel. */
  readonly outages: readonly Outage[];
  /** What it was, from the start of the range to its end: each span begins where the one before it ends. */
  readonly spans: readonly StateSpan<S>[];
}

/** How available one tunnel was. A single-tunnel connection counts as one tunnel. */
export type TunnelAvailability = ResourceAvailability<'up' | 'down' | 'unknown'>;

/** How available one connection was. */
export type ConnectionAvailability = ResourceAvailability<ConnectionCondition>;

/** How available tunnels and connections were over a range. */
export interface Availability {
  /** Where the range begins, in milliseconds since the epoch. */
  readonly from: number;
  /** Where it ends, in milliseconds since the epoch: never in the future. */
  readonly to: number;
  /** By tunnel id; a single-tunnel connection by its connection id. */
  readonly tunnels: ReadonlyMap<string, TunnelAvailability>;
  /** By connection id. Where a tunnel alone was asked for, its connection is not among them. */
  readonly connections: ReadonlyMap<string, ConnectionAvailability>;
  /** The same with lists, which is what `JSON.stringify` writes: a map would be an empty object. */
  toJSON(): AvailabilityJson;
}

/** An {@link Availability} as JSON. */
export interface AvailabilityJson {
  readonly from: number;
  readonly to: number;
  readonly tunnels: readonly TunnelAvailability[];
  readonly connections: readonly ConnectionAvailability[];
}
