import { assertOptions, keysOf } from '../internal/keys.ts';
import { type PollTimes, pollTimes } from '../internal/polling.ts';
import type { Instant } from '../internal/time.ts';
import { DEFAULT_PERIOD } from './period.ts';

/** How far behind the present a poll ends, in milliseconds: points are to be published by then. */
export const DEFAULT_LAG_MS = 180_000;
/** How much of what was read is asked for again, in milliseconds. */
export const DEFAULT_OVERLAP_MS = 300_000;

/** Options of `follow()`. */
export interface FollowOptions {
  /** The time between the starts of two polls, in milliseconds. Default: the period of the query. */
  readonly pollMs?: number | undefined;
  /**
   * How far before the present each poll ends, in milliseconds. The service publishes points with a delay that it does not document. Default:
   * 180,000 (3 minutes).
   */
  readonly lagMs?: number | undefined;
  /**
   * How far each poll reaches back into the time already read, in milliseconds, to catch points that are published late. Points that are later
   * than this are missed. Default: 300,000 (5 minutes).
   */
  readonly overlapMs?: number | undefined;
  /**
   * How long a series that has stopped is read again from its newest point, in milliseconds. A stall of the service's publication that is
   * shorter than this loses nothing; after a longer one, a warning with the series and the span is logged. A series without any point yet is
   * tried every five minutes for the same time. Default: 21,600,000 (6 hours).
   */
  readonly catchUpMs?: number | undefined;
  /**
   * The start: only points after this instant. To resume without a gap, give the newest timestamp of your last run. If you follow many series,
   * some may have been behind: then go back by the overlap and drop the points that you already have. Default: the start of a range set with
   * `last` or `between`, otherwise one overlap before now.
   */
  readonly from?: Instant | undefined;
}

const KEYS = /* @__PURE__ */ keysOf<FollowOptions>({ pollMs: true, lagMs: true, overlapMs: true, catchUpMs: true, from: true });

/** Options with their defaults. A `RangeError` names one that is out of range. */
export function followSettings(options: FollowOptions, period: number | undefined): PollTimes {
  assertOptions(options, KEYS, 'follow()');
  return pollTimes(options, {
    pollMs: (period ?? DEFAULT_PERIOD) * 1000,
    lagMs: DEFAULT_LAG_MS,
    overlapMs: DEFAULT_OVERLAP_MS,
    catchUpMs: 21_600_000,
  });
}
