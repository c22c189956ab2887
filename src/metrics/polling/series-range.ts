import type { Window } from '../../internal/time-range.ts';
import type { MetricPoint } from '../metric-point.ts';
import type { QueryContext } from '../query-context.ts';
import { type MetricPlan, planMetrics, type PlanRequest } from '../run/plan.ts';
import { rangePages } from '../run/range-pages.ts';
import type { SelectedSeries } from '../series-selection.ts';
import { BrokenBatches } from './broken-batches.ts';
import type { PolledSeries } from './polled-series.ts';
import { failedBatch, type PollResult } from './series-poller.ts';

/** What of which series to read. */
export interface RangeOfSeries<Tag> extends Window {
  /** All of one metric. */
  readonly series: readonly PolledSeries<Tag>[];
  readonly regionSeries: SelectedSeries['regionSeries'];
}

/**
 * The points of a range page by page, oldest first. Each batch is read by itself: one that fails takes
 * nothing from the others. Rejects where none could be asked, or when it is aborted.
 */
export async function readSeriesRange<Tag>(
  context: QueryContext,
  { series, regionSeries, start, end }: RangeOfSeries<Tag>,
  take: (points: readonly MetricPoint[]) => void,
  signal: AbortSignal,
): Promise<PollResult<Tag>> {
  let count = 0;
  const broken = new BrokenBatches();
  if (series.length > 0 && start < end) {
    const describe = await context.metadata.describe(signal);
    const plans = plansOf(series, {
      selected: { selections: series, ...(regionSeries && { regionSeries }) },
      describe,
      memory: context.memory,
      period: undefined,
      window: { start, end },
    });
    for await (const { points } of rangePages(context, plans, { start, end }, signal, { broken })) {
      count += points.length;
      take(points);
    }
  }
  return {
    count,
    failed: [...broken.all].map(([batch, { error, readUntil }]) => ({ ...failedBatch(context, series, batch, error), readUntil })),
  };
}

/** One plan for each statistic that the series are read by: nearly always one. */
function plansOf<Tag>(series: readonly PolledSeries<Tag>[], request: PlanRequest): readonly MetricPlan[] {
  const { selected, describe } = request;
  const statistics = new Set(series.map(({ spec, statistic }) => statistic ?? describe(spec).primaryStatistic));
  return [...statistics].flatMap((statistic) => {
    const selections = series.filter((one) => (one.statistic ?? describe(one.spec).primaryStatistic) === statistic);
    return planMetrics({ ...request, selected: { ...selected, selections } }).map((plan) => readBy(statistic, plan));
  });
}

function readBy(statistic: string | undefined, plan: MetricPlan): MetricPlan {
  if (statistic === plan.description.primaryStatistic) return plan;
  const description = { ...plan.description, primaryStatistic: statistic };
  return { ...plan, description, batches: plan.batches.map((batch) => ({ ...batch, description })) };
}
