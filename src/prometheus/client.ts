import { hasMethods, isRecord } from '../internal/records.ts';

/** What this package uses of `prom-client` (14 and 15): the module as you import it. */
export interface PrometheusClient {
  /** The class of gauges. */
  readonly Gauge: {
    /** Makes a gauge. */
    new (configuration: PrometheusConfiguration): PrometheusGauge;
  };
  /** The class of counters. */
  readonly Counter: {
    /** Makes a counter. */
    new (configuration: PrometheusConfiguration): PrometheusCounter;
  };
  /** The default register of the module. */
  readonly register: PrometheusRegister;
}

/** What this package uses of a `Registry` of `prom-client`. */
export interface PrometheusRegister {
  /** Adds a metric to the exposition. */
  registerMetric(metric: PrometheusMetric): void;
  /** The metric of a name, if there is one. */
  getSingleMetric(name: string): PrometheusMetric | undefined;
  /** Removes a metric from the exposition. */
  removeSingleMetric(name: string): void;
}

/** What this package makes a metric of `prom-client` with. */
export interface PrometheusConfiguration {
  /** The name of the metric. */
  readonly name: string;
  /** One sentence about it. */
  readonly help: string;
  /** The labels that its series may have. */
  readonly labelNames: readonly string[];
  /** Empty: the metric is registered afterwards. */
  registers: never[];
  /** How the workers of a cluster are joined. */
  readonly aggregator: 'max' | 'sum';
  /** Fills the metric anew. The register calls it for each scrape. */
  readonly collect: () => void;
}

/** What this package uses of every metric of `prom-client`. */
export interface PrometheusMetric {
  /** Drops all series. */
  reset(): void;
}

/** What this package uses of a `Gauge` of `prom-client`. */
export interface PrometheusGauge extends PrometheusMetric {
  /** Sets the value of a series. */
  set(labels: Record<string, string>, value: number): void;
}

/** What this package uses of a `Counter` of `prom-client`. */
export interface PrometheusCounter extends PrometheusMetric {
  /** Adds to the value of a series. */
  inc(labels: Record<string, string>, value: number): void;
}

/** Refuses what JavaScript callers may get wrong, such as a register instead of the module. */
export function isClient(client: unknown): client is PrometheusClient {
  return isRecord(client) && hasMethods(client, 'Gauge', 'Counter') && isRegister(client['register']);
}

export function isRegister(register: unknown): register is PrometheusRegister {
  return hasMethods(register, 'registerMetric', 'getSingleMetric', 'removeSingleMetric');
}
