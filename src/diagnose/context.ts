import type { DataClock } from '../internal/by-service-time.ts';
import type { Logger } from '../internal/logger.ts';
import type { Connection } from '../topology/index.ts';
import type { ServiceCaller } from '../transport/index.ts';

/** What diagnosis and logs need of their monitor. */
export interface DiagnoseContext {
  readonly caller: ServiceCaller;
  readonly regionId: string;
  readonly clock: DataClock;
  readonly logger: Logger;
  /** Aborts when the monitor is closed. */
  readonly closed: AbortSignal;
}

/** A connection, and the one tunnel of it that is meant; all of them without it. */
export interface DiagnoseTarget {
  readonly connection: Connection;
  readonly tunnelId?: string | undefined;
}

/** Looks a target up. Rejects with `not-found` where it does not exist. */
export type Locate = (signal: AbortSignal) => Promise<DiagnoseTarget>;
