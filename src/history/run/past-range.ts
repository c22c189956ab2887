import { isoTime } from '../../internal/time.ts';
import { pastOf, type RangeRequest, type Window, windowAt } from '../../internal/time-range.ts';
import { assertRetained, DEFAULT_PERIOD } from '../../metrics/index.ts';
import type { CheckedHistoryOptions } from '../options.ts';
import { doubtMs, lookAheadMs, type PastSettings } from './settings.ts';

// Whoever lets a state hold for longer than that would read more than the range itself for it.
const LONGEST_LEAD_MS = 86_400_000;

/** The window that a history is of, by the service's time. Throws a `RangeError` for one that lies in the future, or further back than datapoints are kept. */
export function historyWindow(range: RangeRequest, period: number | undefined, { sources }: CheckedHistoryOptions, now: number): Window {
  const { start, end } = pastOf(windowAt(range, now), now);
  // Nothing is known of what is to come, not even that it is unknown. Within the doubt about the present the range is empty, and that is all.
  if (start >= now) throw new RangeError(`start ${isoTime(start)} lies in the future: it is ${isoTime(now)} now`);
  const window = { start, end: Math.min(end, now) };
  if (sources.has('metrics')) assertRetained(window, period ?? DEFAULT_PERIOD, now);
  return window;
}

/**
 * What is to be read for a window. Somewhat before it, so that the state at its start is known, where evidence is kept for so long; and somewhat after
 * it, since what comes next may say more of its end. `keptMs` is for how long evidence is kept.
 */
export function windowToRead(
  { start, end }: Window,
  { staleAfterMs, periodMs, confirm }: PastSettings,
  { now, keptMs }: { readonly now: number; readonly keptMs: number },
): Window {
  const confirmMs = (1 + Math.max(confirm.down, confirm.up)) * periodMs;
  const kept = Math.min(start, now - keptMs);
  return {
    start: Math.max(kept, start - Math.min(staleAfterMs, LONGEST_LEAD_MS) - confirmMs),
    end: Math.min(Math.max(now, end), end + confirmMs + lookAheadMs(periodMs) + doubtMs(periodMs)),
  };
}
