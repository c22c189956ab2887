import type { Window } from '../../internal/time-range.ts';
import type { MetricPoint } from '../metric-point.ts';
import type { QueryContext } from '../query-context.ts';
import { MetricReader } from './metric-reader.ts';
import { assertExistence, type Batch, type MetricPlan } from './plan.ts';

/**
 * The newest point of each series. Without a window the service decides how far back it looks
 * (2 hours for points of 60 s to 900 s), so look at the timestamp.
 */
export async function latestPoints<M extends string>(
  context: QueryContext,
  plans: readonly MetricPlan[],
  window: Window | undefined,
  signal: AbortSignal,
): Promise<MetricPoint<M>[]> {
  const perMetric = await Promise.all(plans.map((plan) => newestPoints<M>(context, plan, window, signal)));
  const points = perMetric.flat();
  if (points.length === 0) await assertExistence(plans, signal);
  return points;
}

/** The newest point of each series of one metric. */
export async function newestPoints<M extends string>(
  context: QueryContext,
  plan: MetricPlan,
  window: Window | undefined,
  signal: AbortSignal,
): Promise<MetricPoint<M>[]> {
  const reader = new MetricReader<M>(context, plan);
  // Points of one series share their dimensions object.
  const newest = new Map<MetricPoint<M>['dimensions'], MetricPoint<M>>();
  const read = async (from: MetricReader<M>, batch: Batch): Promise<void> => {
    for await (const page of from.fetch({ action: 'DescribeMetricLast', batch, window }, signal)) {
      for (const point of from.decode(page, window)) {
        const known = newest.get(point.dimensions);
        if (!known || point.timestamp > known.timestamp) newest.set(point.dimensions, point);
      }
    }
  };
  let complete = false;
  try {
    await Promise.all(plan.batches.map((batch) => read(reader, batch)));
    const [batch] = plan.batches;
    const again = batch && (await reader.replan({ action: 'DescribeMetricLast', batch, window }, signal));
    if (again) {
      const fresh = new MetricReader<M>(context, again);
      await Promise.all(again.batches.map((wider) => read(fresh, wider)));
      fresh.finish(true);
    }
    complete = true;
  } finally {
    reader.finish(complete);
  }
  return [...newest.values()];
}
