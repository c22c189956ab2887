import type { EventProducts } from '../../events/index.ts';
import type { Logger } from '../../internal/logger.ts';
import type { ServiceCaller } from '../../transport/index.ts';

/** What subscriptions need of their monitor. */
export interface SubscriptionContext {
  readonly caller: ServiceCaller;
  /** Under which products the service files VPN events. */
  readonly products: EventProducts;
  readonly regionId: string;
  readonly logger: Logger;
  /** Aborts when the monitor is closed. */
  readonly closed: AbortSignal;
}
