import type { MetricSpec } from '../../catalog/index.ts';
import { type PollResult, type QueryContext, readSeriesRange, SeriesPoller, stateOf } from '../../metrics/polling/index.ts';
import { encodePoint, type Observation } from '../timeline/index.ts';
import type { WatchedAspect } from '../watched-aspect.ts';
import { type DetailedObservation, pointPlacement } from './observe.ts';
import type { GroupOutcome, SeriesGroup } from './series-group.ts';
import type { SeriesGroups } from './series-groups.ts';
import { heardUntil, type MetricRound, periodMsOf, regionSeriesOf, type StateSeries, takePoints } from './state-series.ts';

/** A metric whose series are read in groups. */
export interface ReadableMetric {
  readonly spec: MetricSpec;
  readonly groups: SeriesGroups<StateSeries>;
  /** How often the newest points were asked for beside a range. */
  trials: number;
}

type Group = SeriesGroup<StateSeries>;

// Points of the finest period are kept for 31 days; a day less leaves time to ask.
export const KEPT_MS = 30 * 86_400_000;
const MOST_TRIALS = 5;

/** Reads what one group of series lacks: the newest points, or the periods since it was last read. */
export class GroupReader {
  readonly #context: QueryContext;
  readonly #overlapMs: number;
  /** For as long as the same series are asked for together. */
  #pollers = new WeakMap<Group['series'], SeriesPoller<WatchedAspect>>();

  constructor(context: QueryContext, overlapMs: number) {
    this.#context = context;
    this.#overlapMs = overlapMs;
  }

  /** Other series are watched now. */
  forgetPollers(): void {
    this.#pollers = new WeakMap();
  }

  /** Rejects for an abort alone. @param resumedFrom - Up to when another run has read. */
  async read(
    metric: ReadableMetric,
    group: Group,
    resumedFrom: number | undefined,
    round: MetricRound,
  ): Promise<GroupOutcome<StateSeries> & PollResult<WatchedAspect>> {
    try {
      const periodMs = await periodMsOf(this.#context, metric.spec, round.signal);
      const readAt = group.readAt ?? resumedFrom;
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
      if (held.continueWith(encodePoint(timestamp + laterMs - periodMs, claim, isEdgeUnknown), periodMs)) return;
      const observation: Observation = { tunnel, aspect, source: 'metric', at: timestamp + laterMs, periodMs, isEdgeUnknown, claim };
      if (held.holdUnlessNews(observation)) news.push({ ...observation, metric: name, value, timestamp });
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
    metric: ReadableMetric,
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

  #isUnread(metric: ReadableMetric, { series }: Group, after: number): boolean {
    if (
      metric.trials >= MOST_TRIALS ||
      !series.some(({ statistic, tag }) => statistic === undefined && (tag.seen.newest ?? after) <= after)
    )
      return false;
    metric.trials++;
    return true;
  }
}
