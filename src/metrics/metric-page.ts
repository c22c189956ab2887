import type { MetricPoint } from './metric-point.ts';

/** One page of a query. */
export interface MetricPage<M extends string = string> {
  readonly points: readonly MetricPoint<M>[];
  /** The service's id of the request that brought the page. */
  readonly requestId: string | undefined;
  /** Pages fetched so far, and planned in all as far as is known: enough for a progress bar. */
  readonly progress: { readonly fetched: number; readonly planned: number };
}
