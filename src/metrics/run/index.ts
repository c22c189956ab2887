export { exportPoints } from './export-points.ts';
export { followPoints } from './follow-points.ts';
export { latestPoints } from './latest-points.ts';
export { type MetricPlan, planMetrics } from './plan.ts';
export { QueryRun } from './query-run.ts';
export { rangePages } from './range-pages.ts';
export { settledPlans } from './settled-plans.ts';
export { topPoints } from './top-points.ts';
