import type { MetricSpec } from '../../catalog/index.ts';
import { type PollResult, type QueryContext, readSeriesRange, SeriesPoller, stateOf } from '../../metrics/polling/index.ts';
import type { UnreadSeries } from '../persist/index.ts';
import { type Observation, type StampVotes, UNCERTAINTY_MS } from '../timeline/index.ts';
import type { WatchedAspect } from '../watched-aspect.ts';
import { GapSweeper } from './gap-sweeper.ts';
import { markOf, type Resumed, unreadGroups, unreadOf } from './metric-progress.ts';
import { type DetailedObservation, pointPlacement } from './observe.ts';
import { errorsOf } from './read-errors.ts';
import type { FailedSeries, GroupOutcome, SeriesGroup } from './series-group.ts';
import { SeriesGroups } from './series-groups.ts';
import {
  heardUntil,
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

interface Metric {
  readonly spec: MetricSpec;
  readonly groups: SeriesGroups<StateSeries>;
  series: readonly StateSeries[];
  /** How often the newest points were asked for beside a range. */
  trials: number;
}

type Group = SeriesGroup<StateSeries>;

// Points of the finest period are kept for 31 days; a day less leaves time to ask.
const KEPT_MS = 30 * 86_400_000;
const MOST_TRIALS = 5;

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
  readonly #metrics = new Map<string, Metric>();
  /** For as long as the same series are asked for together. */
  #pollers = new WeakMap<Group['series'], SeriesPoller<WatchedAspect>>();
  #resumed: Resumed = { from: undefined, unread: [] };
  #watched: Watched | undefined;

  /** @param votes - What was learned of the timestamps of datapoints. */
  constructor(context: QueryContext, overlapMs: number, votes: () => StampVotes) {
    this.#context = context;
    this.#overlapMs = overlapMs;
    this.#votes = votes;
    this.#sweeper = new GapSweeper(overlapMs);
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
    this.#pollers = new WeakMap();
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
    const reads = await Promise.all(metric.groups.due().map((group) => this.#readGroup(metric, group, round)));
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

  async #readGroup(metric: Metric, group: Group, round: MetricRound): Promise<GroupOutcome<StateSeries> & PollResult<WatchedAspect>> {
    try {
      const periodMs = await periodMsOf(this.#context, metric.spec, round.signal);
      const readAt = group.readAt ?? this.#resumed.from;
      const isRecent = readAt === undefined || (group.brokenFrom === undefined && round.now - readAt < 2 * periodMs);
      return {
        group,
        ...(isRecent
          ? await this.#readNewest(metric.spec, group, periodMs, round)
          : await this.#readMissed(metric, group, readAt, periodMs, round)),
      };
    } catch (error) {
      round.signal.throwIfAborted();
      return { group, count: 0, failed: [{ series: group.series, error, isDivisible: false }] };
    }
  }

  async #readNewest(
    { name }: MetricSpec,
    { series }: Group,
    periodMs: number,
    { watched, take, isPast, votes, signal }: MetricRound,
  ): Promise<PollResult<WatchedAspect>> {
    let poller = this.#pollers.get(series);
    if (!poller) this.#pollers.set(series, (poller = new SeriesPoller(this.#context, series, regionSeriesOf(watched))));
    const news: DetailedObservation[] = [];
    const { isEdgeUnknown, laterMs } = pointPlacement(periodMs, votes);
    const takeValue = ({ tunnel, aspect, held, seen }: WatchedAspect, timestamp: number, value: number): void => {
      const claim = isPast(timestamp - periodMs) ? stateOf(value) : undefined;
      if (claim === undefined) return;
      seen.note(timestamp, periodMs);
      const observation: Observation = { tunnel, aspect, source: 'metric', at: timestamp + laterMs, periodMs, isEdgeUnknown, claim };
      if (held.isNews(observation)) news.push({ ...observation, metric: name, value, timestamp });
    };
    try {
      return await poller.read(takeValue, signal);
    } finally {
      // What came before it was aborted is noted as seen, and may not come again.
      take(news, series);
    }
  }

  /** Reads the periods since a group was last read. */
  async #readMissed(
    metric: Metric,
    group: Group,
    readAt: number,
    periodMs: number,
    round: MetricRound,
  ): Promise<PollResult<WatchedAspect>> {
    const { now, watched, signal } = round;
    const { series, brokenFrom = Infinity } = group;
    // A run that goes on from another reads the whole overlap once.
    const heard = group.readAt === undefined ? readAt - this.#overlapMs : heardUntil(series, readAt - this.#overlapMs);
    const start = Math.max(Math.min(heard, brokenFrom), now - KEPT_MS);
    try {
      const { count, failed } = await readSeriesRange(
        this.#context,
        { series, regionSeries: regionSeriesOf(watched), start, end: now },
        takePoints(round, periodMs),
        signal,
      );
      // Of a metric that is always read so, nothing else shows by which statistic a series is to be read.
      if (failed.length === 0 && group.readAt !== undefined && this.#isUnread(metric, group, start))
        return await this.#readNewest(metric.spec, group, periodMs, round);
      // Of the minutes around the last page some series may be on the next.
      return { count, failed: failed.map((one) => ({ ...one, readUntil: Math.max(start, (one.readUntil ?? start) - this.#overlapMs) })) };
    } finally {
      // Pages that came are noted as seen, and evaluated by nobody.
      if (signal.aborted) metric.groups.breakOff(group, start);
    }
  }

  #isUnread(metric: Metric, { series }: Group, after: number): boolean {
    if (
      metric.trials >= MOST_TRIALS ||
      !series.some(({ statistic, tag }) => statistic === undefined && (tag.seen.newest ?? after) <= after)
    )
      return false;
    metric.trials++;
    return true;
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
