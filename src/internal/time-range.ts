import { latestPresent } from './clock.ts';
import { type Duration, durationMs, type Instant, instantMs, isoTime } from './time.ts';

/** What a query asks for: the time up to now, or a fixed window. */
export type RangeRequest =
  { readonly kind: 'last'; readonly lengthMs: number } | { readonly kind: 'between'; readonly start: number; readonly end: number };

/** A left-open, right-closed window in milliseconds since the epoch. */
export interface Window {
  readonly start: number;
  readonly end: number;
}

/** A range that ends when the query runs. */
export function lastRange(length: Duration): RangeRequest {
  return { kind: 'last', lengthMs: durationMs(length, 'last() duration') };
}

/** A fixed range; a `RangeError` says so when it is empty. */
export function betweenRange(start: Instant, end: Instant): RangeRequest {
  const window = { start: instantMs(start, 'start'), end: instantMs(end, 'end') };
  if (window.start >= window.end) {
    throw new RangeError(
      `start ${isoTime(window.start)} must be before end ${isoTime(window.end)}: a window is open at its start and closed at its end`,
    );
  }
  return { kind: 'between', ...window };
}

/** The window a range means at a given time. */
export function windowAt(range: RangeRequest, now: number): Window {
  return range.kind === 'between' ? { start: range.start, end: range.end } : { start: now - range.lengthMs, end: now };
}

/** The part of a window that can hold anything yet: a mistaken end must not be planned for. A `RangeError` names a start in the future. */
export function pastOf({ start, end }: Window, now: number): Window {
  const latest = latestPresent(now);
  if (start >= latest) throw new RangeError(`start ${isoTime(start)} lies in the future: it is ${isoTime(now)} now`);
  return { start, end: Math.min(end, latest) };
}
