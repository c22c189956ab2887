import type { Measurements } from '../instruments/index.ts';
import type { PrometheusClient, PrometheusMetric, PrometheusRegister } from './client.ts';
import type { Family } from './family.ts';

/** Where metrics are made and registered, and what they show. */
export interface Registration {
  readonly client: PrometheusClient;
  readonly register: PrometheusRegister;
  readonly read: () => Measurements;
}

/** Registers a metric that is filled anew by each scrape, and gives what removes it. */
export function registerFamily(family: Family, { client, register, read }: Registration): () => void {
  const metric = family.kind === 'counter' ? counterOf(family, client, read) : gaugeOf(family, client, read);
  register.registerMetric(metric);
  return () => {
    // The register may have been cleared and filled by others since.
    if (register.getSingleMetric(family.name) === metric) register.removeSingleMetric(family.name);
    metric.reset();
  };
}

function gaugeOf(family: Family, { Gauge }: PrometheusClient, read: Registration['read']): PrometheusMetric {
  const gauge = new Gauge({
    ...settingsOf(family),
    // Of several workers of a cluster one watches: what the others say of themselves adds nothing.
    aggregator: 'max',
    collect: () => {
      gauge.reset();
      for (const { labels, value } of family.series(read())) gauge.set(labels, value);
    },
  });
  return gauge;
}

function counterOf(family: Family, { Counter }: PrometheusClient, read: Registration['read']): PrometheusMetric {
  const counter = new Counter({
    ...settingsOf(family),
    aggregator: 'sum',
    collect: () => {
      counter.reset();
      for (const { labels, value } of family.series(read())) counter.inc(labels, value);
    },
  });
  return counter;
}

// Registered by hand, so that nothing comes into the default register.
function settingsOf({ name, help, labelNames }: Family): {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  registers: never[];
} {
  return { name, help, labelNames, registers: [] };
}
