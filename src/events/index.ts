export type { EventContext } from './event-context.ts';
export { EventQuery } from './event-query.ts';
export { EventProducts } from './event-products.ts';
export { checkFilter, type EventFilter } from './event-filter.ts';
export type { EventFollowOptions } from './follow-events.ts';
export type {
  EventContent,
  EventLevel,
  EventResource,
  KnownVpnEvent,
  UnknownEventName,
  UnknownVpnEvent,
  VpnSystemEvent,
} from './model.ts';
export { parseSystemEvent, type ParseEventOptions } from './parse-system-event.ts';
export type { EventReceiver, EventReceiverOptions, NodeRequest, NodeResponse } from './receiver/options.ts';
export { createEventReceiver } from './receiver/receiver.ts';
