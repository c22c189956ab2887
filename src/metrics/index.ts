export { FilterMemory } from './filter-memory.ts';
export type { FollowOptions } from './follow.ts';
export type { MetricPoint, MetricResource, Statistics } from './metric-point.ts';
export { MetricQuery } from './metric-query.ts';
export { periodFor } from './period.ts';
export type { QueryContext } from './query-context.ts';
export type { MetricPage } from './range-pages.ts';
export type { SelectedSeries, SelectSeries, SeriesSelection } from './series-selection.ts';
export type { TopOptions } from './top-points.ts';
