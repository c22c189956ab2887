import { type IdentifiedKind, kindOfId, METRICS, type MetricSpec, metricSpec } from '../../../catalog/index.ts';
import { frozen } from '../../../internal/frozen.ts';
import { spelling } from '../../../internal/spelling.ts';
import type { AlertResource } from './model.ts';

/** The metric that the service names, whatever dots, underscores and capitals it writes the name with. */
export function specNamed(name: string): MetricSpec | undefined {
  return metricSpec(name) ?? METRICS.find((spec) => [spec.name, ...spec.aliases].some((one) => spelling(one) === spelling(name)));
}

/** The resource that ids among texts name, by their prefixes: the first of each kind. */
export function resourceAmong(texts: readonly string[]): AlertResource {
  const first = (kind: IdentifiedKind): string | undefined => texts.find((id) => kindOfId(id) === kind);
  return frozen<AlertResource>({ gatewayId: first('gateway'), connectionId: first('connection'), tunnelId: first('tunnel') });
}
