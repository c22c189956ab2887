import type { MetricPage } from '../metric-page.ts';
import type { FollowedQuery, FollowedWindow } from './followed-points.ts';
import { inOneSlice } from './plan.ts';
import type { QueryRun } from './query-run.ts';
import { rangePages } from './range-pages.ts';
import { StatisticChoice } from './statistic-choice.ts';

/** What a stream asks of a query, window after window. */
export function followedQuery<M extends string>(run: QueryRun): FollowedQuery<M> {
  const { context } = run;
  const { range, period } = run.options;
  const choice = new StatisticChoice();
  let isProven = false;
  async function* pages(
    { isSparse, isNarrow, isWanted, ...window }: FollowedWindow,
    within: AbortSignal,
  ): AsyncGenerator<MetricPage<M>, void, undefined> {
    const planned = await run.plansFor(window, within, isWanted);
    const plans = isNarrow ? planned.filter(({ batches }) => batches.every(({ level }) => level !== 'account')) : planned;
    // What has brought a point exists, and what is deleted ends no stream.
    const asked = isProven || isNarrow !== undefined ? plans.map((plan) => ({ ...plan, assertExists: undefined })) : plans;
    for await (const page of rangePages<M>(context, isSparse ? asked.map(inOneSlice) : asked, window, within, { choice })) {
      isProven ||= page.points.length > 0;
      yield page;
    }
  }
  return { context, period, range, pages };
}
