import type { DataClock } from '../../internal/by-service-time.ts';
import type { Logger } from '../../internal/logger.ts';
import type { ServiceCaller } from '../../transport/index.ts';
import type { EventPageSize } from './event-page-size.ts';
import type { EventProducts } from './event-products.ts';

/** What an event query needs of its monitor. */
export interface EventContext {
  readonly caller: ServiceCaller;
  readonly products: EventProducts;
  readonly pageSize: EventPageSize;
  readonly clock: DataClock;
  readonly logger: Logger;
  /** Aborts when the monitor is closed. */
  readonly closed: AbortSignal;
}
