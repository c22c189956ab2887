import { METRICS, type MetricSpec } from '../../catalog/index.ts';
import { type DescribeMetric, type MetricDescription, NAMESPACE } from '../../metadata/index.ts';
import { DEFAULT_PERIOD, type MetricResource, periodFor } from '../../metrics/index.ts';
import type { ApiRequest } from '../../transport/index.ts';
import { type Candidate, thoseWith } from './candidates.ts';

/** A metric to ask for, of a resource or of the whole account. */
export interface MetricTarget {
  readonly description: MetricDescription;
  readonly resource: MetricResource | undefined;
  /** Seconds. */
  readonly period: number;
}

/** The first metric of which there is a resource; else the first at all, of the whole account. */
export function targetAmong(
  describe: DescribeMetric,
  candidates: readonly Candidate[],
  isMeant: (spec: MetricSpec, description: MetricDescription) => boolean = () => true,
): MetricTarget | undefined {
  const meant = METRICS.filter((spec) => isMeant(spec, describe(spec)));
  const [first] = meant;
  const spec = meant.find((one) => thoseWith(one, candidates).length > 0) ?? first;
  if (!spec) return undefined;
  const description = describe(spec);
  const period = description.periods.length === 0 ? DEFAULT_PERIOD : periodFor(description, undefined);
  return { description, period, resource: thoseWith(spec, candidates)[0]?.resource };
}

/** The parameters that name the metric and the resource. */
export function paramsOf({ description, resource, period }: MetricTarget): ApiRequest['params'] {
  const entry = resource ? description.codec.encode(resource) : {};
  return {
    Namespace: NAMESPACE,
    MetricName: description.wireName,
    Period: String(period),
    ...(Object.keys(entry).length > 0 && { Dimensions: JSON.stringify([entry]) }),
  };
}
