export { levelOf as eventLevelOf } from './model/event-level.ts';
export { nameOf as eventNameOf, isVpnProduct } from './model/event-name.ts';
export type {
  EventContent,
  EventLevel,
  EventResource,
  KnownVpnEvent,
  UnknownEventName,
  UnknownVpnEvent,
  VpnSystemEvent,
} from './model/model.ts';
export type { EventContext } from './pull/event-context.ts';
export { checkFilter, type EventFilter } from './pull/event-filter.ts';
export { EventPageSize } from './pull/event-page-size.ts';
export { EventProducts, type ListedEvent, listedEvents, productsIn } from './pull/event-products.ts';
export { EventQuery } from './pull/event-query.ts';
export type { EventFollowOptions } from './pull/follow-events.ts';
export type { AlertNotification, AlertResource } from './push/alerts/model.ts';
export { resourceAmong, specNamed } from './push/alerts/named.ts';
export { parseAlertNotification } from './push/alerts/parse-alert-notification.ts';
export { type ParseEventOptions, parseSystemEvent } from './push/parse-system-event.ts';
export type {
  AlertTaker,
  EventReceiver,
  EventReceiverOptions,
  EventTaker,
  FrameworkRequest,
  FrameworkResponse,
  NodeRequest,
  NodeResponse,
  ReceiverSettings,
} from './push/receiver/options.ts';
export { createEventReceiver } from './push/receiver/receiver.ts';
