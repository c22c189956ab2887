import type { MetricSpec } from '../catalog/index.ts';
import type { DescribeMetric, MetricDescription } from '../metadata/index.ts';
import { periodFor } from './period.ts';
import type { SeriesSelection } from './series-selection.ts';
import type { Window } from './time-range.ts';

/** Points in one answer at most. Source: DescribeMetricList, `Length`. */
export const PAGE_LENGTH = 1440;
// Source: Cloud Monitor, "How do I handle the query API throttling problem".
const MAX_ENTRIES = 50;
const MAX_SPAN_MS = 31 * 86_400_000;

/** Series of one metric that share their requests. */
export interface Batch {
  readonly description: MetricDescription;
  readonly selections: readonly SeriesSelection[];
  /** Seconds. */
  readonly period: number;
  /** `undefined` asks for the whole account; what is not selected is dropped here. */
  readonly entries: readonly Readonly<Record<string, string>>[] | undefined;
}

/** One window of a batch: about one page of points. */
export interface Slice extends Window {
  readonly batch: Batch;
}

/** Groups series by metric, at most 50 a request. */
export function planBatches(selections: readonly SeriesSelection[], describe: DescribeMetric, period: number | undefined): Batch[] {
  const bySpec = new Map<MetricSpec, SeriesSelection[]>();
  for (const selection of selections) {
    const group = bySpec.get(selection.spec);
    if (group) group.push(selection);
    else bySpec.set(selection.spec, [selection]);
  }
  const batches: Batch[] = [];
  for (const [spec, group] of bySpec) {
    const description = describe(spec);
    const seconds = periodFor(description, period);
    for (let first = 0; first < group.length; first += MAX_ENTRIES) {
      const chunk = group.slice(first, first + MAX_ENTRIES);
      batches.push({ description, selections: chunk, period: seconds, entries: entriesOf(description, chunk) });
    }
  }
  return batches;
}

/** Cuts a window into slices of about one page each, oldest first, the batches side by side. */
export function planSlices(batches: readonly Batch[], window: Window): Slice[] {
  const slices: Slice[] = [];
  for (const batch of batches) {
    const periodMs = batch.period * 1000;
    const periods = Math.max(1, Math.floor(PAGE_LENGTH / batch.selections.length));
    const span = Math.max(periodMs, Math.min(periods * periodMs, MAX_SPAN_MS));
    for (let start = window.start; start < window.end; start += span) {
      slices.push({ batch, start, end: Math.min(start + span, window.end) });
    }
  }
  return slices.sort((a, b) => a.start - b.start);
}

function entriesOf(description: MetricDescription, selections: readonly SeriesSelection[]): Record<string, string>[] | undefined {
  const entries = selections.map((selection) => description.codec.encode(selection.resource));
  // An entry without a key would select everything anyway.
  if (entries.some((entry) => Object.keys(entry).length === 0)) return undefined;
  const unique = new Map(entries.map((entry) => [JSON.stringify(entry), entry]));
  return [...unique.values()];
}
