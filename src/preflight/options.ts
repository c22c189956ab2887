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
