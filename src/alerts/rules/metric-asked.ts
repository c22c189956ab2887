import { type MetricName, METRICS, type MetricSpec, metricSpec, Quantity } from '../../catalog/index.ts';
import { specNamed } from '../../events/index.ts';
import { didYouMean } from '../../internal/misspelling.ts';
import { shown } from '../../internal/shown.ts';

/** The metrics that a name or a quantity can mean; all are of one unit. */
export function specsAsked(asked: unknown, name: string): readonly [MetricSpec, ...MetricSpec[]] {
  const spec = typeof asked === 'string' ? metricSpec(asked) : undefined;
  const [first, ...others] = spec ? [spec] : METRICS.filter(({ quantity }) => quantity === asked);
  if (first) return [first, ...others];
  const known = [...Object.values(Quantity), ...METRICS.map((one) => one.name)];
  const list = 'take one of GatewayMetric, ConnectionMetric, TunnelMetric, AttachmentMetric, AttachmentTunnelMetric and Quantity';
  throw new RangeError(`${name} ${shown(asked)} is no metric and no quantity${didYouMean(asked, known, list)}`);
}

/** The catalogue's name of a metric that the service names, whatever dots and underscores it is written with; else the service's name. */
export function metricNamed(wireName: string): MetricName | (string & {}) {
  return specNamed(wireName)?.name ?? wireName;
}
