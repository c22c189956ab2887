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

/** Takes the newest value of a series. */
export type TakeValue<Tag> = (tag: Tag, timestamp: number, value: number) => void;

interface Slot<Tag> {
  readonly id: string;
  /** Absent for a series that was not asked for. */
  readonly tag: Tag | undefined;
}

interface Prepared {
  readonly description: MetricDescription;
  readonly level: FilterLevel;
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
  /** As the rows came last time. */
  #order: Slot<Tag>[] = [];
  #prepared: Prepared | undefined;
  #askedOtherwise = -Infinity;

  /** @param series - All of one metric. */
  constructor(context: QueryContext, series: readonly TaggedSeries<Tag>[], regionSeries: SelectedSeries['regionSeries']) {
    this.#context = context;
    this.#series = series;
    this.#selected = { selections: series, ...(regionSeries && { regionSeries }) };
    for (const one of series) {
      const id = idOf(one.resource, one.spec.resource);
      if (id !== undefined) this.#slots.set(id, { id, tag: one.tag });
    }
  }

  async read(take: TakeValue<Tag>, signal: AbortSignal): Promise<number> {
    const prepared = await this.#prepare(signal);
    if (!prepared) return 0;
    const { description, plan } = prepared;
    const order: Slot<Tag>[] = [];
    let taken = 0;
    let level: FilterLevel | undefined;
    await Promise.all(
      plan.batches.map(async (batch) => {
        for await (const page of batchPages(this.#context, { action: 'DescribeMetricLast', batch, window: undefined }, signal)) {
          level = page.level;
          taken += this.#takeRows(page.rows, description, order, take);
        }
      }),
    );
    this.#order = order;
    if (taken > 0 && level !== undefined) {
      this.#context.memory.worked(description, level);
      return taken;
    }
    return await this.#askOtherwise(take, signal);
  }

  #takeRows(rows: readonly unknown[], description: MetricDescription, order: Slot<Tag>[], take: TakeValue<Tag>): number {
    const [first] = rows;
    if (!isRecord(first)) return 0;
    const idKey = Object.keys(first).find((key) => kindOfId(String(first[key])) === description.spec.resource);
    const statistic = description.primaryStatistic ?? primaryOf(STATISTICS.filter((name) => name in first));
    if (idKey === undefined || statistic === undefined) return 0;
    let taken = 0;
    for (const item of rows) {
      const row = item as Readonly<Record<string, unknown>>;
      const id = row[idKey];
      let slot = this.#order[order.length];
      if (slot?.id !== id) {
        if (typeof id !== 'string') continue;
        slot = this.#slots.get(id) ?? { id, tag: undefined };
      }
      if (!slot) continue;
      order.push(slot);
      if (slot.tag === undefined) continue;
      const timestamp = finiteNumber(row['timestamp']);
      const value = finiteNumber(row[statistic]);
      if (timestamp === undefined || value === undefined) continue;
      take(slot.tag, timestamp, value);
      taken++;
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
    if (this.#prepared?.description !== description || this.#prepared.level !== level) {
      const [plan] = planMetrics({ selected: this.#selected, describe, memory, period: undefined, window: undefined });
      if (!plan) return undefined;
      this.#prepared = { description, level, plan };
    }
    return this.#prepared;
  }

  /** Nothing was recognised: the query knows other filters to try, and rows that do not name their resource. */
  async #askOtherwise(take: TakeValue<Tag>, signal: AbortSignal): Promise<number> {
    const now = this.#context.clock.now();
    if (now - this.#askedOtherwise < ASK_OTHERWISE_EVERY_MS) return 0;
    this.#askedOtherwise = now;
    let taken = 0;
    for (const { resource, timestamp, value } of await new MetricQuery(this.#context, () => Promise.resolve(this.#selected)).signal(signal).latest()) {
      const id = idOf(resource, this.#series[0]?.spec.resource ?? 'tunnel');
      const tag = id === undefined ? undefined : this.#slots.get(id)?.tag;
      if (tag === undefined) continue;
      take(tag, timestamp, value);
      taken++;
    }
    return taken;
  }
}
