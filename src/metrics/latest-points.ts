import type { MetricPoint } from './metric-point.ts';
import { batchParams, requestPages } from './metric-request.ts';
import type { Batch } from './plan.ts';
import { PointDecoder } from './point-decoder.ts';
import type { QueryContext } from './query-context.ts';
import { logSkipped } from './range-pages.ts';
import type { Window } from './time-range.ts';

/**
 * The newest point of each series. Without a window the service decides how far back it looks
 * (2 hours for points of 60 s to 900 s), so look at the timestamp.
 */
export async function latestPoints<M extends string>(
  context: QueryContext,
  batches: readonly Batch[],
  window: Window | undefined,
  signal: AbortSignal,
): Promise<MetricPoint<M>[]> {
  const newest: MetricPoint<M>[] = [];
  for (const batch of batches) {
    const decoder = new PointDecoder<M>(batch.description, batch.selections);
    // Points of one series share their dimensions object.
    const bySeries = new Map<MetricPoint<M>['dimensions'], MetricPoint<M>>();
    const params = { ...batchParams(batch), ...(window ? { StartTime: String(window.start), EndTime: String(window.end) } : {}) };
    for await (const { rows } of requestPages(context.caller, 'DescribeMetricLast', params, signal)) {
      for (const point of decoder.decode(rows)) {
        if (window && (point.timestamp <= window.start || point.timestamp > window.end)) continue;
        const known = bySeries.get(point.dimensions);
        if (!known || point.timestamp > known.timestamp) bySeries.set(point.dimensions, point);
      }
    }
    logSkipped(context.logger, batch, decoder.skipped);
    newest.push(...bySeries.values());
  }
  return newest;
}
