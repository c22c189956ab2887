import { finiteNumber, isRecord } from '../internal/records.ts';
import { idOf, kindOfId, primaryOf, type MetricDescription } from '../metadata/index.ts';
import { batchPages } from './batch-pages.ts';
import type { FilterLevel } from './filter-level.ts';
import { MetricQuery } from './metric-query.ts';
import { planMetrics, type MetricPlan } from './plan.ts';
import type { QueryContext } from './query-context.ts';
import type { SelectedSeries, SeriesSelection } from './series-selection.ts';

/** A series and what its reader knows it by. */
export interface TaggedSeries<Tag> extends SeriesSelection {
  readonly tag: Tag;
}

/** Takes a value of a series; where an answer has several, each that is newer than those before it. */
export type TakeValue<Tag> = (tag: Tag, timestamp: number, value: number) => void;

interface Slot<Tag> {
  readonly id: string;
  /** Absent for a series that was not asked for. */
  readonly tag: Tag | undefined;
  /** The read that met it last, and the newest value that brought. */
  read: number;
  newest: number;
}

interface Prepared {
  readonly description: MetricDescription;
  readonly level: FilterLevel;
  readonly accountSeries: number | undefined;
  readonly plan: MetricPlan;
}

const STATISTICS = ['Average', 'Value', 'Minimum', 'Maximum', 'Sum'];
// Asking in other ways costs calls of its own.
const ASK_OTHERWISE_EVERY_MS = 600_000;

/**
 * The newest value of each series of one metric, asked for again and again. What does not change from
 * one answer to the next, the plan and the order of the rows, is kept, and no points are made: for
 * pollers of thousands of series. `MetricQuery.latest()` is for all others.
 */
export class LatestValues<Tag> {
  readonly #context: QueryContext;
  readonly #series: readonly TaggedSeries<Tag>[];
  readonly #selected: SelectedSeries;
  readonly #slots = new Map<string, Slot<Tag>>();
  /** As the rows of each batch came last time: a guess at how they come now. */
  readonly #orders: (readonly Slot<Tag>[])[] = [];
  #reads = 0;
  #prepared: Prepared | undefined;
  #askedOtherwise = -Infinity;
  /** What brought nothing where asking otherwise did. */
  #unreadable: Prepared | undefined;

  /** @param series - All of one metric. */
  constructor(context: QueryContext, series: readonly TaggedSeries<Tag>[], regionSeries: SelectedSeries['regionSeries']) {
    this.#context = context;
    this.#series = series;
    this.#selected = { selections: series, ...(regionSeries && { regionSeries }) };
    for (const one of series) {
      const id = idOf(one.resource, one.spec.resource);
      if (id !== undefined) this.#slots.set(id, { id, tag: one.tag, read: 0, newest: 0 });
    }
  }

  /** Gives how many series had a value. Rejects with the first failure, after what could be read was taken. */
  async read(take: TakeValue<Tag>, signal: AbortSignal): Promise<number> {
    const prepared = await this.#prepare(signal);
    if (!prepared) return 0;
    const { description, plan } = prepared;
    const now = this.#context.clock.now();
    const isAskedLately = now - this.#askedOtherwise < ASK_OTHERWISE_EVERY_MS;
    if (isAskedLately && this.#unreadable === prepared) return await this.#askOtherwise(prepared, take, signal);
    const { memory } = this.#context;
    let taken = 0;
    let level: FilterLevel | undefined;
    this.#reads++;
    const readings = plan.batches.map(async (batch, index) => {
      const order: Slot<Tag>[] = [];
      for await (const page of batchPages(this.#context, { action: 'DescribeMetricLast', batch, window: undefined }, signal)) {
        level = page.level;
        taken += this.#takeRows(page.rows, description, { order, lastTime: this.#orders[index] ?? [] }, take);
      }
      this.#orders[index] = order;
    });
    for (const ended of await Promise.allSettled(readings)) if (ended.status === 'rejected') throw ended.reason;
    if (taken > 0 && level === 'account') memory.counted(description, new Set(this.#orders.flatMap((order) => order.map(({ id }) => id))).size);
    if (taken > 0 && level !== undefined) {
      memory.worked(description, level);
      return taken;
    }
    if (isAskedLately) return 0;
    taken = await this.#askOtherwise(prepared, take, signal);
    this.#askedOtherwise = now;
    return taken;
  }

  #takeRows(rows: readonly unknown[], { spec, primaryStatistic }: MetricDescription, { order, lastTime }: { readonly order: Slot<Tag>[]; readonly lastTime: readonly Slot<Tag>[] }, take: TakeValue<Tag>): number {
    let idKey: string | undefined;
    let statistic = primaryStatistic;
    let taken = 0;
    for (const row of rows) {
      if (!isRecord(row)) continue;
      if (idKey === undefined || typeof row[idKey] !== 'string') {
        const key = Object.keys(row).find((name) => kindOfId(String(row[name])) === spec.resource);
        if (key === undefined) continue;
        idKey = key;
      }
      const id = row[idKey] as string;
      let slot = lastTime[order.length];
      if (slot?.id !== id) slot = this.#slots.get(id) ?? { id, tag: undefined, read: 0, newest: 0 };
      order.push(slot);
      if (slot.tag === undefined) continue;
      statistic ??= primaryOf(STATISTICS.filter((name) => name in row));
      const timestamp = finiteNumber(row['timestamp']);
      const value = statistic === undefined ? undefined : finiteNumber(row[statistic]);
      if (timestamp === undefined || value === undefined) continue;
      const isFirst = slot.read !== this.#reads;
      if (!isFirst && timestamp <= slot.newest) continue;
      slot.read = this.#reads;
      slot.newest = timestamp;
      take(slot.tag, timestamp, value);
      if (isFirst) taken++;
    }
    return taken;
  }

  async #prepare(signal: AbortSignal): Promise<Prepared | undefined> {
    const { metadata, memory } = this.#context;
    const [first] = this.#series;
    if (!first) return undefined;
    const describe = await metadata.describe(signal);
    const description = describe(first.spec);
    const level = memory.level(description);
    const accountSeries = memory.accountSeries(description);
    if (this.#prepared?.description !== description || this.#prepared.level !== level || this.#prepared.accountSeries !== accountSeries) {
      const [plan] = planMetrics({ selected: this.#selected, describe, memory, period: undefined, window: undefined });
      if (!plan) return undefined;
      this.#prepared = { description, level, accountSeries, plan };
      this.#orders.length = 0;
    }
    return this.#prepared;
  }

  /** Nothing was recognised: the query knows other filters to try, and rows that do not name their resource. */
  async #askOtherwise(prepared: Prepared, take: TakeValue<Tag>, signal: AbortSignal): Promise<number> {
    let taken = 0;
    for (const { resource, timestamp, value } of await new MetricQuery(this.#context, () => Promise.resolve(this.#selected)).signal(signal).latest()) {
      const id = idOf(resource, prepared.description.spec.resource);
      const tag = id === undefined ? undefined : this.#slots.get(id)?.tag;
      if (tag === undefined) continue;
      take(tag, timestamp, value);
      taken++;
    }
    // Where it brings something it goes on being asked, until it is time to see whether that is still needed.
    this.#unreadable = taken > 0 ? prepared : undefined;
    return taken;
  }
}
