import type { Logger } from '../internal/logger.ts';
import type { MetricPoint } from './metric-point.ts';
import { batchParams, requestPages } from './metric-request.ts';
import { planSlices, type Batch } from './plan.ts';
import { PointDecoder, type SkippedRows } from './point-decoder.ts';
import type { QueryContext } from './query-context.ts';
import type { Window } from './time-range.ts';

/** One page of a query. */
export interface MetricPage<M extends string = string> {
  readonly points: readonly MetricPoint<M>[];
  /** The service's id of the request that brought the page. */
  readonly requestId: string | undefined;
  /** Pages fetched so far, and planned in all as far as is known: enough for a progress bar. */
  readonly progress: { readonly fetched: number; readonly planned: number };
}

/** The pages of a window, oldest first; an error surfaces after the pages before it. */
export async function* rangePages<M extends string>(
  context: QueryContext,
  batches: readonly Batch[],
  window: Window,
  signal: AbortSignal,
): AsyncGenerator<MetricPage<M>, void, undefined> {
  const decoders = new Map(batches.map((batch) => [batch, new PointDecoder<M>(batch.description, batch.selections)]));
  const slices = planSlices(batches, window);
  let fetched = 0;
  let planned = slices.length;
  try {
    for (const { batch, start, end } of slices) {
      const decoder = decoders.get(batch);
      if (!decoder) continue;
      const params = { ...batchParams(batch), StartTime: String(start), EndTime: String(end) };
      let pagesOfSlice = 0;
      for await (const { rows, requestId } of requestPages(context.caller, 'DescribeMetricList', params, signal)) {
        if (++pagesOfSlice > 1) planned++;
        fetched++;
        yield { points: decoder.decode(rows), requestId, progress: { fetched, planned } };
      }
      decoder.forget();
    }
  } finally {
    for (const [batch, { skipped }] of decoders) logSkipped(context.logger, batch, skipped);
  }
}

/** Says in the log how many rows gave no point, and why. */
export function logSkipped(logger: Logger, batch: Batch, skipped: SkippedRows): void {
  const { foreign, ...unreadable } = skipped;
  const fields = { metric: batch.description.wireName, ...skipped };
  if (Object.values(unreadable).some((count) => count > 0)) logger.warn('rows without a usable value, time or resource were skipped', fields);
  else if (foreign > 0) logger.debug('rows of other resources were dropped', fields);
}
