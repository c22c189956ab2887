export type { QueryContext } from '../query-context.ts';
export { stateOf } from '../run/point-decoder.ts';
export { type PolledSeries, polledSeries, type TaggedSeries } from './polled-series.ts';
export { type FailedBatch, type PollResult, SeriesPoller } from './series-poller.ts';
export { readSeriesRange } from './series-range.ts';
