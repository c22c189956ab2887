/**
 * A feature of this package whose operations a preflight tries.
 *
 * | Feature | What you use it for |
 * |---|---|
 * | `topology` | lists of gateways, connections, tunnels and certificates: `monitor.topology` |
 * | `metrics` | metric queries: `scope.metric()`, `latest()`, `follow()` |
 * | `events` | system events: `monitor.events()` |
 * | `watch` | `monitor.watch()`; it needs what `topology`, `metrics` and `events` need, but for certificates |
 * | `history` | `monitor.history()` and its `availability()` |
 * | `top` | the highest series: `top()` of a query |
 * | `export` | bulk export: `export()` of a query, with Enterprise CloudMonitor |
 * | `certificates` | `certificateNoticeDays` of a watch |
 * | `alerts` | `monitor.alerts`, as far as it reads |
 * | `subscriptions` | `monitor.subscriptions`, as far as it reads |
 * | `diagnosis` | `diagnose()` and `logs()` of a scope |
 * | `routes` | `routes()` and `sslClients()` of a scope |
 * | `flow-logs` | `monitor.flowLogs`, as far as it reads, and `flowLogQuery()` |
 */
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
