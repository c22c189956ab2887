export type { AvailabilityOptions } from './availability-options.ts';
export type { HistoryContext } from './history-context.ts';
export { HistoryQuery } from './history-query.ts';
export type {
  Availability,
  AvailabilityJson,
  ConnectionAvailability,
  HistoryProgress,
  HistorySource,
  Outage,
  ResourceAvailability,
  StateSpan,
  TunnelAvailability,
} from './model.ts';
export { checkHistoryOptions, type HistoryOptions } from './options.ts';
