/** A part of this package whose operations a preflight tries. A watch and a history need `metrics`, `events` and `topology`. */
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

/** What a preflight looks at. */
export interface PreflightOptions {
  /** The features that you use. @defaultValue All but `export`, which needs Enterprise CloudMonitor. */
  readonly features?: readonly PreflightFeature[] | undefined;
  /** Told of each operation as it begins: the count of those done, of all that are to be tried, and which one. */
  readonly progress?: ((progress: PreflightProgress) => void) | undefined;
  /** Ends the preflight: it rejects with the reason. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

/** How far a preflight is. */
export interface PreflightProgress {
  /** Operations that have been tried. */
  readonly done: number;
  /** Operations to try in all. */
  readonly total: number;
  /** The operation that begins, such as `DescribeMetricList`. */
  readonly action: string;
}
