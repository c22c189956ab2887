import { type QueryContext, readSeriesRange } from '../../metrics/polling/index.ts';
import type { UnreadSeries } from '../persist/index.ts';
import { type StampVotes, UNCERTAINTY_MS } from '../timeline/index.ts';
import { GapSweeper } from './gap-sweeper.ts';
import { GroupReader, KEPT_MS, type ReadableMetric } from './group-reader.ts';
import { markOf, type Resumed, unreadGroups, unreadOf } from './metric-progress.ts';
import { errorsOf } from './read-errors.ts';
import type { FailedSeries } from './series-group.ts';
import { SeriesGroups } from './series-groups.ts';
import {
  isSameSeries,
  type MetricRound,
  type MetricsRead,
  periodMsOf,
  regionSeriesOf,
  type StateSeries,
  stateSeriesOf,
  type TakeObservations,
  takePoints,
  type Watched,
} from './state-series.ts';

interface Metric extends ReadableMetric {
  series: readonly StateSeries[];
}

/**
 * Reads the state metrics of all connections together, each point at least once, for the fewest calls:
 * the newest point of every series each round, the periods in between where rounds were missed, and now
 * and then, of the series that lack one alone, the periods that were published late.
 */
export class MetricSource {
  readonly #context: QueryContext;
  readonly #overlapMs: number;
  readonly #votes: () => StampVotes;
  readonly #sweeper: GapSweeper;
  readonly #reader: GroupReader;
  readonly #metrics = new Map<string, Metric>();
  #resumed: Resumed = { from: undefined, unread: [] };
  #watched: Watched | undefined;

  /** @param votes - What was learned of the timestamps of datapoints. */
  constructor(context: QueryContext, overlapMs: number, votes: () => StampVotes) {
    this.#context = context;
    this.#overlapMs = overlapMs;
    this.#votes = votes;
    this.#sweeper = new GapSweeper(overlapMs);
    this.#reader = new GroupReader(context, overlapMs);
  }

  /** Goes on from where another run has read. */
  resume(mark: number | undefined, unread: readonly UnreadSeries[] = []): void {
    this.#resumed = { from: mark, unread };
    this.#sweeper.resume(mark);
  }

  /** Up to when all metrics were read; absent before they were. Series that cannot be read while others can are left out. */
  get mark(): number | undefined {
    return markOf([...this.#metrics.values()], this.#sweeper, this.#resumed);
  }

  /** The series that the mark leaves out. */
  unread(now: number): readonly UnreadSeries[] {
    return this.#watched ? unreadOf([...this.#metrics.values()], this.#sweeper, this.#resumed, now) : this.#resumed.unread;
  }

  /** The round began at another time than was thought: nothing was read of what came after it. */
  forgetFuture(latest: number): void {
    for (const { groups } of this.#metrics.values()) groups.forgetFuture(latest);
    this.#sweeper.forgetFuture(latest);
  }

  /** Never rejects but for an abort: what cannot be read does not hold up the rest. */
  async read(watched: Watched, now: number, take: TakeObservations, signal: AbortSignal): Promise<MetricsRead> {
    this.#replace(watched);
    let ahead = 0;
    let latest = -Infinity;
    // They would outrank all that follows.
    const isPast = (at: number): boolean => {
      // The time goes on while pages come, and an answer of this very round may have set the clock right: asked again where it matters.
      if (at > latest) latest = this.#context.clock.now() + UNCERTAINTY_MS;
      if (at > latest) ahead++;
      return at <= latest;
    };
    const round: MetricRound = { watched, now, take, isPast, votes: this.#votes(), signal };
    const metrics = [...this.#metrics.values()];
    for (const { spec, series, groups } of metrics) this.#sweeper.notice({ spec, readAt: groups.lastReadAt }, series, now);
    const reads = await Promise.all(metrics.map((metric) => this.#readMetric(metric, round)));
    const sweeps = await Promise.all(metrics.map((metric) => this.#sweep(metric, round)));
    if (ahead > 0) this.#context.logger.warn('datapoints of the future were left out', { count: ahead });
    return {
      points: [...reads, ...sweeps].reduce((total, { points }) => total + points, 0),
      failures: [...reads, ...sweeps].flatMap(({ failures }) => failures),
    };
  }

  #replace(watched: Watched): void {
    if (this.#watched === watched) return;
    this.#watched = watched;
    this.#reader.forgetPollers();
    const wanted = stateSeriesOf(watched);
    for (const [name, { spec }] of this.#metrics) if (!wanted.has(spec)) this.#metrics.delete(name);
    for (const [spec, series] of wanted) {
      const metric = this.#metrics.get(spec.name);
      if (!metric) {
        this.#metrics.set(spec.name, {
          spec,
          series,
          groups: new SeriesGroups(series, undefined, unreadGroups(series, this.#resumed, this.#overlapMs)),
          trials: 0,
        });
        continue;
      }
      metric.groups.replace(series, isSameSeries, ({ tag }) => tag);
      metric.series = metric.groups.all.flatMap((group) => group.series);
    }
    // What joins later was watched by no other run.
    this.#resumed = { ...this.#resumed, unread: [] };
  }

  async #readMetric(metric: Metric, round: MetricRound): Promise<MetricsRead> {
    const reads = await Promise.all(metric.groups.due().map((group) => this.#reader.read(metric, group, this.#resumed.from, round)));
    const isAnswered = metric.groups.settle(reads, round.now);
    return {
      points: reads.reduce((total, { count }) => total + count, 0),
      failures: errorsOf(
        metric.spec,
        reads.flatMap(({ failed }) => failed),
        isAnswered,
      ),
    };
  }

  /** Asks again for periods that are missing, of the series that lack them. */
  async #sweep({ spec, series, groups }: Metric, round: MetricRound): Promise<MetricsRead> {
    const { now, watched, signal } = round;
    const isAnswered = groups.lastReadAt === now;
    const failures: FailedSeries<StateSeries>[] = [];
    let points = 0;
    await this.#sweeper.sweep(spec, isAnswered, async (gaps) => {
      const wanted = series.filter(({ tag }) => gaps.series.has(tag));
      try {
        const periodMs = await periodMsOf(this.#context, spec, signal);
        const range = {
          series: wanted,
          regionSeries: regionSeriesOf(watched),
          start: Math.max(gaps.first - periodMs, now - KEPT_MS),
          end: gaps.last,
        };
        const { count, failed } = await readSeriesRange(this.#context, range, takePoints(round, periodMs), signal);
        points += count;
        failures.push(...failed);
        return failed;
      } catch (error) {
        signal.throwIfAborted();
        failures.push({ series: wanted, error, isDivisible: false });
        return failures.slice(-1);
      }
    });
    return { points, failures: errorsOf(spec, failures, isAnswered) };
  }
}
