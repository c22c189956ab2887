import type { WatchedResource, WatchSource } from './model.ts';

/** Sources that contradict each other about a tunnel for good. It makes no transition: the state is what polls and events say. */
export interface Disagreement {
  readonly resource: WatchedResource;
  /** What they disagree about. */
  readonly aspect: 'ipsec' | 'bgp' | 'health';
  /** When they first contradicted each other, in milliseconds since the epoch. */
  readonly since: number;
  /** What the datapoints of the state metric say; `mixed` is a value between 0 and 1. */
  readonly datapoints: 'up' | 'down' | 'mixed';
  /** What polls and events say. The watch reports this. */
  readonly state: 'up' | 'down' | 'disabled' | 'unknown';
}

/**
 * A part of a watch that can fail without the others.
 *
 * | Part | What failed |
 * |---|---|
 * | `topology` | polls of the VPC service |
 * | `metrics` | the state metrics |
 * | `events` | the system events |
 * | `certificates` | the list of SSL client certificates, for `certificateNoticeDays` |
 * | `store` | the store, its lock included |
 * | `diagnosis` | what `diagnose: true` asks for, beside the rounds |
 */
export type WatchPart = WatchSource | 'certificates' | 'store' | 'diagnosis';

/**
 * Whether a watch works, or leaves the work to another watch that shares its store.
 *
 * | Role | Meaning |
 * |---|---|
 * | `active` | it reads the sources and emits transitions; a watch whose store has no lock is always active |
 * | `standby` | another process holds the lock; the watch takes over when that process is gone |
 */
export type WatchRole = 'active' | 'standby';

/** What one round found and cost. */
export interface PollReport {
  /** `standby` where another process holds the lock of the store: no round was made then, and the other fields are empty. */
  readonly role: WatchRole;
  /** When it began, by the service's time, in milliseconds since the epoch. */
  readonly asOf: number;
  /** How long it took, in milliseconds of real time. */
  readonly durationMs: number;
  /** Calls of the monitor during the round by operation, retries and other queries included. */
  readonly calls: Readonly<Record<string, number>>;
  /** How many connections are watched. */
  readonly connections: number;
  /** How many tunnels are watched; a single-tunnel connection counts as one. */
  readonly tunnels: number;
  /** Ids of connections that are new to the watch; of tunnels where they are watched without their connection. */
  readonly appeared: readonly string[];
  /** Ids of connections that are gone from the region, or from the targets; of tunnels where they were watched without their connection. */
  readonly vanished: readonly string[];
  /** How many datapoints were read, known ones included. */
  readonly points: number;
  /** How many events were read, known ones included, and pushed ones that waited for this round. */
  readonly events: number;
  /** How many transitions the round emits, or a later one where a store that has a lock fails to take them; those of events that were pushed meanwhile are not among them. */
  readonly transitions: number;
  /**
   * Disagreements of sources that began with this round. Each is reported once. A disagreement is a state metric whose
   * datapoints repeat themselves against polls and events. They are left out until they agree again.
   */
  readonly disagreements: readonly Disagreement[];
  /**
   * Parts of the round that failed; each failure went to `error` too. Not among them: that the targets may not be
   * listed and are watched all the same, which goes to `error` once; and that a diagnosis failed, which is asked for beside the rounds.
   */
  readonly failed: readonly WatchPart[];
}

/** The report of a watch on standby. */
export function emptyReport(asOf: number, durationMs: number): PollReport {
  const none = Object.freeze([]);
  const counts = { connections: 0, tunnels: 0, points: 0, events: 0, transitions: 0 };
  return Object.freeze({
    role: 'standby',
    asOf,
    durationMs,
    calls: Object.freeze({}),
    ...counts,
    appeared: none,
    vanished: none,
    disagreements: none,
    failed: none,
  });
}
