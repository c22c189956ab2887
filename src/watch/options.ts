import type { AlarmRule, CheckedAlarmRule } from './alarms/index.ts';
import type { WatchSource } from './model.ts';
import type { StateStore } from './state-store.ts';
import type { Settings } from './timeline/index.ts';

/** Options of `monitor.watch()`, which throws a `TypeError` or `RangeError` that names an invalid one. */
export interface WatchOptions {
  /**
   * The time between the starts of two rounds, in milliseconds of real time, not of the monitor's `clock`. Less than a second logs a warning, here
   * and in the other times, because it looks like seconds, unless `clock` is that of a simulation. Default: 60,000.
   */
  readonly pollMs?: number | undefined;
  /**
   * The sources of evidence: polls of the topology (the VPC service), the state metrics, the system events. The watch lists the tunnels in any
   * case. With an empty list, only {@link TunnelWatch.ingest} adds evidence. Default: all three.
   */
  readonly sources?: readonly WatchSource[] | undefined;
  /**
   * The time between two polls of the topology, in milliseconds, rounded up to whole rounds. A poll takes a call for every 50 connections of the
   * region; these calls are not billed. Default: every round for up to 100 connections. Above that, a poll that takes n calls comes every n rounds,
   * but at least every 1,200,000 ms, and at least every half of `staleAfterMs` if only the topology shows a state (health checks, and everything
   * without `metrics`).
   */
  readonly topologyPollMs?: number | undefined;
  /** The time without evidence after which a tunnel is `unknown`, in milliseconds. Default: 600,000. */
  readonly staleAfterMs?: number | undefined;
  /**
   * How many consecutive pieces of evidence must agree before a change is reported. Each additional one delays detection by about a round. More
   * than 1 needs `metrics` or `topology`, because events do not repeat.
   */
  readonly confirm?:
    | {
        /** For a change to down. Default: 1. */
        readonly down?: number | undefined;
        /** For a change to up. Default: 1. */
        readonly up?: number | undefined;
      }
    | undefined;
  /**
   * How far each round reaches back into the time already read, in milliseconds: at most 30 minutes. The watch sees events that are published up to
   * this late, and datapoints up to two thirds of it. Default: 900,000 (15 minutes).
   */
  readonly overlapMs?: number | undefined;
  /** Stores the state of the watch, so that it resumes after a restart. Default: none; a restart begins anew. */
  readonly store?: StateStore | undefined;
  /**
   * The key in the store. Only replicas of one watch, with a store that has `lock`, may share a key. Default: built from the region, the targets and,
   * unless ids name all targets, a digest of the AccessKey ID.
   *
   * Set it if you replace access keys: a new access key changes the default, and the watch would begin anew. Set it also if accounts share a
   * store and use temporary credentials, which are not part of the default, or if a transport of your own without `accountKey` serves several
   * accounts.
   */
  readonly storeKey?: string | undefined;
  /**
   * How long the lock of the store lasts without a refresh, in milliseconds: at least 30. It matters only with a `store` that has `lock`. The watch
   * refreshes the lock every third of this time. After a process has died, another takes over within four thirds of it, which is 40 seconds by
   * default. Default: 30,000.
   */
  readonly lockMs?: number | undefined;
  /**
   * Emits the first state of each tunnel, BGP session, health check and connection as a transition too. An event after the first round is a
   * transition in any case. Default: false.
   */
  readonly emitInitial?: boolean | undefined;
  /**
   * The number of days before the expiry of an SSL client certificate at which the watch emits `certificate:expiring`: a whole number, or several,
   * such as `[30, 7, 1]`. The watch then lists certificates in its first round and every six hours, which takes a call for every 50 certificates, and
   * one more if the targets name gateways. It also emits `certificate:expired` for a listed certificate that has expired, even without an event.
   * It has no effect on targets without certificates: connections, tunnels, and fleets that name connections or tags. Default: none.
   */
  readonly certificateNoticeDays?: number | readonly number[] | undefined;
  /**
   * Asks in the background why a tunnel went down (`DiagnoseVpnConnections`), and emits the answer as `tunnel:diagnosis`. It takes one call for up to
   * 50 tunnels of a gateway that go down together. Default: false.
   */
  readonly diagnose?: boolean | undefined;
  /**
   * Rules for alarms, each with a state and how long it must last. The watch emits `alarm:raised` when the state has lasted that long, and
   * `alarm:cleared` when it has ended. States that existed before the watch started count too. Each rule must be unique; the same state with another
   * `for` is a different rule with alarms of its own. For tunnels that are watched without their connection, rules on connections have no effect.
   * Default: none.
   */
  readonly alarms?: readonly AlarmRule[] | undefined;
  /** Stops the watch when it aborts. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

/** Options with their defaults. */
export interface CheckedOptions extends Settings {
  readonly pollMs: number;
  readonly sources: ReadonlySet<WatchSource>;
  readonly topologyPollMs: number | undefined;
  readonly overlapMs: number;
  readonly store: StateStore | undefined;
  readonly storeKey: string | undefined;
  readonly lockMs: number;
  readonly isLockMsGiven: boolean;
  /** Fewest first; none for no notice. */
  readonly certificateNoticeDays: readonly number[];
  readonly diagnose: boolean;
  readonly alarms: readonly CheckedAlarmRule[];
  readonly signal: AbortSignal | undefined;
}

/** Whether evidence can repeat itself, as events do not. */
export function canConfirm({ sources, confirm }: CheckedOptions): boolean {
  return Math.max(confirm.down, confirm.up) === 1 || sources.has('metrics') || sources.has('topology');
}
