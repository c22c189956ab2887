import {
  AttachmentMetric,
  AttachmentTunnelMetric,
  ConnectionMetric,
  GatewayMetric,
  type MetricName,
  metricSpec,
  TunnelMetric,
} from '../../catalog/index.ts';
import { VpnMonitorError } from '../../errors.ts';
import { isRecord } from '../../internal/records.ts';
import { type DescribeMetric, idOf } from '../../metadata/index.ts';
import { answered } from './answered.ts';
import type { Candidate } from './candidates.ts';
import { paramsOf } from './metric-target.ts';
import type { Trial } from './trial.ts';

// One for each kind of resource; a connection has it whether it has one tunnel or two.
const OF_GATEWAYS: readonly MetricName[] = [GatewayMetric.InboundRate];
const OF_CONNECTIONS: readonly MetricName[] = [
  TunnelMetric.InboundRate,
  ConnectionMetric.InboundRate,
  AttachmentMetric.InboundRate,
  AttachmentTunnelMetric.InboundRate,
];
const PERIOD = 60;
const LENGTH = 1_440;

/** What could not be listed. */
export interface Unlisted {
  readonly gateways: boolean;
  readonly connections: boolean;
}

/** Where gateways or connections cannot be listed, the ids that the newest datapoints of the account name. */
export async function knownByMetrics(
  trial: Trial,
  describe: DescribeMetric,
  { gateways, connections }: Unlisted,
): Promise<readonly Candidate[]> {
  const [first, ...others] = [...(gateways ? OF_GATEWAYS : []), ...(connections ? OF_CONNECTIONS : [])];
  if (first === undefined) return [];
  // Where one gives no answer the others would not either; that there is no such metric is one.
  const found = await namedBy(trial, describe, first).catch((error: unknown) => {
    if (VpnMonitorError.isInstance(error) && (error.code === 'not-found' || error.code === 'invalid-request')) return [];
    throw error;
  });
  return [found, ...(await answered(others.map((name) => namedBy(trial, describe, name))))].flat();
}

async function namedBy(trial: Trial, describe: DescribeMetric, name: MetricName): Promise<readonly Candidate[]> {
  const spec = metricSpec(name);
  if (!spec) return [];
  const { resource: kind, attachedTo } = spec;
  const description = describe(spec);
  const { rows } = await trial.ask('DescribeMetricLast', {
    ...paramsOf({ description, resource: undefined, period: PERIOD }),
    Length: String(LENGTH),
  });
  return rows.filter(isRecord).flatMap((row): Candidate[] => {
    const ids = description.codec.decode(row);
    return idOf(ids, kind) === undefined ? [] : [{ kind, resource: { attachedTo, ...ids }, rank: 1 }];
  });
}
