import { assertOptions, keysOf } from '../internal/keys.ts';
import { type PollTimes, pollTimes } from '../internal/polling.ts';
import type { Instant } from '../internal/time.ts';
import { DEFAULT_PERIOD } from './period.ts';

/** How far behind the present a poll ends, in milliseconds: points are to be published by then. */
export const DEFAULT_LAG_MS = 180_000;
/** How much of what was read is asked for again, in milliseconds. */
export const DEFAULT_OVERLAP_MS = 300_000;

/** How a query is followed. */
export interface FollowOptions {
  /** Time between the starts of two polls, in milliseconds. Default: the query's period. */
  readonly pollMs?: number | undefined;
  /**
   * How far behind the present each poll ends, in milliseconds: the service publishes points with a
   * delay that it does not document. Default: 180 000.
   */
  readonly lagMs?: number | undefined;
  /**
   * How much of what was read is asked for again, in milliseconds, to catch points that are published
   * late, behind newer ones of their series. Later ones than that are missed. Default: 300 000.
   */
  readonly overlapMs?: number | undefined;
  /**
   * How long a series that has stopped is asked for again from its newest point, in milliseconds: a
   * publication that stands still for less loses nothing. What longer silences may have lost is logged
   * as a warning, with the series and the span. A series that has brought nothing yet is looked for every
   * five minutes, for as long. Default: 21 600 000 (6 hours).
   */
  readonly catchUpMs?: number | undefined;
  /**
   * Where to begin: points after this instant. Give the newest timestamp of the last run to go on
   * without a gap. For many series, of which some may have lagged behind that one, go back by the
   * overlap instead, and drop what you know. Default: the start of a range set with `last` or `between`, else one overlap back.
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
