import {
  type ErrorCode,
  EVENTS,
  METRICS,
  type PreflightEvent,
  type PreflightMetric,
  type PreflightOperation,
  type PreflightReport,
  VpnMonitorError,
} from 'alicloud-vpn-monitor';

type Facts = Omit<PreflightReport, 'findings'>;

const SAMPLES = { gateway: 'vpn-bp1q8bgx4xnkm2ogjabcd', connection: 'vco-bp1bbi27hojx80nck3v9q', tunnel: 'tun-opsqc4d97wni27fk2a9w' };
const VALUE_ONLY = /^(?:net_[rt]x\.|net\.|ipsec_[rt]x\.rate|ipsec\.[rt]xPkgs|ssl_client)/;

const OPERATIONS = [
  'vpc:DescribeVpnGateways',
  'vpc:DescribeVpnConnections',
  'vpc:DescribeSslVpnServers',
  'cms:DescribeMetricMetaList',
  'cms:DescribeMetricLast',
  'cms:DescribeMetricList',
  'cms:DescribeSystemEventMetaList',
  'cms:DescribeSystemEventAttribute',
  'cms:DescribeContactGroupList',
  'cen:DescribeFlowlogs',
];

export function operation(ramAction: string, fields: Partial<PreflightOperation> = {}): PreflightOperation {
  const [service = '', action = ''] = ramAction.split(':');
  return {
    product: service === 'cen' ? 'cbn' : (service as 'cms'),
    action,
    ramAction,
    features: ['metrics', 'watch'],
    status: 'allowed',
    ...fields,
  };
}

/** The report of a service that is as documented, on an account where all is well. */
export function healthyReport(changes: Partial<Facts> = {}): Facts {
  return {
    regionId: 'cn-hangzhou',
    at: Date.UTC(2026, 0, 31, 12),
    tookMs: 1_234,
    features: ['topology', 'metrics', 'events', 'watch'],
    calls: 41,
    operations: OPERATIONS.map((one) => operation(one)),
    missingPolicy: undefined,
    clock: { offsetMs: 120, uncertaintyMs: 510 },
    routes: [
      { product: 'cms', host: 'metrics.cn-hangzhou.aliyuncs.com', protocol: 'https', proxy: undefined },
      { product: 'vpc', host: 'vpc.aliyuncs.com', protocol: 'https', proxy: undefined },
    ],
    resources: { gateways: 1, connections: 2, attachments: 1, tunnels: 4, certificates: 0 },
    metrics: METRICS.map((spec) => ({
      metric: spec.name,
      resource: spec.resource,
      attachedTo: spec.attachedTo,
      listed: true,
      wireName: spec.name,
      dimensions: spec.dimensions,
      statistics: VALUE_ONLY.test(spec.name) ? ['Value'] : ['Average', 'Minimum', 'Maximum'],
      periods: [60, 300, 900],
      sample: SAMPLES[spec.resource],
      newestAt: Date.UTC(2026, 0, 31, 11, 58),
      ageMs: 120_000,
      widened: false,
    })),
    events: EVENTS.map(({ name, level }) => ({ name, listed: true, wireName: name, level })),
    eventProducts: ['vpngw'],
    contactGroups: ['vpn-ops'],
    ...changes,
  };
}

/** The report with some of its operations changed, by their RAM names. */
export function withOperations(report: Facts, changes: Readonly<Record<string, Partial<PreflightOperation>>>): Facts {
  return { ...report, operations: report.operations.map((one) => ({ ...one, ...changes[one.ramAction] })) };
}

/** The report with the metrics that a pattern matches changed. */
export function withMetrics(report: Facts, pattern: RegExp, change: (metric: PreflightMetric) => Partial<PreflightMetric>): Facts {
  return { ...report, metrics: report.metrics.map((one) => (pattern.test(one.metric) ? { ...one, ...change(one) } : one)) };
}

/** The report with the events that a pattern matches changed. */
export function withEvents(report: Facts, pattern: RegExp, change: Partial<PreflightEvent>): Facts {
  return { ...report, events: report.events.map((one) => (pattern.test(one.name) ? { ...one, ...change } : one)) };
}

export function failure(code: ErrorCode, message: string, vendorCode?: string): VpnMonitorError {
  return new VpnMonitorError(message, { code, vendorCode, retryable: code === 'network' });
}
