import type { WatchedResource, WatchSource } from './model.ts';

/** Sources that go on contradicting each other about a tunnel. No transition comes of it: the state is what polls and events say. */
export interface Disagreement {
  readonly resource: WatchedResource;
  /** What they disagree about. */
  readonly aspect: 'ipsec' | 'bgp' | 'health';
  /** The first contradiction, in milliseconds since the epoch. */
  readonly since: number;
  /** What the datapoints of the state metric go on saying; `mixed` is a value between 0 and 1. */
  readonly datapoints: 'up' | 'down' | 'mixed';
  /** What polls and events say, and the watch goes by. */
  readonly state: 'up' | 'down' | 'disabled' | 'unknown';
}

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
  /** Transitions that the round announced; those of events that were handed in meanwhile are not among them. */
  readonly transitions: number;
  /**
   * Disagreements of sources that began with this round, each reported once: datapoints of a state metric that
   * repeat themselves against polls and events. The datapoints are left out until they agree again.
   */
  readonly disagreements: readonly Disagreement[];
  /** Parts of the round that failed; each failure went to `error` too. Where the targets may not be listed and are watched all the same, `error` says so once and nothing is listed here. */
  readonly failed: readonly WatchPart[];
}
