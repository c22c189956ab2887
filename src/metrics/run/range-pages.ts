import { inOrder } from '../../internal/in-order.ts';
import type { Window } from '../../internal/time-range.ts';
import type { MetricPage } from '../metric-page.ts';
import type { BrokenBatches } from '../polling/broken-batches.ts';
import type { QueryContext } from '../query-context.ts';
import { batchPages, type FilteredPage } from './batch-pages.ts';
import { MetricReader } from './metric-reader.ts';
import type { MetricRequest } from './metric-request.ts';
import { inTimeOrder } from './page-order.ts';
import { assertExistence, type MetricPlan, planSlices, type Slice } from './plan.ts';
import { StatisticChoice } from './statistic-choice.ts';

/** How a window is read. */
export interface RangeReading {
  /** Shared by windows of one query. */
  readonly choice?: StatisticChoice;
  /** Takes the batches that fail, where given: the others are read to their end then, and nothing is thrown. */
  readonly broken?: BrokenBatches;
  /**
   * Called with the time up to which every series has been read, before the pages of later points. A plan that brings nothing is then not asked
   * again with a wider filter, as its points would come after later ones: see {@link settledPlans}.
   */
  readonly reached?: (until: number) => void;
}

/** The pages of a window, oldest first; an error surfaces after the pages before it. */
export async function* rangePages<M extends string>(
  context: QueryContext,
  plans: readonly MetricPlan[],
  window: Window,
  signal: AbortSignal,
  { choice = new StatisticChoice(), broken, reached }: RangeReading = {},
): AsyncGenerator<MetricPage<M>, void, undefined> {
  const readers = new Map(plans.map((plan) => [plan, new MetricReader<M>(context, plan, choice)]));
  const progress = new Progress();
  let complete = false;
  try {
    yield* slicePages(context, planSlices(plans, window), readers, progress, signal, { broken, reached });
    if (broken && broken.all.size > 0) return;
    for (const reader of reached ? [] : readers.values()) {
      const again = await reader.replan(newestSlice(reader.plan, window), signal);
      if (!again) continue;
      // What the probe decoded counts as seen; the new run decodes from the start.
      const fresh = new MetricReader<M>(context, again, choice);
      yield* slicePages(context, planSlices([again], window), new Map([[again, fresh]]), progress, signal);
      fresh.finish(true);
    }
    if (progress.points === 0) await assertExistence(plans, signal);
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
  { broken, reached }: { readonly broken?: BrokenBatches | undefined; readonly reached?: RangeReading['reached'] } = {},
): AsyncGenerator<MetricPage<M>, void, undefined> {
  progress.plan(slices);
  const slicesReached = new SliceBounds();
  let bounds: Window | undefined;
  const fetch = (slice: Slice, within: AbortSignal): AsyncIterable<FilteredPage> => {
    const pages = batchPages(context, requestOf(slice), within);
    return broken ? broken.untilBroken(slice, pages, within) : pages;
  };
  const chain: MetricPage<M>[] = [];
  let current: Slice | undefined;
  try {
    for await (const { job: slice, item: page } of inOrder(slices, fetch, AHEAD, signal)) {
      const reader = readers.get(slice.plan);
      if (!reader) continue;
      if (slice !== current) {
        yield* inTimeOrder(chain.splice(0));
        current = slice;
        progress.startSlice(slice.batch.shape.pages);
        bounds = slicesReached.next(slice);
        reached?.(slice.start);
        reader.forget(bounds.start);
      }
      const points = reader.decode(page, bounds);
      progress.points += points.length;
      chain.push({ points, requestId: page.requestId, progress: progress.page() });
      if (page.nextToken === undefined) yield* inTimeOrder(chain.splice(0));
    }
  } catch (error) {
    yield* inTimeOrder(chain.splice(0));
    throw error;
  }
  yield* inTimeOrder(chain);
}

function requestOf({ batch, start, end }: Slice): MetricRequest {
  return { action: 'DescribeMetricList', batch, window: { start, end } };
}

/** Which rows belong to a slice, by how far the slices of its plan before it have come. */
class SliceBounds {
  readonly #reached = new Map<MetricPlan, { readonly start: number; readonly bounds: Window }>();

  next({ plan, start, end }: Slice): Window {
    const before = this.#reached.get(plan);
    if (before?.start === start) return before.bounds;
    // A service that counts windows from their start on has what another counts to the slice before. What is older would come out of order.
    const bounds = { start: before ? start - 1 : start, end };
    this.#reached.set(plan, { start, bounds });
    return bounds;
  }
}

/** What to ask for to see whether a plan brings anything. */
export function newestSlice(plan: MetricPlan, window: Window): MetricRequest {
  const slice = planSlices([plan], window).at(-1);
  const batch = slice?.batch ?? plan.batches[0];
  if (!batch) throw new RangeError('a plan has at least one batch');
  return { action: 'DescribeMetricList', batch, window: slice ? { start: slice.start, end: slice.end } : window };
}

/** Counts pages against the plan, which missing points make shorter and further pages longer. */
class Progress {
  points = 0;
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
