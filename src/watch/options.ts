import { assertBoolean, assertChoices, assertFunction } from '../internal/check-values.ts';
import { assertOptions, keysOf } from '../internal/keys.ts';
import { isRecord } from '../internal/records.ts';
import { shown } from '../internal/shown.ts';
import { checkAlarmRules } from './alarm-rules.ts';
import type { AlarmRule, CheckedAlarmRule } from './alarms/index.ts';
import { signalOf } from './emitter.ts';
import type { WatchSource } from './model.ts';
import { checkNoticeDays } from './notice-days.ts';
import type { StateStore } from './state-store.ts';
import type { Confirm, Settings } from './timeline/index.ts';
import type { TransitionStreamOptions } from './transition-stream.ts';

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

const KEYS = /* @__PURE__ */ keysOf<WatchOptions>({
  pollMs: true,
  sources: true,
  topologyPollMs: true,
  staleAfterMs: true,
  confirm: true,
  overlapMs: true,
  store: true,
  storeKey: true,
  lockMs: true,
  emitInitial: true,
  certificateNoticeDays: true,
  diagnose: true,
  alarms: true,
  signal: true,
});
const STREAM_KEYS = /* @__PURE__ */ keysOf<TransitionStreamOptions>({ limit: true, signal: true });
const CONFIRM_KEYS = /* @__PURE__ */ keysOf<Confirm>({ down: true, up: true });
const SOURCES: readonly WatchSource[] = ['topology', 'metrics', 'events'];
const LONGEST_TIMER_MS = 2_147_483_647;
const LONGEST_OVERLAP_MS = 1_800_000;
// A third of it must be more than what a store takes to answer.
const SHORTEST_LOCK_MS = 30;

/** The options with their defaults. Throws a `TypeError` or `RangeError` that names an option it cannot use. */
export function checkOptions(options: WatchOptions): CheckedOptions {
  // JavaScript callers reach this without the compiler's help.
  if (!isObject(options))
    throw new TypeError(`the options of a watch must be an object, such as { pollMs: 30_000 }, not ${shown(options)}`);
  const {
    pollMs = 60_000,
    sources = SOURCES,
    topologyPollMs,
    staleAfterMs = 600_000,
    overlapMs = 900_000,
    store,
    storeKey,
    lockMs = 30_000,
    emitInitial = false,
    diagnose = false,
    confirm = {},
  } = options;
  const signal = signalOf(options);
  assertOptions(options, KEYS, 'watch()');
  checkTimes({ pollMs, staleAfterMs, overlapMs, lockMs, topologyPollMs });
  assertChoices('sources', sources, SOURCES);
  checkStore(store, storeKey);
  assertBoolean('emitInitial', emitInitial);
  assertBoolean('diagnose', diagnose);
  const certificateNoticeDays = checkNoticeDays(options.certificateNoticeDays);
  const alarms = checkAlarmRules(options.alarms);
  return {
    pollMs,
    sources: new Set(sources),
    topologyPollMs,
    staleAfterMs,
    overlapMs,
    store,
    storeKey,
    lockMs,
    isLockMsGiven: options.lockMs !== undefined,
    emitInitial,
    certificateNoticeDays,
    diagnose,
    alarms,
    signal,
    confirm: checkConfirm(confirm),
  };
}

function checkTimes({
  pollMs,
  staleAfterMs,
  overlapMs,
  lockMs,
  topologyPollMs,
}: Pick<CheckedOptions, 'pollMs' | 'staleAfterMs' | 'overlapMs' | 'lockMs' | 'topologyPollMs'>): void {
  milliseconds('pollMs', pollMs, 1, LONGEST_TIMER_MS);
  milliseconds('staleAfterMs', staleAfterMs, 1, Number.MAX_SAFE_INTEGER);
  milliseconds('overlapMs', overlapMs, 0, LONGEST_OVERLAP_MS);
  milliseconds('lockMs', lockMs, SHORTEST_LOCK_MS, LONGEST_TIMER_MS);
  if (topologyPollMs !== undefined) milliseconds('topologyPollMs', topologyPollMs, 1, Number.MAX_SAFE_INTEGER);
}

function checkStore(store: StateStore | undefined, storeKey: string | undefined): void {
  if (store !== undefined && !(typeof (store as Partial<StateStore> | null)?.get === 'function' && typeof store.set === 'function'))
    throw new TypeError('store must have get(key) and set(key, value), as a Keyv has');
  assertFunction('lock of the store', (store as { readonly lock?: unknown } | undefined)?.lock);
  if (storeKey !== undefined && (typeof storeKey !== 'string' || storeKey === ''))
    throw new TypeError(`storeKey ${shown(storeKey)} must be a text`);
}

/** How many pieces of evidence confirm a change, with the defaults. Throws a `TypeError` or `RangeError` that names what it cannot use. */
export function checkConfirm(confirm: NonNullable<WatchOptions['confirm']>): Confirm {
  if (!isObject(confirm)) throw new TypeError(`confirm ${shown(confirm)} must be { down, up }, such as { down: 2 }`);
  assertOptions(confirm, CONFIRM_KEYS, 'confirm', 'key');
  const { down = 1, up = 1 } = confirm;
  for (const [name, count] of [
    ['down', down],
    ['up', up],
  ] as const) {
    if (!Number.isSafeInteger(count) || count < 1)
      throw new RangeError(`confirm.${name} ${shown(count)} must be a whole number of at least 1`);
  }
  return { down, up };
}

/** Throws a `TypeError` that names an unknown option of a stream. The stream checks the values itself. */
export function checkStreamOptions(options: TransitionStreamOptions): void {
  if (!isObject(options))
    throw new TypeError(`the options of transitions() must be an object, such as { limit: 1_000 }, not ${shown(options)}`);
  signalOf(options);
  assertOptions(options, STREAM_KEYS, 'transitions()');
}

/** Gives a plain boolean, so that the compiler keeps the type of the options. */
function isObject(value: unknown): boolean {
  return isRecord(value);
}

function milliseconds(name: string, value: number, least: number, most: number): void {
  if (!Number.isFinite(value) || value < least || value > most)
    throw new RangeError(`${name} ${shown(value)} must be ${least} to ${most} milliseconds`);
}

/** Whether evidence can repeat itself, as events do not. */
export function canConfirm({ sources, confirm }: CheckedOptions): boolean {
  return Math.max(confirm.down, confirm.up) === 1 || sources.has('metrics') || sources.has('topology');
}
