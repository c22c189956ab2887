import { assertOpen } from '../errors.ts';
import { assertSignal, linkSignals } from '../internal/abort.ts';
import { limitOf } from '../internal/limit.ts';
import { pollStart } from '../internal/poll-windows.ts';
import { warnOfUnits } from '../internal/polling.ts';
import type { Duration, Instant } from '../internal/time.ts';
import { betweenRange, lastRange } from '../internal/time-range.ts';
import { type FollowOptions, followSettings } from './follow-options.ts';
import { type LatestOptions, maxAgeOf } from './latest-options.ts';
import type { MetricPage } from './metric-page.ts';
import type { MetricPoint } from './metric-point.ts';
import { assertPeriod } from './period.ts';
import type { QueryContext } from './query-context.ts';
import type { QueryOptions } from './query-options.ts';
import { QueryReading } from './query-reading.ts';
import type { SelectSeries } from './series-selection.ts';
import { checkTop, type TopOptions } from './top-options.ts';

/**
 * A query for one or more metric series. It sends nothing until you iterate it. Every refinement returns a new query, and each iteration asks
 * the service again.
 *
 * Within each series, points come in ascending order of time, each once. A period without data is absent, never zero. A failure is thrown
 * after the points that arrived before it.
 *
 * Throws a `VpnMonitorError` (any code) for a failure of the service, a `RangeError` for a range or period that the service cannot answer,
 * and the signal's reason when aborted.
 *
 * @example
 * ```ts
 * import { TunnelMetric, type VpnMonitor } from 'alicloud-vpn-monitor';
 *
 * export async function print(monitor: VpnMonitor): Promise<void> {
 *   const tunnel = monitor.gateway('vpn-bp1q8bgx4xnkm2ogjabcd').connection('vco-bp1bbi27hojx80nckabcd').tunnel('tun-opsqc4d97wni27abcd');
 *   for await (const point of tunnel.metric(TunnelMetric.InboundRate, TunnelMetric.State).last('6h')) {
 *     console.log(new Date(point.timestamp).toISOString(), point.metric, point.value, point.unit);
 *   }
 * }
 * ```
 */
export class MetricQuery<M extends string = string> implements AsyncIterable<MetricPoint<M>> {
  readonly #reading: QueryReading;
  /** The region that the query asks. */
  readonly regionId: string;

  /** @internal */
  constructor(context: QueryContext, select: SelectSeries, options: QueryOptions = {}) {
    this.#reading = new QueryReading(context, select, options);
    this.regionId = context.regionId;
  }

  /**
   * The same query over the time up to the moment it is iterated.
   * @param duration - Milliseconds, or a number with a unit, such as `'6h'`. Default of a query: `'1h'`.
   */
  last(duration: Duration): MetricQuery<M> {
    return this.#with({ range: lastRange(duration) });
  }

  /**
   * The same query over a fixed window, open at its start and closed at its end.
   *
   * @param start - A `Date`, milliseconds since the epoch, or ISO 8601 with a zone.
   * @param end - In the same forms, and later than `start`.
   */
  between(start: Instant, end: Instant): MetricQuery<M> {
    return this.#with({ range: betweenRange(start, end) });
  }

  /**
   * The same query at another resolution.
   *
   * @param seconds - A multiple of 60. Default: 60, or the finest that the metric has. The service keeps points of 60 s for 31 days, and those
   * of 300 s and more for 91 days, so for a range that is further back you must choose the period.
   */
  period(seconds: number): MetricQuery<M> {
    assertPeriod(seconds);
    return this.#with({ period: seconds });
  }

  /** The same query with a signal. When it aborts, every wait rejects at once with `signal.reason`. */
  signal(signal: AbortSignal): MetricQuery<M> {
    assertSignal(signal);
    return this.#with({ signal });
  }

  /** The points of the query page by page, with progress. */
  pages(): AsyncGenerator<MetricPage<M>, void, undefined> {
    return this.#reading.stream(({ rangePages }, run, within) =>
      run.batches(async function* (plans, window, signal) {
        for await (const page of rangePages<M>(run.context, plans, window, signal)) yield [page];
      }, within),
    );
  }

  /** Asks the service and yields the points. `for await` calls it; each call reads the range again. */
  [Symbol.asyncIterator](): AsyncGenerator<MetricPoint<M>, void, undefined> {
    return this.#reading.stream(({ rangePages }, run, within) =>
      run.batches(async function* (plans, window, signal) {
        for await (const { points } of rangePages<M>(run.context, plans, window, signal)) yield points;
      }, within),
    );
  }

  /**
   * All points as an array.
   * @param options - `limit` is the largest acceptable number of points; more reject with a `RangeError`.
   */
  async toArray(options: { readonly limit: number }): Promise<MetricPoint<M>[]> {
    const limit = limitOf(options);
    const points: MetricPoint<M>[] = [];
    for await (const page of this.pages()) {
      if (points.length + page.points.length > limit)
        throw new RangeError(`the query has more than ${limit} points: raise the limit, shorten the range, or iterate instead`);
      for (const point of page.points) points.push(point);
    }
    return points;
  }

  /**
   * The newest point of each series. A series without points is left out.
   *
   * Without a range the service looks back 2 hours (2 days for periods of an hour and more), so a point may be that old: check its timestamp,
   * or give `maxAgeMs`. A range set with `last` or `between` limits it too.
   *
   * @param options - `maxAgeMs`, such as 600_000, leaves out older points by the service's time. Points are published some minutes late.
   */
  async latest(options: LatestOptions = {}): Promise<MetricPoint<M>[]> {
    const maxAgeMs = maxAgeOf(options);
    if (options.signal) {
      using either = linkSignals(this.#reading.options.signal, options.signal);
      return await this.signal(either.signal).latest({ maxAgeMs });
    }
    const [{ latestPoints }, run] = await this.#reading.run();
    const points = await run.once((plans, window, signal) => latestPoints<M>(run.context, plans, window, signal));
    // The answers have said by now what time it is.
    const oldest = run.context.clock.now() - maxAgeMs;
    return points.filter(({ timestamp }) => timestamp >= oldest);
  }

  /**
   * The series with the highest values of each metric, highest first. Default: the top 10.
   *
   * The service ranks them (`DescribeMetricTop`) if it can rank the metric and the query has at most 50 series. Otherwise the newest point of
   * each series is ranked here.
   */
  async top(options: TopOptions = {}): Promise<MetricPoint<M>[]> {
    checkTop(options);
    const [{ topPoints }, run] = await this.#reading.run();
    return await run.once((plans, window, signal) => topPoints<M>(run.context, plans, options, window, signal));
  }

  /**
   * New points as they are published. It runs until you leave the loop, abort the query's signal or close the monitor.
   *
   * Every poll also covers the overlap, so points that are published late still arrive, marked `late`; each arrives once. The next poll covers
   * the window of a failed one. What a retry cannot fix (`auth`, `forbidden`, `quota-exhausted`, `invalid-request`) is thrown. A slow reader polls less often.
   *
   * @example
   * ```ts
   * import { Quantity, type VpnMonitor } from 'alicloud-vpn-monitor';
   *
   * export async function tail(monitor: VpnMonitor, signal: AbortSignal, from?: number): Promise<void> {
   *   const states = monitor.fleet().metric(Quantity.State).signal(signal);
   *   for await (const point of states.follow(from === undefined ? {} : { from })) {
   *     if (point.state !== 'up') console.log(new Date(point.timestamp).toISOString(), point.resource, point.state, point.late ?? false);
   *   }
   * }
   * ```
   */
  follow(options: FollowOptions = {}): AsyncGenerator<MetricPoint<M>, void, undefined> {
    const { context, options: refined } = this.#reading;
    const { clock, closed, logger } = context;
    const times = followSettings(options, refined.period);
    assertOpen(closed);
    warnOfUnits(times, clock.now(), logger);
    const start = pollStart(clock);
    return this.#reading.stream(({ followPoints }, run, signal) => followPoints<M>(run, times, start, signal), closed);
  }

  /**
   * The points of the range by bulk export (`Cursor` and `BatchExport`), each once, in the order of the export. It needs Enterprise
   * CloudMonitor; without it, the error has code `forbidden`.
   */
  export(): AsyncGenerator<MetricPoint<M>, void, undefined> {
    return this.#reading.stream(({ exportPoints }, run, within) =>
      run.batches((plans, window, signal) => exportPoints<M>(run.context, plans, window, signal), within),
    );
  }

  #with(options: QueryOptions): MetricQuery<M> {
    const { context, select, options: before } = this.#reading;
    return queryOf<M>(context, select, { ...before, ...options });
  }
}

// Outside its class: within, bundlers rename what names itself, and stacks show `_MetricQuery`.
function queryOf<M extends string>(...parts: ConstructorParameters<typeof MetricQuery>): MetricQuery<M> {
  return new MetricQuery<M>(...parts);
}
