import type { MetricPoint } from './metric-point.ts';

/** A page of a query. */
export interface MetricPage<M extends string = string> {
  /** The points of the page, in ascending order of time within each series. */
  readonly points: readonly MetricPoint<M>[];
  /** The service's request id. */
  readonly requestId: string | undefined;
  /** The progress of the query, for a progress bar. */
  readonly progress: {
    /** Pages fetched so far. */
    readonly fetched: number;
    /** Pages in total, as far as is known. It may grow. */
    readonly planned: number;
  };
}
