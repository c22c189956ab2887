import type { Window } from '../../internal/time-range.ts';
import { NAMESPACE } from '../../metadata/index.ts';
import { filterEntries } from '../filter-level.ts';
import type { MetricPoint, Statistics } from '../metric-point.ts';
import { PAGE_LENGTH } from '../page-length.ts';
import type { QueryContext } from '../query-context.ts';
import { ORDER_BY, type TopOptions } from '../top-options.ts';
import { datapointPage } from './answer-rows.ts';
import { newestPoints } from './latest-points.ts';
import { assertExistence, type Batch, MAX_ENTRIES, type MetricPlan } from './plan.ts';
import { PointDecoder } from './point-decoder.ts';
import { warnOfOtherStatistic } from './statistic-choice.ts';

/** The series with the highest values of each metric, highest first. */
export async function topPoints<M extends string>(
  context: QueryContext,
  plans: readonly MetricPlan[],
  options: TopOptions,
  window: Window | undefined,
  signal: AbortSignal,
): Promise<MetricPoint<M>[]> {
  const { n = 10, by } = options;
  const perMetric = await Promise.all(
    plans.map(async (plan) => {
      const order = orderOf(plan, by);
      // Metrics that offer only `Value` cannot be ranked by the service, nor can a selection of more than 50.
      const points = order
        ? await ranked<M>(context, plan, order, n, window, signal)
        : await newestPoints<M>(context, plan, window, signal);
      const rank = (point: MetricPoint): number =>
        by === undefined ? point.value : (point.statistics[by satisfies keyof Statistics] ?? -Infinity);
      return points
        .filter((point) => rank(point) > -Infinity)
        .sort((a, b) => rank(b) - rank(a))
        .slice(0, n);
    }),
  );
  const points = perMetric.flat();
  if (points.length === 0) await assertExistence(plans, signal);
  return points;
}

function orderOf({ description, selections }: MetricPlan, by: TopOptions['by']): string | undefined {
  if (by === 'value' || selections.length > MAX_ENTRIES) return undefined;
  const wanted = by === undefined ? description.primaryStatistic : ORDER_BY[by];
  return wanted !== undefined && Object.values<string>(ORDER_BY).includes(wanted) && description.statistics.includes(wanted)
    ? wanted
    : undefined;
}

async function ranked<M extends string>(
  context: QueryContext,
  plan: MetricPlan,
  order: string,
  n: number,
  window: Window | undefined,
  signal: AbortSignal,
): Promise<MetricPoint<M>[]> {
  const [batch] = plan.batches;
  const { description, selections } = plan;
  if (!batch) return [];
  const answer = await context.caller.call(
    { product: 'cms', action: 'DescribeMetricTop', params: topParams(context.memory.name(description), batch, plan, order, n, window) },
    { signal },
  );
  const decoder = new PointDecoder<M>(description, selections);
  const points = decoder.decode(datapointPage(answer, 'DescribeMetricTop').rows);
  warnOfOtherStatistic(context, description, decoder.otherStatistic);
  return points;
}

function topParams(
  name: string,
  batch: Batch,
  { description, selections }: MetricPlan,
  order: string,
  n: number,
  window: Window | undefined,
): Record<string, string> {
  const entries = filterEntries(batch.level, description.codec, selections);
  return {
    Namespace: NAMESPACE,
    MetricName: name,
    Period: String(batch.period),
    Orderby: order,
    // Its documentation has it the other way round: "True" sorts ascending.
    OrderDesc: 'False',
    // A filter wider than the selection brings others too, which must not crowd the wanted ones out.
    Length: String(entries?.length === selections.length ? n : PAGE_LENGTH),
    ...(entries ? { Dimensions: JSON.stringify(entries) } : {}),
    ...(window ? { StartTime: String(window.start), EndTime: String(window.end) } : {}),
  };
}
