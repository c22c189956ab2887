import { METRICS, type MetricSpec, metricSpec } from '../../catalog/index.ts';
import { spelling } from '../../internal/spelling.ts';

/** The catalogue's row for a metric, also where the service spells its name with other dots, underscores or capitals. */
export function spelledMetric(name: string): MetricSpec | undefined {
  return metricSpec(name) ?? METRICS.find((one) => [one.name, ...one.aliases].some((known) => spelling(known) === spelling(name)));
}
