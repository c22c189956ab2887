import type { MetricSpec } from '../catalog/index.ts';
import type { MetricResource } from './metric-point.ts';

/** One series that a query asks for: a metric of a resource. */
export interface SeriesSelection {
  readonly spec: MetricSpec;
  readonly resource: MetricResource;
}

/** The series a query asks for, and how many there are beside them. */
export interface SelectedSeries {
  readonly selections: readonly SeriesSelection[];
  /** Series of a metric in the whole region, where the topology tells. */
  readonly regionSeries?: (spec: MetricSpec) => number;
  /** Asked where no point comes: rejects with `not-found` where what is asked about does not exist. */
  readonly assertExists?: (signal: AbortSignal) => Promise<void>;
}

/** Finds the series that a query is about, when it runs. */
export type SelectSeries = (signal: AbortSignal) => Promise<SelectedSeries>;
