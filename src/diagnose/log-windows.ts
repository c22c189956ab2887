import { latestPresent } from '../internal/clock.ts';
import { shown } from '../internal/shown.ts';
import { type Duration, durationMs, isoTime } from '../internal/time.ts';

// DescribeVpnConnectionLogs: a range is at least ten minutes, and logs are kept for 180 days.
const WINDOW_S = 600;
const KEPT_DAYS = 180;
const KEPT_MS = KEPT_DAYS * 86_400_000;
const MOMENT_MS = 60_000;

/** A range that is asked for, in milliseconds since the epoch; without `to` it ends when it is read. */
export type LogRange =
  { readonly kind: 'last'; readonly lengthMs: number } | { readonly kind: 'from'; readonly from: number; readonly to: number | undefined };

/** A range or a window in whole seconds since the epoch, both ends included. */
export interface Seconds {
  readonly from: number;
  readonly to: number;
}

/** The range up to now. A `RangeError` names one that is longer than logs are kept. */
export function lastOf(length: Duration): LogRange {
  const lengthMs = durationMs(length, 'last');
  if (lengthMs > KEPT_MS) throw new RangeError(`last ${shown(length)} is longer than the ${KEPT_DAYS} days for which logs are kept`);
  return { kind: 'last', lengthMs };
}

/** Refuses a range that no log can be of, with a `RangeError`. */
export function assertKept(range: LogRange, now: number): void {
  if (range.kind === 'last') return;
  // A `from` that was computed a moment ago is not too old yet.
  const from = isoTime(range.from);
  if (range.from < now - KEPT_MS - MOMENT_MS)
    throw new RangeError(`from ${from} is too long ago: logs are kept for ${KEPT_DAYS} days, and it is ${isoTime(now)} now`);
  if (range.from >= latestPresent(now)) throw new RangeError(`from ${from} lies in the future: it is ${isoTime(now)} now`);
}

/** What a range means now. */
export function secondsOf(range: LogRange, now: number): Seconds {
  const end = Math.floor(now / 1_000);
  if (range.kind === 'last') return { from: Math.floor((now - range.lengthMs) / 1_000), to: end };
  return { from: Math.floor(range.from / 1_000), to: Math.min(Math.floor((range.to ?? now) / 1_000), end) };
}

/**
 * The windows that a range is asked for in, oldest first: of ten minutes each, every one beginning where the one before it ends. The first begins before the
 * range where that is no multiple of ten minutes, so that none reaches into the future.
 *
 * @param oldest - The oldest second of which logs are kept: what is older may be refused.
 * @param latest - The second it is now.
 */
export function* logWindows({ from: asked, to }: Seconds, oldest: number, latest: number): Generator<Seconds, void, undefined> {
  // Which ends of a window the service counts in is not documented: of what has ended the seconds before and after it are asked for too.
  const edge = to < latest ? 1 : 0;
  const from = Math.max(asked - edge, oldest);
  const until = to + edge;
  const count = Math.max(1, Math.ceil((until - from) / WINDOW_S));
  // Where the oldest second holds the first window back, the last one ends after the range, and still not in the future.
  const start = Math.min(from, Math.max(until - count * WINDOW_S, oldest));
  for (let index = 0; index < count; index++) yield { from: start + index * WINDOW_S, to: start + (index + 1) * WINDOW_S };
}

/** The oldest second of which logs are kept. */
export function oldestKept(now: number): number {
  return Math.floor((now - KEPT_MS) / 1_000);
}
