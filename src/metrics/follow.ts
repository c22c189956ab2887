import { isRetryable } from '../errors.ts';
import { pollTimes, pollWhileOpen, type PollTimes } from '../internal/polling.ts';
import { isoTime, type Instant } from '../internal/time.ts';
import type { MetricPoint } from './metric-point.ts';
import { DEFAULT_PERIOD, retentionMs } from './period.ts';
import type { QueryContext } from './query-context.ts';
import type { MetricPage } from './range-pages.ts';
import { SeenPoints } from './seen-points.ts';
import type { Window } from '../internal/time-range.ts';

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
  /** The start of a range that was set. */
  readonly start: number | undefined;
  readonly signal: AbortSignal | undefined;
  pages(window: Window, signal: AbortSignal): AsyncIterable<MetricPage<M>>;
}

/** Options with their defaults. A `RangeError` names one that is out of range. */
export function followSettings(options: FollowOptions, period: number | undefined): PollTimes {
  return pollTimes(options, { pollMs: (period ?? DEFAULT_PERIOD) * 1000, lagMs: 180_000, overlapMs: 300_000 });
}

/** New points as they are published, each once. */
export async function* followPoints<M extends string>(query: FollowedQuery<M>, options: FollowOptions): AsyncGenerator<MetricPoint<M>, void, undefined> {
  const { context, signal } = query;
  const { clock, logger, closed } = context;
  const { pollMs, lagMs, overlapMs, from } = followSettings(options, query.period);
  const seen = new SeenPoints();
  const begin = from ?? query.start ?? clock.now() - lagMs - overlapMs;
  let mark = begin;

  async function* poll(within: AbortSignal): AsyncGenerator<MetricPoint<M>, void, undefined> {
    const now = clock.now();
    const window = { start: oldestKept(query, Math.max(begin, mark - overlapMs), now), end: now - lagMs };
    if (window.end <= window.start) return;
    for await (const { points } of query.pages(window, within)) {
      for (const point of points) {
        if (point.timestamp <= window.start) continue;
        const known = seen.note(point);
        if (known === 'fresh') yield point;
        else if (known === 'late') yield { ...point, late: true };
      }
    }
    mark = Math.max(mark, window.end);
    seen.forgetBefore(mark - overlapMs);
  }

  yield* pollWhileOpen(poll, {
    pollMs,
    signal,
    closed,
    mayPass: isRetryable,
    failed: (error) => {
      // The mark stays where it was, so the next poll asks for what this one missed.
      logger.warn('a poll failed; the next one covers its window', { error, since: isoTime(mark) });
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
