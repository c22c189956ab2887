import { isRetryable } from '../errors.ts';
import { readByServiceTime } from '../internal/by-service-time.ts';
import { assertOptions, keysOf } from '../internal/keys.ts';
import { PollWindows } from '../internal/poll-windows.ts';
import { pollTimes, pollWhileOpen, type PollTimes } from '../internal/polling.ts';
import { isoTime, type Instant } from '../internal/time.ts';
import type { MetricPoint } from './metric-point.ts';
import { DEFAULT_PERIOD, retentionMs } from './period.ts';
import type { QueryContext } from './query-context.ts';
import type { MetricPage } from './range-pages.ts';
import { SeenPoints } from './seen-points.ts';
import type { RangeRequest, Window } from '../internal/time-range.ts';

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
   * late. Later ones than that are missed. Default: 300 000.
   */
  readonly overlapMs?: number | undefined;
  /**
   * Where to begin: points after this instant. Give the newest timestamp of the last run to go on
   * without a gap. For many series, of which some may have lagged behind that one, go back by the
   * overlap instead, and drop what you know. Default: the start of a range set with `last` or `between`, else one overlap back.
   */
  readonly from?: Instant | undefined;
}

/** What a stream asks of its query. */
export interface FollowedQuery<M extends string> {
  readonly context: QueryContext;
  readonly period: number | undefined;
  /** The range that was set. */
  readonly range: RangeRequest | undefined;
  readonly signal: AbortSignal | undefined;
  pages(window: Window, signal: AbortSignal): AsyncIterable<MetricPage<M>>;
}

const KEYS = /* @__PURE__ */ keysOf<FollowOptions>({ pollMs: true, lagMs: true, overlapMs: true, from: true });

/** Options with their defaults. A `RangeError` names one that is out of range. */
export function followSettings(options: FollowOptions, period: number | undefined): PollTimes {
  assertOptions(options, KEYS, 'follow()');
  return pollTimes(options, { pollMs: (period ?? DEFAULT_PERIOD) * 1000, lagMs: 180_000, overlapMs: 300_000 });
}

/** New points as they are published, each once. */
export async function* followPoints<M extends string>(query: FollowedQuery<M>, options: FollowOptions): AsyncGenerator<MetricPoint<M>, void, undefined> {
  const { context, signal } = query;
  const { clock, logger, closed } = context;
  const { pollMs, lagMs, overlapMs, from } = followSettings(options, query.period);
  const seen = new SeenPoints();
  const windows = new PollWindows(clock, { lagMs, overlapMs, from, range: query.range });

  async function* poll(within: AbortSignal): AsyncGenerator<MetricPoint<M>, void, undefined> {
    let window: Window | undefined;
    async function* pages(now: () => number): AsyncGenerator<MetricPage<M>, void, undefined> {
      const at = now();
      const wanted = windows.next(at);
      window = wanted && { start: oldestKept(query, wanted.start, at), end: wanted.end };
      if (window) yield* query.pages(window, within);
    }
    for await (const { points } of readByServiceTime(clock, pages)) {
      windows.answered();
      for (const point of points) {
        if (window && point.timestamp <= window.start) continue;
        const known = seen.note(point);
        if (known === 'fresh') yield point;
        else if (known === 'late') yield { ...point, late: true };
      }
    }
    if (!window) return;
    windows.reached(window.end);
    seen.forgetBefore(windows.overlapStart);
  }

  yield* pollWhileOpen(poll, {
    pollMs,
    signal,
    closed,
    mayPass: isRetryable,
    failed: (error) => {
      // The mark stays where it was, so the next poll asks for what this one missed.
      logger.warn('a poll failed; the next one covers its window', { error, since: isoTime(windows.mark) });
    },
  });
}

/** Where a window can begin: not before what the service still keeps. */
function oldestKept<M extends string>({ context, period }: FollowedQuery<M>, start: number, now: number): number {
  const oldest = now - retentionMs(period ?? DEFAULT_PERIOD);
  if (start < oldest) {
    context.logger.warn('points since the last poll that worked are older than the service keeps them', { since: isoTime(start), kept: isoTime(oldest) });
  }
  return Math.max(start, oldest);
}
