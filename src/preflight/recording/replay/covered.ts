import type { Window } from '../../../internal/time-range.ts';

/**
 * By how much the ends of a window may be apart from those that were recorded. Service times are told by headers that count whole seconds, and a
 * difference of two is left alone: see the service clock.
 */
const SLACK_MS = 3_000;

/**
 * Whether windows, open at their start and closed at their end, hold every instant of another one at which there can be anything.
 *
 * @param stepMs - There can be something at its multiples.
 */
export function isCovered({ start, end }: Window, by: readonly Window[], stepMs: number): boolean {
  const windows = [...by].sort((a, b) => a.start - b.start);
  const [from, to] = end - start > 2 * SLACK_MS ? [start + SLACK_MS, end - SLACK_MS] : [start, end];
  let next = after(from, stepMs);
  for (const window of windows) {
    if (next > to || window.start >= next) break;
    next = Math.max(next, after(window.end, stepMs));
  }
  return next > to;
}

/** The first multiple after an instant. */
function after(instant: number, stepMs: number): number {
  return (Math.floor(instant / stepMs) + 1) * stepMs;
}
