import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Attachment, METRICS, type PreflightFinding, type PreflightReport, type ResourceKind, VpnMonitor } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';

/** A preflight against a service in a process of its own. */
async function preflightOf(service: 'a' | 'b', ...options: string[]): Promise<PreflightReport> {
  const script = fileURLToPath(new URL(`services/${service}.ts`, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...options], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const [port] = (await once(child.stdout, 'data')) as [Buffer];
    const host = `127.0.0.1:${port.toString().trim()}`;
    await using monitor = new VpnMonitor({
      regionId: 'cn-hangzhou',
      endpoint: { cms: host, vpc: host, cbn: host, protocol: 'http' },
      credentials: { accessKeyId: 'id', accessKeySecret: 'secret' },
    });
    return await monitor.preflight();
  } finally {
    child.stdin.end();
    if (child.exitCode === null) await once(child, 'exit');
  }
}

/** Findings by what they name: operations, metrics or events. */
const found = ({ findings }: PreflightReport): unknown[] =>
  findings.map(({ code, severity, operations, metrics, events }) => [severity, code, operations ?? metrics ?? events ?? []]);
const messages = ({ findings }: PreflightReport, wanted: PreflightFinding['code']): string[] =>
  findings.filter(({ code }) => code === wanted).map(({ message }) => message);

const metricsOf = (resource: ResourceKind, attachedTo: Attachment): string[] =>
  METRICS.filter((spec) => spec.resource === resource && spec.attachedTo === attachedTo).map(({ name }) => name);
const GATEWAY = metricsOf('gateway', 'vpn-gateway');
const CONNECTION = metricsOf('connection', 'vpn-gateway');
const TUNNEL = metricsOf('tunnel', 'vpn-gateway');
const ATTACHMENT = metricsOf('connection', 'transit-router');
const ATTACHMENT_TUNNEL = metricsOf('tunnel', 'transit-router');

test('a service with keys, spellings, statistics and an event product of its own, and pages of 20', async () => {
  const report = await preflightOf('a');
  expect(found(report)).toEqual([
    ['warning', 'metric-statistics', ['net_rx.rate', 'tun.rx_bps', 'tun.tx_bps']],
    ['note', 'metric-dimensions', GATEWAY],
    ['note', 'metric-dimensions', CONNECTION],
    ['note', 'metric-dimensions', ATTACHMENT],
    ['note', 'metric-dimensions', ATTACHMENT_TUNNEL],
    ['note', 'metric-spelling', ['ipsec.state', 'tun.rx_pps', 'vpn_connection_rx.rate']],
    ['note', 'event-product', []],
    [
      'note',
      'page-capped',
      [
        'cms:DescribeMetricLast',
        'cms:DescribeMetricList',
        'cms:DescribeMetricMetaList',
        'cms:DescribeSystemEventAttribute',
        'vpc:DescribeVpnConnections',
      ],
    ],
  ]);
  expect(messages(report, 'metric-statistics')).toEqual([
    'The service lists the statistics Sum and p99 for 3 metrics (net_rx.rate, tun.rx_bps and tun.tx_bps), and neither Average nor Value.',
  ]);
  expect(messages(report, 'metric-dimensions')).toEqual([
    expect.stringMatching(
      /^The service lists the dimension keys userId and gatewayId for 7 metrics .*, where userId and instanceId are documented\.$/,
    ),
    expect.stringMatching(
      /^The service lists the dimension keys gatewayId and vpnConnectionId for 6 metrics .*, where userId, instanceId and ipsecId are documented\.$/,
    ),
    expect.stringMatching(
      /^The service lists the dimension keys userId and attachmentId for 6 metrics .*, for which no document lists any; /,
    ),
    expect.stringMatching(
      /^The service lists the dimension keys userId, attachmentId and vpnTunnelId for 6 metrics .*, for which no document lists any; /,
    ),
  ]);
  expect(messages(report, 'metric-spelling')).toEqual([
    expect.stringMatching(
      /: ipsec\.state as ipsec_state, tun\.rx_pps as tun_rx\.pps and vpn_connection_rx\.rate as vpn_connection\.rx\.rate\.$/,
    ),
  ]);
  expect(messages(report, 'event-product')).toEqual([
    'The service files the events of VPN Gateway under the product VPN_GATEWAY, where the documents say vpngw.',
  ]);
  expect(report.metrics.filter(({ newestAt }) => newestAt === undefined)).toEqual([]);
  expect(report.operations.filter(({ status }) => status !== 'allowed')).toEqual([]);
}, 60_000);

const SERVICE_B = [
  ['note', 'event-not-listed', ['vpn_connection_hc_failed']],
  ['note', 'event-spelling', ['ipsec_phase1_nego_failed']],
];

test('a service with other keys, without a metric, with other events, that takes no filter by tunnel, whose clock is 40 s off; a page refused once is nothing', async () => {
  const report = await preflightOf('b');
  expect(found(report)).toEqual([
    ['warning', 'clock-off', []],
    ['warning', 'metric-not-listed', ['tun.bgp_state']],
    ['note', 'metric-dimensions', ATTACHMENT],
    ['note', 'metric-dimensions', ATTACHMENT_TUNNEL],
    ['note', 'filter-widened', TUNNEL.filter((name) => name !== 'tun.bgp_state')],
    ...SERVICE_B,
    ['note', 'page-capped', ['cms:DescribeMetricMetaList']],
  ]);
  expect(messages(report, 'clock-off')).toEqual([
    expect.stringMatching(/^The clock of this machine is (39|40|41) s ahead of the service's time\.$/),
  ]);
  expect(messages(report, 'metric-dimensions')[1]).toMatch(/ userId, vpnConnectionId and tunnelId for /);
  expect(messages(report, 'page-capped')).toEqual([
    'The service puts fewer rows on a page than it is asked for: 25 instead of 100 for cms:DescribeMetricMetaList.',
  ]);
}, 60_000);

test('a page of the list of metrics that is refused for good is said, and nothing of what stands on it', async () => {
  const report = await preflightOf('b', 'for-good');
  expect(found(report)).toEqual([
    ['warning', 'clock-off', []],
    ['warning', 'operation-failed', ['cms:DescribeMetricMetaList']],
    ['warning', 'no-points', ['tun.bgp_state']],
    // Without the list the SDK asks by the likeliest keys, which this service does not have.
    ['note', 'filter-widened', [...TUNNEL.filter((name) => name !== 'tun.bgp_state'), ...ATTACHMENT, ...ATTACHMENT_TUNNEL]],
    ...SERVICE_B,
  ]);
  expect(report.metrics.filter(({ listed }) => listed !== undefined)).toEqual([]);
}, 60_000);

test('an export without Enterprise CloudMonitor lacks no permission', async () => {
  const cloud = createSimulator.preset('dual-tunnel', { metadata: 'documented' });
  await using server = await cloud.listen();
  await using monitor = new VpnMonitor({
    regionId: cloud.regionId,
    endpoint: server.endpoint,
    credentials: server.credentials,
    clock: cloud.clock,
  });
  const report = await monitor.preflight({ features: ['export'] });
  expect(found(report)).toEqual([['error', 'enterprise-missing', expect.arrayContaining(['cms:Cursor'])]]);
  expect(report.missingPolicy).toBeUndefined();
  expect(report.operations.filter(({ status }) => status === 'forbidden')).toEqual([]);
});
