import { readByServiceTime } from '../../internal/by-service-time.ts';
import { type PollStart, type PollWindow, PollWindows } from '../../internal/poll-windows.ts';
import type { PollTimes } from '../../internal/polling.ts';
import { isoTime } from '../../internal/time.ts';
import type { RangeRequest, Window } from '../../internal/time-range.ts';
import type { MetricPage } from '../metric-page.ts';
import type { MetricPoint } from '../metric-point.ts';
import { DEFAULT_PERIOD, retentionMs } from '../period.ts';
import type { QueryContext } from '../query-context.ts';
import type { IsWanted } from './query-run.ts';
import { SeenPoints } from './seen-points.ts';
import { type Reached, selectionKey, SeriesProgress } from './series-progress.ts';

/** What to read for a stream. */
export interface FollowedWindow extends Window {
  /** Few rows are to be expected of it. */
  readonly isSparse: boolean;
  /** Which series; `undefined` for all. */
  readonly isWanted?: IsWanted;
  /** Nothing is asked for where that would bring all series of the account. */
  readonly isNarrow?: boolean;
}

/** What a stream asks of its query. */
export interface FollowedQuery<M extends string> {
  readonly context: QueryContext;
  readonly period: number | undefined;
  /** The range that was set. */
  readonly range: RangeRequest | undefined;
  pages(window: FollowedWindow, signal: AbortSignal): AsyncIterable<MetricPage<M>>;
}

interface Poll {
  readonly window: PollWindow;
  readonly now: number;
  readonly signal: AbortSignal;
}

/**
 * The polls of a stream. Each asks for one window of all series, and for those that have stopped from
 * where they did: as long as they are silent in one request for each metric, and for all that is
 * missing before the first point with which they come back.
 */
export class FollowedPoints<M extends string> {
  readonly #query: FollowedQuery<M>;
  readonly #windows: PollWindows;
  readonly #catchUpMs: number;
  readonly #seen = new SeenPoints();
  readonly #progress = new SeriesProgress();

  constructor(query: FollowedQuery<M>, times: PollTimes, start: PollStart) {
    this.#query = query;
    this.#windows = new PollWindows(query.context.clock, { ...times, range: query.range }, start);
    this.#catchUpMs = times.catchUpMs;
  }

  /** Up to where what there is was read. */
  get mark(): number {
    return this.#windows.mark;
  }

  /** What is new, a page's points at a time. */
  async *poll(signal: AbortSignal): AsyncGenerator<readonly MetricPoint<M>[], void, undefined> {
    let poll: Poll | undefined;
    const open = async function* (this: FollowedPoints<M>, now: () => number): AsyncGenerator<MetricPage<M>, void, undefined> {
      const at = now();
      const window = this.#windows.next(at);
      poll = window && { window: this.#retained(window, at), now: at, signal };
      if (!poll) return;
      const { start, end, isExtended } = poll.window;
      const isWanted: IsWanted = (selection) => {
        this.#progress.expect(selection, start);
        return true;
      };
      yield* this.#query.pages({ start, end, isSparse: isExtended, isWanted }, signal);
    };
    let newest: number | undefined;
    for await (const { points } of readByServiceTime(this.#query.context.clock, open.bind(this))) {
      this.#windows.answered();
      if (!poll) continue;
      const { start } = poll.window;
      const inWindow = points.filter(({ timestamp }) => timestamp > start);
      yield* this.#missedBefore(inWindow, poll);
      for (const { timestamp } of inWindow) newest = Math.max(newest ?? timestamp, timestamp);
      yield this.#fresh(inWindow);
    }
    if (!poll) return;
    this.#windows.reached(poll.window.end, newest);
    this.#seen.forgetBefore(this.#windows.overlapStart);
    yield* this.#ofStopped(poll);
  }

  /** Series that come back after the overlap are asked for what they have brought since they stopped. */
  async *#missedBefore(points: readonly MetricPoint<M>[], poll: Poll): AsyncGenerator<readonly MetricPoint<M>[], void, undefined> {
    const { window, now } = poll;
    const returned = this.#progress.behind(points, window.start);
    const oldest = this.#oldestAsked(now);
    for (const { newest, metric, resource } of returned) {
      if (newest === undefined || newest >= oldest) continue;
      this.#query.context.logger.warn(
        'a series has come back after a longer silence than catchUpMs: what it had meanwhile is not asked for',
        { metric, resource, since: isoTime(newest), until: isoTime(oldest) },
      );
    }
    yield* this.#catchUp(returned, poll, false);
  }

  /** Series that have stopped may go on before the window. */
  async *#ofStopped(poll: Poll): AsyncGenerator<readonly MetricPoint<M>[], void, undefined> {
    yield* this.#catchUp(this.#progress.stopped(this.#oldestAsked(poll.now), poll.window.start), poll, true);
  }

  async *#catchUp(
    series: readonly Reached[],
    { window, now, signal }: Poll,
    isNarrow: boolean,
  ): AsyncGenerator<readonly MetricPoint<M>[], void, undefined> {
    if (series.length === 0) return;
    const from = new Map(series.map(({ key, newest = this.#windows.begin }) => [key, newest]));
    const start = Math.max(Math.min(...from.values()), this.#oldestAsked(now));
    if (start >= window.start) return;
    const isWanted: IsWanted = (selection) => from.has(selectionKey(selection));
    for await (const { points } of this.#query.pages({ start, end: window.start, isSparse: true, isWanted, isNarrow }, signal)) {
      yield this.#fresh(points.filter((point) => point.timestamp > (from.get(this.#progress.of(point).key) ?? Infinity)));
    }
  }

  #fresh(points: readonly MetricPoint<M>[]): readonly MetricPoint<M>[] {
    const fresh: MetricPoint<M>[] = [];
    for (const point of points) {
      const known = this.#seen.note(point);
      if (known === 'repeated') continue;
      this.#progress.note(point);
      fresh.push(known === 'late' ? { ...point, late: true } : point);
    }
    return fresh;
  }

  #oldestAsked(now: number): number {
    return now - Math.min(this.#catchUpMs, retentionMs(this.#query.period ?? DEFAULT_PERIOD));
  }

  /** Where a window can begin: not before what the service still keeps. */
  #retained(window: PollWindow, now: number): PollWindow {
    const oldest = now - retentionMs(this.#query.period ?? DEFAULT_PERIOD);
    if (window.start >= oldest) return window;
    this.#query.context.logger.warn('points since the last poll that worked are older than the service keeps them', {
      since: isoTime(window.start),
      kept: isoTime(oldest),
    });
    return { ...window, start: oldest };
  }
}
