import type { DataClock } from '../internal/by-service-time.ts';
import type { Logger } from '../internal/logger.ts';
import type { MetadataSource } from '../metadata/index.ts';
import type { ServiceCaller } from '../transport/index.ts';
import type { FilterMemory } from './filter-memory.ts';

/** What a query needs of its monitor. */
export interface QueryContext {
  readonly caller: ServiceCaller;
  readonly regionId: string;
  readonly metadata: MetadataSource;
  readonly memory: FilterMemory;
  readonly clock: DataClock;
  readonly logger: Logger;
  /** Aborts when the monitor is closed. */
  readonly closed: AbortSignal;
}
