export type { QueryContext } from '../query-context.ts';
export { stateOf } from '../run/point-decoder.ts';
export { polledSeries, type PolledSeries, type TaggedSeries } from './polled-series.ts';
export { SeriesPoller, type FailedBatch, type PollResult } from './series-poller.ts';
export { readSeriesRange } from './series-range.ts';
