import { assertBoolean, assertChoices, assertFunction } from '../internal/check-values.ts';
import { assertOptions, keysOf } from '../internal/keys.ts';
import { isRecord } from '../internal/records.ts';
import { shown } from '../internal/shown.ts';
import { LONGEST_TIMER_MS } from '../internal/time.ts';
import { checkAlarmRules } from './alarm-rules.ts';
import { signalOf } from './emitter.ts';
import type { WatchSource } from './model.ts';
import { checkNoticeDays } from './notice-days.ts';
import type { CheckedOptions, WatchOptions } from './options.ts';
import type { StateStore } from './state-store.ts';
import type { Confirm } from './timeline/index.ts';
import type { TransitionStreamOptions } from './transition-stream.ts';
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
const LONGEST_OVERLAP_MS = 1_800_000;
// A third of it must be more than what a store takes to answer.
const SHORTEST_LOCK_MS = 30;

/** The options with their defaults. Throws a `TypeError` or `RangeError` that names an option it cannot use. */
export function checkOptions(options: WatchOptions): CheckedOptions {
  // JavaScript callers reach this without the compiler's help.
  if (!isObject(options))
    throw new TypeError(`the options of a watch must be an object, such as { pollMs: 30_000 }, not ${shown(options)}`);
  const { sources = SOURCES, store, storeKey, emitInitial = false, diagnose = false, confirm = {} } = options;
  const signal = signalOf(options);
  assertOptions(options, KEYS, 'watch()');
  const times = checkTimes(options);
  assertChoices('sources', sources, SOURCES);
  checkStore(store, storeKey);
  assertBoolean('emitInitial', emitInitial);
  assertBoolean('diagnose', diagnose);
  const certificateNoticeDays = checkNoticeDays(options.certificateNoticeDays);
  const alarms = checkAlarmRules(options.alarms);
  return {
    ...times,
    sources: new Set(sources),
    store,
    storeKey,
    isLockMsGiven: options.lockMs !== undefined,
    emitInitial,
    certificateNoticeDays,
    diagnose,
    alarms,
    signal,
    confirm: checkConfirm(confirm),
  };
}

type Times = Pick<CheckedOptions, 'pollMs' | 'staleAfterMs' | 'overlapMs' | 'lockMs' | 'topologyPollMs'>;

function checkTimes(options: WatchOptions): Times {
  const { pollMs = 60_000, staleAfterMs = 600_000, overlapMs = 900_000, lockMs = 30_000, topologyPollMs } = options;
  milliseconds('pollMs', pollMs, 1, LONGEST_TIMER_MS);
  milliseconds('staleAfterMs', staleAfterMs, 1, Number.MAX_SAFE_INTEGER);
  milliseconds('overlapMs', overlapMs, 0, LONGEST_OVERLAP_MS);
  milliseconds('lockMs', lockMs, SHORTEST_LOCK_MS, LONGEST_TIMER_MS);
  if (topologyPollMs !== undefined) milliseconds('topologyPollMs', topologyPollMs, 1, Number.MAX_SAFE_INTEGER);
  return { pollMs, staleAfterMs, overlapMs, lockMs, topologyPollMs };
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

const AS_NUMBER = " as a number, such as 180_000: text such as '3m' is for `for` of an alarm and the times of queries";

function milliseconds(name: string, value: unknown, least: number, most: number): void {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < least || value > most)
    throw new RangeError(`${name} ${shown(value)} must be ${least} to ${most} milliseconds${typeof value === 'string' ? AS_NUMBER : ''}`);
}
