import type { WatchedResource, WatchSource } from './model.ts';

/** A lasting contradiction between sources about a tunnel. It causes no transition: the state follows polls and events. */
export interface Disagreement {
  /** The tunnel, or the single-tunnel connection. */
  readonly resource: WatchedResource;
  /** The aspect of the state in question. */
  readonly aspect: 'ipsec' | 'bgp' | 'health';
  /** The time of the first contradiction, in milliseconds since the epoch. */
  readonly since: number;
  /** The state by the datapoints of the state metric; `mixed` is a value between 0 and 1. */
  readonly datapoints: 'up' | 'down' | 'mixed';
  /** The state by polls and events, which the watch reports. */
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
 * | `credentials` | the credentials, which a watch with a `store` needs first: without a `storeKey`, the key depends on the account |
 * | `store` | the store, its lock included |
 * | `diagnosis` | what `diagnose: true` asks for, beside the rounds |
 */
export type WatchPart = WatchSource | 'certificates' | 'credentials' | 'store' | 'diagnosis';

/**
 * Whether a watch works, or leaves the work to another watch that shares its store.
 *
 * | Role | Meaning |
 * |---|---|
 * | `active` | it reads the sources and emits transitions; a watch whose store has no lock is always active |
 * | `standby` | another process holds the lock; the watch takes over when that process is gone |
 */
export type WatchRole = 'active' | 'standby';

/** The results and the cost of a round. */
export interface PollReport {
  /** `standby` if another process holds the lock of the store. The watch then made no round, and the other fields are empty. */
  readonly role: WatchRole;
  /** The start of the round by the service's time, in milliseconds since the epoch. */
  readonly asOf: number;
  /** The duration, in milliseconds of real time. */
  readonly durationMs: number;
  /** Calls of the monitor during the round by operation, including retries and other queries. */
  readonly calls: Readonly<Record<string, number>>;
  /** The number of watched connections. */
  readonly connections: number;
  /** The number of watched tunnels. A single-tunnel connection counts as one. */
  readonly tunnels: number;
  /** Ids of connections that are new to the watch, and of tunnels that are watched without their connection. */
  readonly appeared: readonly string[];
  /** Ids of connections that are gone from the region or from the targets, and of tunnels that were watched without their connection. */
  readonly vanished: readonly string[];
  /** The number of datapoints read, including known ones. */
  readonly points: number;
  /** The number of events read, including known ones, and pushed ones that waited for this round. */
  readonly events: number;
  /**
   * The number of transitions that the round emits. If a store with locks fails to save them, a later round emits them. Transitions of events that
   * were pushed meanwhile do not count.
   */
  readonly transitions: number;
  /**
   * Contradictions between sources that began with this round, each reported once: a state metric keeps contradicting polls and events. Its
   * datapoints are ignored until they agree again.
   */
  readonly disagreements: readonly Disagreement[];
  /**
   * The parts of the round that failed; each failure was also emitted as `error`. Two failures are only emitted: a missing permission to list the
   * targets, which are watched all the same, and a failed diagnosis, which is not part of a round.
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
