/** A feature of this package whose operations a preflight tries. `watch` and `history` include those of `metrics`, `events` and `topology`. */
export type PreflightFeature =
  | 'topology'
  | 'metrics'
  | 'events'
  | 'watch'
  | 'history'
  | 'top'
  | 'export'
  | 'certificates'
  | 'alerts'
  | 'subscriptions'
  | 'diagnosis'
  | 'routes'
  | 'flow-logs';

/** Options of `preflight()`. */
export interface PreflightOptions {
  /** The features that you use. Default: all except `export`, which needs Enterprise CloudMonitor. */
  readonly features?: readonly PreflightFeature[] | undefined;
  /** Called at the start of each operation. Default: none. */
  readonly progress?: ((progress: PreflightProgress) => void) | undefined;
  /** Aborts the preflight, which then rejects with the signal's reason. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

/** The progress of a preflight. */
export interface PreflightProgress {
  /** The number of operations tried so far. */
  readonly done: number;
  /** The number of operations in total. */
  readonly total: number;
  /** The operation that starts now, such as `DescribeMetricList`. */
  readonly action: string;
}
