import { idOf, type MetricDescription } from '../../metadata/index.ts';
import type { FilterLevel } from '../filter-level.ts';
import type { QueryContext } from '../query-context.ts';
import { batchPages } from '../run/batch-pages.ts';
import { latestPoints } from '../run/latest-points.ts';
import { type Batch, type MetricPlan, planMetrics } from '../run/plan.ts';
import { warnOfOtherStatistic } from '../run/statistic-choice.ts';
import type { SelectedSeries, SeriesSelection } from '../series-selection.ts';
import { PolledRows, type PolledSeries, type RowOrder, type RowReading, type TakeValue } from './polled-series.ts';

/** Series that share a request which failed. */
export interface FailedBatch<Tag> {
  readonly series: readonly PolledSeries<Tag>[];
  readonly error: unknown;
  /** Whether asking for some of them alone asks something else. */
  readonly isDivisible: boolean;
  /** Of what is older all was read, where a range was. */
  readonly readUntil?: number;
}

/** What a read came to: the series of no failed batch were read. */
export interface PollResult<Tag> {
  /** Series that had a value, or datapoints of a range. */
  readonly count: number;
  readonly failed: readonly FailedBatch<Tag>[];
}

interface BatchesRead<Tag> extends PollResult<Tag> {
  /** The filter of the newest answer. */
  readonly level: FilterLevel | undefined;
  /** Whether a row was one of the series that were asked for. */
  readonly isRecognised: boolean;
}

interface Prepared {
  readonly description: MetricDescription;
  readonly level: FilterLevel;
  readonly accountSeries: number | undefined;
  readonly plan: MetricPlan;
}

// Asking in other ways costs calls of its own.
const ASK_OTHERWISE_EVERY_MS = 600_000;
const NONE: readonly never[] = [];

/**
 * The newest value of each series of one metric, asked for again and again. What does not change from
 * one answer to the next, the plan and the order of the rows, is kept, and no points are made: for
 * pollers of thousands of series. `MetricQuery.latest()` is for all others.
 */
export class SeriesPoller<Tag> {
  readonly #context: QueryContext;
  readonly #series: readonly PolledSeries<Tag>[];
  readonly #selected: SelectedSeries;
  /** The number of the last read: none that another reader has made of the same series. */
  #reads: number;
  /** As the rows of each batch came last time. */
  readonly #orders: RowOrder<Tag>[] = [];
  #prepared: Prepared | undefined;
  /** Whether rows came that did not come like this before: the series of the account are counted anew then. */
  #isReordered = true;
  #askedOtherwise = -Infinity;
  /** What brought nothing where asking otherwise did. */
  #unreadable: Prepared | undefined;

  /** @param series - All of one metric. */
  constructor(context: QueryContext, series: readonly PolledSeries<Tag>[], regionSeries: SelectedSeries['regionSeries']) {
    this.#context = context;
    this.#series = series;
    this.#reads = series.reduce((newest, { read }) => Math.max(newest, read), 0);
    this.#selected = { selections: series, ...(regionSeries && { regionSeries }) };
  }

  /** Each batch is read by itself: one that fails takes nothing from the others. Rejects where none could be asked, or when it is aborted. */
  async read(take: TakeValue<Tag>, signal: AbortSignal): Promise<PollResult<Tag>> {
    const prepared = await this.#prepare(signal);
    if (!prepared) return { count: 0, failed: NONE };
    const now = this.#context.clock.now();
    const isAskedLately = this.#askedOtherwise <= now && now - this.#askedOtherwise < ASK_OTHERWISE_EVERY_MS;
    if (isAskedLately && this.#unreadable === prepared) return { count: await this.#askOtherwise(prepared, take, signal), failed: NONE };
    const { count, failed, level, isRecognised } = await this.#readBatches(prepared, take, signal);
    if (failed.length === 0 && count > 0) this.#learn(prepared, level);
    if (failed.length > 0 || isRecognised || isAskedLately) return { count, failed };
    const others = await this.#askOtherwise(prepared, take, signal);
    this.#askedOtherwise = now;
    return { count: others, failed };
  }

  async #readBatches(prepared: Prepared, take: TakeValue<Tag>, signal: AbortSignal): Promise<BatchesRead<Tag>> {
    const { plan, description } = prepared;
    // Made where the order of the rows tells nothing, and for this read alone: of thousands of series it takes more than they do.
    let byId: ReadonlyMap<string, PolledSeries<Tag>> | undefined;
    const onOtherStatistic = ({ statistic }: PolledSeries<Tag>): void => {
      warnOfOtherStatistic(this.#context, description, statistic);
    };
    const reading: RowReading<Tag> = {
      number: ++this.#reads,
      description,
      byId: (id) => (byId ??= this.#seriesById()).get(id),
      take,
      onOtherStatistic,
    };
    const failed: FailedBatch<Tag>[] = [];
    let count = 0;
    let level: FilterLevel | undefined;
    let isRecognised = false;
    const readBatch = async (batch: Batch, index: number): Promise<void> => {
      const rows = new PolledRows(reading, this.#orders[index] ?? NONE);
      try {
        for await (const page of batchPages(this.#context, { action: 'DescribeMetricLast', batch, window: undefined }, signal)) {
          level = page.level;
          rows.takePage(page.rows);
        }
        const { order } = rows;
        this.#isReordered ||= order !== this.#orders[index];
        this.#orders[index] = order;
      } catch (error) {
        failed.push(failedBatch(this.#context, this.#series, batch, error));
      }
      count += rows.taken;
      isRecognised ||= rows.isRecognised;
    };
    await Promise.all(plan.batches.map(readBatch));
    signal.throwIfAborted();
    return { count, failed, level, isRecognised };
  }

  /** Remembers how the service was asked with success. */
  #learn({ description }: Prepared, level: FilterLevel | undefined): void {
    const { memory } = this.#context;
    if (level === undefined) return;
    if (level === 'account' && this.#isReordered) {
      memory.counted(description, new Set(this.#orders.flatMap((order) => order.map(({ id }) => id))).size);
      this.#isReordered = false;
    }
    memory.worked(description, level);
  }

  #seriesById(): ReadonlyMap<string, PolledSeries<Tag>> {
    return new Map(this.#series.map((series) => [series.id, series]));
  }

  async #prepare(signal: AbortSignal): Promise<Prepared | undefined> {
    const { metadata, memory } = this.#context;
    const [first] = this.#series;
    if (!first) return undefined;
    const describe = await metadata.describe(signal);
    const description = describe(first.spec);
    const level = memory.level(description);
    const accountSeries = memory.accountSeries(description);
    const before = this.#prepared;
    if (before?.description === description && before.level === level && before.accountSeries === accountSeries) return before;
    // Which statistic is listed may be another now.
    if (before && before.description !== description) for (const series of this.#series) series.statistic = undefined;
    const [plan] = planMetrics({ selected: this.#selected, describe, memory, period: undefined, window: undefined });
    this.#prepared = plan && { description, level, accountSeries, plan };
    this.#orders.length = 0;
    return this.#prepared;
  }

  /** Nothing was recognised: other filters are tried, and rows that do not name their resource understood. */
  async #askOtherwise(prepared: Prepared, take: TakeValue<Tag>, signal: AbortSignal): Promise<number> {
    const byId = this.#seriesById();
    let count = 0;
    for (const { resource, timestamp, value } of await latestPoints(this.#context, [prepared.plan], undefined, signal)) {
      const id = idOf(resource, prepared.description.spec.resource);
      const series = id === undefined ? undefined : byId.get(id);
      if (!series) continue;
      take(series.tag, timestamp, value);
      count++;
    }
    // Where it brings something it goes on being asked, until it is time to see whether that is still needed.
    this.#unreadable = count > 0 ? prepared : undefined;
    return count;
  }
}

/** The series of a batch that failed. */
export function failedBatch<Tag>(
  { memory }: QueryContext,
  series: readonly PolledSeries<Tag>[],
  { description, selections }: Batch,
  error: unknown,
): FailedBatch<Tag> {
  const asked = new Set<SeriesSelection>(selections);
  const level = memory.level(description);
  // Wider filters ask the same for each of the series that share them.
  return { series: series.filter((one) => asked.has(one)), error, isDivisible: level === 'full' || level === 'identity' };
}
