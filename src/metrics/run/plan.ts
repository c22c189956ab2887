import type { MetricSpec } from '../../catalog/index.ts';
import { chunksOf } from '../../internal/chunks.ts';
import type { Window } from '../../internal/time-range.ts';
import { type DescribeMetric, idOf, type MetricDescription } from '../../metadata/index.ts';
import { type FilterLevel, usableLevel } from '../filter-level.ts';
import type { FilterMemory } from '../filter-memory.ts';
import { periodFor } from '../period.ts';
import type { SelectedSeries, SeriesSelection } from '../series-selection.ts';
import { type SliceShape, sliceShape } from './slice-shape.ts';

/** Entries in one filter at most. Source: Cloud Monitor, "How do I handle the query API throttling problem". */
export const MAX_ENTRIES = 50;
// Source: DescribeMetricList, the longest span of one request.
const MAX_SPAN_MS = 2_678_400_000;

/** Series of one metric that share a request. */
export interface Batch {
  readonly description: MetricDescription;
  readonly selections: readonly SeriesSelection[];
  /** Seconds. */
  readonly period: number;
  readonly level: FilterLevel;
  readonly shape: SliceShape;
}

/** All that is asked of one metric. */
export interface MetricPlan {
  readonly description: MetricDescription;
  readonly selections: readonly SeriesSelection[];
  readonly batches: readonly Batch[];
  readonly assertExists?: SelectedSeries['assertExists'];
}

/** One window of a batch: about one page of points. */
export interface Slice extends Window {
  readonly plan: MetricPlan;
  readonly batch: Batch;
}

/** What a plan is made for. */
export interface PlanRequest {
  readonly selected: SelectedSeries;
  readonly describe: DescribeMetric;
  readonly memory: FilterMemory;
  /** Seconds; `undefined` for each metric's finest. */
  readonly period: number | undefined;
  /** The window in milliseconds; `undefined` for one point of each series. */
  readonly window: Window | undefined;
}

/**
 * What to ask of each metric for the fewest calls: the series in batches of up to 50, or the whole
 * account at once where that is cheaper.
 */
export function planMetrics(request: PlanRequest): MetricPlan[] {
  const bySpec = new Map<MetricSpec, Map<string | undefined, SeriesSelection>>();
  for (const selection of request.selected.selections) {
    const { spec, resource } = selection;
    let group = bySpec.get(spec);
    if (!group) bySpec.set(spec, (group = new Map<string | undefined, SeriesSelection>()));
    group.set(idOf(resource, spec.resource), selection);
  }
  return [...bySpec].map(([spec, group]) => planMetric(request, spec, [...group.values()]));
}

function planMetric(request: PlanRequest, spec: MetricSpec, selections: readonly SeriesSelection[]): MetricPlan {
  const { selected, memory, window } = request;
  const description = request.describe(spec);
  const period = periodFor(description, request.period);
  const periods = window ? Math.max(1, Math.ceil((window.end - window.start) / (period * 1000))) : 1;
  const longest = Math.max(1, Math.floor(MAX_SPAN_MS / (period * 1000)));
  const level = usableLevel(memory.level(description), description.codec, selections);

  const inAccount = Math.max(selections.length, memory.accountSeries(description) ?? selected.regionSeries?.(spec) ?? 0);
  const accountShape = sliceShape(inAccount, periods, longest);
  const size = batchSize(selections.length, periods, longest);
  const account = level === 'account' || (selections.length > MAX_ENTRIES && accountShape.calls < size.calls);
  const batches = account
    ? [{ description, selections, period, level: 'account' as const, shape: accountShape }]
    : chunksOf(selections, size.entries).map((chunk) => ({
        description,
        selections: chunk,
        period,
        level,
        shape: sliceShape(size.entries, periods, longest),
      }));
  return { description, selections, batches, ...(selected.assertExists && { assertExists: selected.assertExists }) };
}

/** For where no point came: rejects with `not-found` where what the plans are about does not exist. */
export async function assertExistence(plans: readonly MetricPlan[], signal: AbortSignal): Promise<void> {
  for (const assertExists of new Set(plans.map((plan) => plan.assertExists))) await assertExists?.(signal);
}

/** Cuts a window into slices of about one page each, oldest first, the metrics and batches side by side. */
export function planSlices(plans: readonly MetricPlan[], window: Window): Slice[] {
  const slices: Slice[] = [];
  for (const plan of plans) {
    for (const batch of plan.batches) {
      const span = batch.shape.periods * batch.period * 1000;
      for (let start = window.start; start < window.end; start += span) {
        slices.push({ plan, batch, start, end: Math.min(start + span, window.end) });
      }
    }
  }
  return slices.sort((a, b) => a.start - b.start);
}

/** The same plan with one chain of pages for each batch: fewer calls where few rows are to be expected. */
export function inOneSlice(plan: MetricPlan): MetricPlan {
  const shape: SliceShape = { periods: Infinity, pages: 1, calls: 1 };
  return { ...plan, batches: plan.batches.map((batch) => ({ ...batch, shape })) };
}

function batchSize(series: number, periods: number, longest: number): { readonly entries: number; readonly calls: number } {
  let best = { entries: 1, calls: Infinity };
  for (let entries = 1; entries <= Math.min(MAX_ENTRIES, series); entries++) {
    const rest = series % entries;
    const calls =
      Math.floor(series / entries) * sliceShape(entries, periods, longest).calls +
      (rest > 0 ? sliceShape(rest, periods, longest).calls : 0);
    // Among equals the larger batch: its slices are as many, and missing points leave it fewer pages.
    if (calls <= best.calls) best = { entries, calls };
  }
  return best;
}
