import type { DataOptions } from '../options.ts';
import { chance } from './hash.ts';
import type { Series } from './series.ts';
import type { Sample } from './signals.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

// Salts keep the choices about one point independent of each other.
const MISSING = 0x1f83d9ab;
const LATE = 0x5be0cd19;
const TWICE = 0x3c6ef372;
const BLANK = 0x510e527f;

/** Which points exist, when they can be read, and what they say. Holds no points: all of it is arithmetic. */
export interface PointModel {
  /** Whether the point is ever published. */
  exists(series: Series, timestamp: number, periodMs: number): boolean;
  /** When it can first be read. */
  publishedAt(series: Series, timestamp: number, periodMs: number): number;
  /** When it can first be read if it is not late. */
  dueAt(timestamp: number, periodMs: number): number;
  /** The newest timestamp that may be readable at `now`. */
  newest(now: number, periodMs: number): number;
  twice(series: Series, timestamp: number): boolean;
  blank(series: Series, timestamp: number): boolean;
  sample(series: Series, timestamp: number, periodMs: number, out: Sample): void;
}

export function createPoints(options: DataOptions): PointModel {
  const { publicationDelayMs = 60_000, missing = 0, late = { ratio: 0, byMs: 0 }, duplicate = 0, blank = 0, stamp = 'end' } = options;
  const hits = (series: Series, timestamp: number, salt: number, ratio: number): boolean =>
    ratio > 0 && chance(series.seed ^ salt, timestamp / MINUTE) < ratio;
  const endOf = (timestamp: number, periodMs: number): number => (stamp === 'end' ? timestamp : timestamp + periodMs);
  const minute: Sample = { average: 0, minimum: 0, maximum: 0, value: 0 };
  const dueAt = (timestamp: number, periodMs: number): number => endOf(timestamp, periodMs) + publicationDelayMs;
  return {
    exists: (series, timestamp, periodMs) => endOf(timestamp, periodMs) > series.since && !hits(series, timestamp, MISSING, missing),
    publishedAt: (series, timestamp, periodMs) => dueAt(timestamp, periodMs) + (hits(series, timestamp, LATE, late.ratio) ? late.byMs : 0),
    dueAt,
    newest: (now, periodMs) => Math.floor((now - publicationDelayMs - (stamp === 'end' ? 0 : periodMs)) / periodMs) * periodMs,
    twice: (series, timestamp) => hits(series, timestamp, TWICE, duplicate),
    blank: (series, timestamp) => hits(series, timestamp, BLANK, blank),
    sample: (series, timestamp, periodMs, out) => {
      const end = endOf(timestamp, periodMs);
      series.signal(end, out);
      if (periodMs === MINUTE) return;
      let total = out.average;
      for (let at = end - periodMs + MINUTE; at < end; at += MINUTE) {
        series.signal(at, minute);
        total += minute.average;
        out.minimum = Math.min(out.minimum, minute.minimum);
        out.maximum = Math.max(out.maximum, minute.maximum);
      }
      out.average = Math.round((total / (periodMs / MINUTE)) * 10_000) / 10_000;
    },
  };
}

/** How long points of a period are kept, in milliseconds. */
export function retentionMs(periodMs: number): number {
  if (periodMs < MINUTE) return 7 * DAY;
  return (periodMs < 5 * MINUTE ? 31 : 91) * DAY;
}

/** One statistic of a sample by its wire name. */
export function statistic(name: string, sample: Sample, periodMs: number): number {
  switch (name) {
    case 'Minimum':
      return sample.minimum;
    case 'Maximum':
      return sample.maximum;
    case 'Value':
      return sample.value;
    case 'Sum':
      return sample.average * (periodMs / MINUTE);
    default:
      return sample.average;
  }
}
