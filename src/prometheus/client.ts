import { isRecord } from '../internal/records.ts';

/** What this package uses of `prom-client` (14 and 15): the module as you import it. */
export interface PrometheusClient {
  readonly Gauge: new (configuration: PrometheusConfiguration) => PrometheusGauge;
  readonly Counter: new (configuration: PrometheusConfiguration) => PrometheusCounter;
  /** The default register of the module. */
  readonly register: PrometheusRegister;
}

/** What this package uses of a `Registry` of `prom-client`. */
export interface PrometheusRegister {
  registerMetric(metric: PrometheusMetric): void;
  getSingleMetric(name: string): PrometheusMetric | undefined;
  removeSingleMetric(name: string): void;
}

/** What this package makes a metric of `prom-client` with. */
export interface PrometheusConfiguration {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  registers: never[];
  readonly aggregator: 'max' | 'sum';
  readonly collect: () => void;
}

/** What this package uses of every metric of `prom-client`. */
export interface PrometheusMetric {
  reset(): void;
}

/** What this package uses of a `Gauge` of `prom-client`. */
export interface PrometheusGauge extends PrometheusMetric {
  set(labels: Record<string, string>, value: number): void;
}

/** What this package uses of a `Counter` of `prom-client`. */
export interface PrometheusCounter extends PrometheusMetric {
  inc(labels: Record<string, string>, value: number): void;
}

/** Refuses what JavaScript callers may get wrong, such as a register instead of the module. */
export function isClient(client: unknown): client is PrometheusClient {
  return (
    isRecord(client) && typeof client['Gauge'] === 'function' && typeof client['Counter'] === 'function' && isRegister(client['register'])
  );
}

export function isRegister(register: unknown): register is PrometheusRegister {
  return (
    isRecord(register) &&
    (['registerMetric', 'getSingleMetric', 'removeSingleMetric'] as const).every((method) => typeof register[method] === 'function')
  );
}
