import { Alerts, Subscriptions } from './alerts/index.ts';
import { EventPageSize, EventProducts } from './events/index.ts';
import { FlowLogs } from './flow-logs/index.ts';
import type { Clock } from './internal/clock.ts';
import type { Logger } from './internal/logger.ts';
import type { ServiceClock } from './internal/service-clock.ts';
import { type MetadataOption, metadataSource } from './metadata/index.ts';
import { FilterMemory } from './metrics/index.ts';
import type { VpnMonitorOptions } from './monitor-options.ts';
import type { MonitorParts } from './preflight/index.ts';
import { Topology } from './topology/index.ts';
import { createCaller, type ServiceCaller, sharedLimits, type Transport } from './transport/index.ts';

/** What the parts of a monitor are made of. */
export interface PartsOptions {
  readonly caller: ServiceCaller;
  readonly regionId: string;
  readonly metadata: MetadataOption;
  readonly ttlMs: number;
  readonly clock: ServiceClock;
  readonly logger: Logger;
  readonly closed: AbortSignal;
}

/** The parts of a monitor, which know nothing yet. */
export function createParts({ caller, regionId, metadata, ttlMs, clock, logger, closed }: PartsOptions): MonitorParts {
  const topology = new Topology({ caller, regionId, clock, logger, closed, ttlMs });
  const scopes = {
    regionId,
    caller,
    metadata: metadataSource(metadata, caller, logger, closed),
    memory: new FilterMemory(),
    topology,
    clock,
    logger,
    closed,
  };
  const events = { caller, products: new EventProducts(caller, logger, closed), pageSize: new EventPageSize(), clock, logger, closed };
  return {
    scopes,
    events,
    flowLogs: new FlowLogs(scopes),
    alerts: new Alerts(scopes),
    subscriptions: new Subscriptions({ caller, products: events.products, regionId, logger, closed }),
  };
}

/** What sends a monitor's requests over a transport: within the limits and times of its options. */
export function createCallerOver(
  transport: Transport,
  options: VpnMonitorOptions,
  parts: { readonly logger: Logger; readonly localClock: Clock; readonly clock: ServiceClock },
): ServiceCaller {
  const { attemptTimeoutMs, totalTimeoutMs, maxRetries, requestsPerSecond } = options;
  const { logger, localClock: clock, clock: serviceClock } = parts;
  return createCaller({
    transport,
    attemptTimeoutMs,
    totalTimeoutMs,
    maxRetries,
    requestsPerSecond,
    logger,
    clock,
    serviceClock,
    limits: sharedLimits(options),
  });
}
