import type { Window } from '../../internal/time-range.ts';
import type { QueryContext } from '../query-context.ts';
import { MetricReader } from './metric-reader.ts';
import type { MetricPlan } from './plan.ts';
import { newestSlice } from './range-pages.ts';

/**
 * The plans with filters that bring something, as far as any does: for whoever cannot ask again once later points have come. It takes a call
 * for each metric whose dimensions are a guess that nothing has confirmed yet.
 */
export async function settledPlans(
  context: QueryContext,
  plans: readonly MetricPlan[],
  window: Window,
  signal: AbortSignal,
): Promise<readonly MetricPlan[]> {
  return await Promise.all(
    plans.map((plan) => (context.memory.isProven(plan.description) ? Promise.resolve(plan) : settledPlan(context, plan, window, signal))),
  );
}

async function settledPlan(context: QueryContext, plan: MetricPlan, window: Window, signal: AbortSignal): Promise<MetricPlan> {
  const reader = new MetricReader<string>(context, plan);
  const request = newestSlice(plan, window);
  for await (const page of reader.fetch(request, signal)) {
    reader.decode(page);
    if (page.rows.length > 0) break;
  }
  const again = await reader.replan(request, signal);
  if (!again) reader.finish(false);
  return again ?? plan;
}
