import type { MetricSpec } from '../catalog/index.ts';
import type { MetricResource } from './metric-point.ts';

/** One series that a query asks for: a metric of a resource. */
export interface SeriesSelection {
  readonly spec: MetricSpec;
  readonly resource: MetricResource;
}

/** Finds the series that a query is about, when it runs. */
export type SelectSeries = (signal: AbortSignal) => Promise<readonly SeriesSelection[]>;
