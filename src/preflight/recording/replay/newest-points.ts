import { finiteNumber } from '../../../internal/records.ts';
import { dateHeader } from '../../../internal/service-clock.ts';
import type { Window } from '../../../internal/time-range.ts';
import type { MetricReading } from './metric-reading.ts';
import type { Entry } from './question.ts';

/** A reading, and the window of which it tells all points. */
export interface Known {
  readonly reading: MetricReading;
  readonly window: Window;
}

interface Wanted {
  readonly window: Window;
  readonly stepMs: number;
}

/** Answers are dated in whole seconds, and come after they were asked for. */
const SLACK_MS = 3_000;

/**
 * What is known of a window from readings of the newest points, up to its end: each tells of one period, and the last of them that there was nothing newer.
 * Two points that were published between two readings leave a gap.
 */
export function newestPoints(readings: readonly MetricReading[], entry: Entry | undefined, { window, stepMs }: Wanted): readonly Known[] {
  const known = readings.flatMap((reading) => {
    const date = dateHeader(reading.call.answer.date);
    if (date === undefined || date > window.end + SLACK_MS || date <= window.start) return [];
    const times = [...new Set(reading.rowsOf([entry]).map((row) => finiteNumber(row['timestamp'])))];
    const [at] = times;
    // Of several series some may be late.
    return times.length === 1 && at !== undefined && at <= date ? [{ reading, date, window: { start: at - stepMs, end: at } }] : [];
  });
  const last = known.reduce<(typeof known)[number] | undefined>(
    (latest, one) => (latest && latest.date > one.date ? latest : one),
    undefined,
  );
  return known.map((one) => (one === last ? { reading: one.reading, window: { start: one.window.start, end: one.date } } : one));
}
