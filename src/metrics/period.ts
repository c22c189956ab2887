import { shown } from '../internal/shown.ts';
import { isoTime } from '../internal/time.ts';
import type { Window } from '../internal/time-range.ts';
import type { MetricDescription } from '../metadata/index.ts';

const DAY_MS = 86_400_000;
/** Seconds; the finest period of every documented VPN Gateway metric. */
export const DEFAULT_PERIOD = 60;

/** Checks a period given by the caller. Source: VPN Gateway metrics take 60 s and its multiples. */
export function assertPeriod(seconds: number): void {
  if (!Number.isSafeInteger(seconds) || seconds <= 0 || seconds % 60 !== 0) {
    throw new RangeError(`period ${shown(seconds)} must be a multiple of 60 seconds, such as 60, 300 or 3600`);
  }
}

/** The period to ask a metric for: the caller's, or the finest one from 60 s up that the service offers. */
export function periodFor(description: MetricDescription, requested: number | undefined): number {
  const finest = description.periods.find((period) => period >= DEFAULT_PERIOD) ?? DEFAULT_PERIOD;
  if (requested === undefined) return finest;
  // Asked below its finest period the service answers nothing, which would read as missing data.
  if (requested < finest) {
    throw new RangeError(
      `period ${requested} is finer than ${description.wireName} has: it offers ${description.periods.join(', ')} seconds`,
    );
  }
  return requested;
}

/**
 * How long the service keeps points of a period. It keeps those of less than 60 s for 7 days, but no query asks for such a period.
 * Source: DescribeMetricList, "Limits".
 */
export function retentionMs(period: number): number {
  return (period >= 300 ? 91 : 31) * DAY_MS;
}

/** Refuses a window that begins before the service's memory of that period. */
export function assertRetained(window: Window, period: number, now: number): void {
  const oldest = now - retentionMs(period);
  if (window.start >= oldest) return;
  const coarser = period < 300 ? '; period(300) reaches back 91 days' : '';
  throw new RangeError(
    `start ${isoTime(window.start)} is older than the ${retentionMs(period) / DAY_MS} days that points of ${period} s are kept (since ${isoTime(oldest)})${coarser}`,
  );
}
