import { inOrder } from '../internal/in-order.ts';
import { finiteNumber, isRecord } from '../internal/records.ts';
import { batchPages, type FilteredPage } from './batch-pages.ts';
import type { MetricPoint } from './metric-point.ts';
import { MetricReader } from './metric-reader.ts';
import type { MetricRequest } from './metric-request.ts';
import { planSlices, type Batch, type MetricPlan, type Slice } from './plan.ts';
import type { QueryContext } from './query-context.ts';
import { StatisticChoice } from './statistic-choice.ts';
import type { Window } from '../internal/time-range.ts';

/** One page of a query. */
export interface MetricPage<M extends string = string> {
  readonly points: readonly MetricPoint<M>[];
  /** The service's id of the request that brought the page. */
  readonly requestId: string | undefined;
  /** Pages fetched so far, and planned in all as far as is known: enough for a progress bar. */
  readonly progress: { readonly fetched: number; readonly planned: number };
}

/** Why a batch could not be read to the end of a window. */
export interface BrokenBatch {
  readonly error: unknown;
  /** Of what is older all was read. */
  readonly readUntil: number;
}

/**
 * The pages of a window, oldest first; an error surfaces after the pages before it.
 *
 * @param choice - Shared by windows of one query.
 * @param broken - Takes the batches that fail, where given: the others are read to their end then, and nothing is thrown.
 */
export async function* rangePages<M extends string>(
  context: QueryContext,
  plans: readonly MetricPlan[],
  window: Window,
  signal: AbortSignal,
  choice = new StatisticChoice(),
  broken?: Map<Batch, BrokenBatch>,
): AsyncGenerator<MetricPage<M>, void, undefined> {
  const readers = new Map(plans.map((plan) => [plan, new MetricReader<M>(context, plan, choice)]));
  const progress = new Progress();
  let complete = false;
  try {
    yield* slicePages(context, planSlices(plans, window), readers, progress, signal, broken);
    if (broken && broken.size > 0) return;
    for (const reader of readers.values()) {
      const again = await reader.replan(newestSlice(reader.plan, window), signal);
      if (!again) continue;
      // What the probe decoded counts as seen; the new run decodes from the start.
      const fresh = new MetricReader<M>(context, again, choice);
      yield* slicePages(context, planSlices([again], window), new Map([[again, fresh]]), progress, signal);
      fresh.finish(true);
    }
    complete = true;
  } finally {
    for (const reader of readers.values()) reader.finish(complete);
  }
}

// The rate limit lets 40 calls through at once and then 40 a second: at 100 ms an answer 16 jobs use the
// first second well, and more would only hold more pages in memory.
const AHEAD = { jobs: 16, itemsPerJob: 1 };

async function* slicePages<M extends string>(
  context: QueryContext,
  slices: readonly Slice[],
  readers: ReadonlyMap<MetricPlan, MetricReader<M>>,
  progress: Progress,
  signal: AbortSignal,
  broken?: Map<Batch, BrokenBatch>,
): AsyncGenerator<MetricPage<M>, void, undefined> {
  progress.plan(slices);
  const reached = new Map<MetricPlan, { readonly start: number; readonly bounds: Window }>();
  let bounds: Window | undefined;
  const fetch = (slice: Slice, within: AbortSignal): AsyncIterable<FilteredPage> => {
    const { batch, start, end } = slice;
    const pages = batchPages(context, { action: 'DescribeMetricList', batch, window: { start, end } }, within);
    return broken ? untilBroken(slice, pages, broken, within) : pages;
  };
  let current: Slice | undefined;
  for await (const { job: slice, item: page } of inOrder(slices, fetch, AHEAD, signal)) {
    const reader = readers.get(slice.plan);
    if (!reader) continue;
    if (slice !== current) {
      current = slice;
      progress.startSlice(slice.batch.shape.pages);
      const before = reached.get(slice.plan);
      if (before?.start !== slice.start) {
        // A service that begins early repeats the end of the slice before, which is known still.
        bounds = { start: before?.start ?? slice.start, end: slice.end };
        reader.forget(bounds.start);
        reached.set(slice.plan, { start: slice.start, bounds });
      } else {
        bounds = before.bounds;
      }
    }
    yield { points: reader.decode(page, bounds), requestId: page.requestId, progress: progress.page() };
  }
}

/** The pages of a slice up to the one that fails; none where the batch has failed already. */
async function* untilBroken({ batch, start }: Slice, pages: AsyncIterable<FilteredPage>, broken: Map<Batch, BrokenBatch>, signal: AbortSignal): AsyncGenerator<FilteredPage, void, undefined> {
  if (broken.has(batch)) return;
  let last: FilteredPage | undefined;
  try {
    for await (const page of pages) yield (last = page);
  } catch (error) {
    signal.throwIfAborted();
    const readUntil = last ? oldestOf(last.rows, start) : start;
    // Slices are fetched side by side: a later one may have failed before.
    if (readUntil < (broken.get(batch)?.readUntil ?? Infinity)) broken.set(batch, { error, readUntil });
  }
}

/** Where the rows of a page begin, as far as they say. Of the minutes around the page's end some series may be on the next. */
function oldestOf(rows: readonly unknown[], start: number): number {
  const timestamps = rows.map((row) => (isRecord(row) ? finiteNumber(row['timestamp']) : undefined));
  return Math.max(start, Math.min(...timestamps.map((timestamp) => timestamp ?? start)));
}

function newestSlice(plan: MetricPlan, window: Window): MetricRequest {
  const slice = planSlices([plan], window).at(-1);
  const batch = slice?.batch ?? plan.batches[0];
  if (!batch) throw new RangeError('a plan has at least one batch');
  return { action: 'DescribeMetricList', batch, window: slice ? { start: slice.start, end: slice.end } : window };
}

/** Counts pages against the plan, which missing points make shorter and further pages longer. */
class Progress {
  #fetched = 0;
  #planned = 0;
  #ofSlice = 0;
  #plannedOfSlice = 0;

  plan(slices: readonly Slice[]): void {
    for (const { batch } of slices) this.#planned += batch.shape.pages;
  }

  startSlice(planned: number): void {
    this.#planned -= this.#plannedOfSlice - this.#ofSlice;
    this.#ofSlice = 0;
    this.#plannedOfSlice = planned;
  }

  page(): { readonly fetched: number; readonly planned: number } {
    this.#fetched++;
    if (++this.#ofSlice > this.#plannedOfSlice) {
      this.#plannedOfSlice++;
      this.#planned++;
    }
    return { fetched: this.#fetched, planned: this.#planned };
  }
}
