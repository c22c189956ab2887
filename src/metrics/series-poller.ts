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

interface Slot<Tag> extends TaggedSeries<Tag> {
  readonly id: string;
  /** The read that met it last, and the newest value that brought. */
  read: number;
  newest: number;
}

/** A series that was not asked for. */
type Stranger = Pick<Slot<unknown>, 'id'>;
type Met<Tag> = Slot<Tag> | Stranger;

/** The rows of one batch as they come, and as they came last time. */
interface Batch<Tag> {
  readonly order: Met<Tag>[];
  readonly lastTime: readonly Met<Tag>[];
  readonly slotOf: (id: string) => Slot<Tag> | undefined;
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
export class SeriesPoller<Tag> {
  readonly #context: QueryContext;
  readonly #slots: readonly Slot<Tag>[];
  readonly #selected: SelectedSeries;
  /** As the rows of each batch came last time: a guess at how they come now. */
  readonly #orders: (readonly Met<Tag>[])[] = [];
  #reads = 0;
  #prepared: Prepared | undefined;
  #askedOtherwise = -Infinity;
  /** What brought nothing where asking otherwise did. */
  #unreadable: Prepared | undefined;

  /** @param series - All of one metric. */
  constructor(context: QueryContext, series: readonly TaggedSeries<Tag>[], regionSeries: SelectedSeries['regionSeries']) {
    this.#context = context;
    this.#slots = series.flatMap(({ spec, resource, tag }) => {
      const id = idOf(resource, spec.resource);
      return id === undefined ? [] : [{ spec, resource, tag, id, read: 0, newest: 0 }];
    });
    this.#selected = { selections: this.#slots, ...(regionSeries && { regionSeries }) };
  }

  /** Those that can be told apart in an answer. Given away, so that nobody has to keep another list of the same. */
  get series(): readonly TaggedSeries<Tag>[] {
    return this.#slots;
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
    // Made where the order tells nothing, and for this read alone: of thousands of series it takes more than they do.
    let slots: ReadonlyMap<string, Slot<Tag>> | undefined;
    const slotOf = (id: string): Slot<Tag> | undefined => (slots ??= this.#slotsById()).get(id);
    this.#reads++;
    const readings = plan.batches.map(async (batch, index) => {
      const order: Met<Tag>[] = [];
      for await (const page of batchPages(this.#context, { action: 'DescribeMetricLast', batch, window: undefined }, signal)) {
        level = page.level;
        taken += this.#takeRows(page.rows, description, { order, lastTime: this.#orders[index] ?? [], slotOf }, take);
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

  #slotsById(): ReadonlyMap<string, Slot<Tag>> {
    return new Map(this.#slots.map((slot) => [slot.id, slot]));
  }

  #takeRows(rows: readonly unknown[], { spec, primaryStatistic }: MetricDescription, { order, lastTime, slotOf }: Batch<Tag>, take: TakeValue<Tag>): number {
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
      const guess = lastTime[order.length];
      const slot = guess?.id === id ? guess : (slotOf(id) ?? { id });
      order.push(slot);
      if (!('tag' in slot)) continue;
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
    const [first] = this.#slots;
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
    const slots = this.#slotsById();
    let taken = 0;
    for (const { resource, timestamp, value } of await new MetricQuery(this.#context, () => Promise.resolve(this.#selected)).signal(signal).latest()) {
      const id = idOf(resource, prepared.description.spec.resource);
      const slot = id === undefined ? undefined : slots.get(id);
      if (!slot) continue;
      take(slot.tag, timestamp, value);
      taken++;
    }
    // Where it brings something it goes on being asked, until it is time to see whether that is still needed.
    this.#unreadable = taken > 0 ? prepared : undefined;
    return taken;
  }
}
