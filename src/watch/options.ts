import type { AlarmRule, CheckedAlarmRule } from './alarms/index.ts';
import type { WatchSource } from './model.ts';
import type { StateStore } from './state-store.ts';
import type { Settings } from './timeline/index.ts';

/** How tunnels are watched. All options are optional. `monitor.watch` throws a `TypeError` or `RangeError` that names an option it cannot use. */
export interface WatchOptions {
  /** Time between the starts of two rounds, in milliseconds of real time, not of the monitor's `clock`. Default: 60 000. */
  readonly pollMs?: number | undefined;
  /**
   * Where evidence comes from: polls of the topology (the VPC service), the state metrics, the system
   * events. The watch lists the tunnels in any case. With an empty list only {@link TunnelWatch.ingest} brings evidence.
   * Default: all three.
   */
  readonly sources?: readonly WatchSource[] | undefined;
  /**
   * Time between two polls of the topology, in milliseconds, rounded up to whole rounds. A poll takes one
   * call for every 50 connections of the region; these calls are not billed. Default: every round for up to
   * 100 connections; above that as many rounds apart as a poll takes calls, at most 1 200 000, and at most half
   * of `staleAfterMs` where only the topology knows the state: health checks, and everything without `metrics`.
   */
  readonly topologyPollMs?: number | undefined;
  /** Time without evidence after which a tunnel is `unknown`, in milliseconds. Default: 600 000. */
  readonly staleAfterMs?: number | undefined;
  /**
   * How many pieces of evidence of different times must agree, one after the other, before a change is reported.
   * Each additional one delays detection by about a round. Above 1 it needs `metrics` or `topology`: events do not
   * repeat themselves. Default: 1 each.
   */
  readonly confirm?: { readonly down?: number | undefined; readonly up?: number | undefined } | undefined;
  /**
   * How far back each round asks again for what was read, in milliseconds: at most 30 minutes. The watch sees events
   * that are published up to this late, and datapoints up to two thirds of it. Default: 900 000.
   */
  readonly overlapMs?: number | undefined;
  /** Where the watch saves its state, so that a restart goes on where it stopped. Default: none; a restart begins anew. */
  readonly store?: StateStore | undefined;
  /**
   * The key in the store. Only replicas of one watch, with a store that has `lock`, may share one. Default: made of the region, the targets
   * and, where ids do not name all targets, a digest of the access key's id. Set it where you replace access keys, since another key is
   * another default and the watch begins anew; where accounts that share a store use temporary credentials, which give no part of it; and where a
   * transport of your own has no `accountKey` and serves several accounts.
   */
  readonly storeKey?: string | undefined;
  /**
   * How long the lock of the store lasts unless it is refreshed, in milliseconds: at least 30. Of no effect without a `store` that has `lock`. The watch refreshes it
   * every third of that time. After a process has died, another one takes over within four thirds of it: within 40 seconds by default. Default: 30 000.
   */
  readonly lockMs?: number | undefined;
  /**
   * Whether the first state of each tunnel, BGP session, health check and connection is a transition too. An event that
   * happened after the first round is one in any case. Default: false.
   */
  readonly emitInitial?: boolean | undefined;
  /**
   * How many days before its end an SSL client certificate is a `certificate:expiring`: a whole number, or several such as `[30, 7, 1]` for as many
   * notices. The watch then lists the certificates with its first round and every six hours, which takes a call for every 50 of them, and
   * another one where the targets name gateways. A certificate that has expired by then is a `certificate:expired`, also where no event has said so.
   * Of no effect where no certificate concerns the targets: connections, tunnels, and fleets that name connections or tags. Default: none.
   */
  readonly certificateNoticeDays?: number | readonly number[] | undefined;
  /**
   * Whether the watch asks why a tunnel went down (`DiagnoseVpnConnections`), in the background, and emits the answer as `tunnel:diagnosis`. It takes one
   * call for up to 50 tunnels of one gateway that go down together. Default: false.
   */
  readonly diagnose?: boolean | undefined;
  /**
   * When the watch emits `alarm:raised`: a list of rules, each with the state, by the transition that begins it, and how long it must have lasted. It emits
   * `alarm:cleared` when that state has ended. What the state was when the watch began counts as well. No rule may be there twice; the same state with another
   * `for` is another rule, with alarms of its own. Where tunnels are watched without their connection, rules for connections have no effect. Default: none.
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
