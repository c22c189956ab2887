import { setTimeout as sleep } from 'node:timers/promises';
import {
  AttachmentMetric,
  AttachmentTunnelMetric,
  ConnectionMetric,
  GatewayMetric,
  type MetricPoint,
  Quantity,
  TunnelMetric,
  VpnMonitor,
  VpnMonitorError,
  type VpnMonitorOptions,
} from 'alicloud-vpn-monitor';
import { createSimulator, type Simulator, type SimulatorOptions } from 'alicloud-vpn-monitor/testing';
import { afterEach, expect, test } from 'vitest';

const NOW = Date.UTC(2026, 0, 31, 12);
const MINUTE = 60_000;
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((item) => item.close()));
});

async function setUp(
  simulated: Partial<SimulatorOptions> = {},
  options: Partial<VpnMonitorOptions> = {},
): Promise<{ cloud: Simulator; monitor: VpnMonitor }> {
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    now: NOW,
    gateways: [{ id: 'vpn-1' }, { id: 'vpn-2' }],
    connections: [
      { id: 'vco-dual', gatewayId: 'vpn-1', mode: 'dual', bgp: true, tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] },
      { id: 'vco-single', gatewayId: 'vpn-1', mode: 'single', bgp: true },
      { id: 'vco-other', gatewayId: 'vpn-2', mode: 'single' },
      { id: 'vco-router', transitRouterId: 'tr-1', mode: 'single' },
      { id: 'vco-router-dual', transitRouterId: 'tr-1', mode: 'dual', tunnels: [{ id: 'tun-3' }, { id: 'tun-4' }] },
    ],
    ...simulated,
  });
  const server = await cloud.listen();
  const monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    endpoint: server.endpoint,
    credentials: server.credentials,
    clock: cloud.clock,
    ...options,
  });
  open.push(monitor, server);
  return { cloud, monitor };
}
const values = (points: readonly MetricPoint[]): [number, number][] => points.map((point) => [point.timestamp, point.value]);

test('every metric of every scope yields the points that the service has, and no others', async () => {
  const { cloud, monitor } = await setUp();
  const gateway = monitor.gateway('vpn-1');
  const scopes = [
    ...Object.values(GatewayMetric).map((metric) => [metric, 'vpn-1', gateway.metric(metric)] as const),
    ...Object.values(ConnectionMetric).map((metric) => [metric, 'vco-single', gateway.connection('vco-single').metric(metric)] as const),
    ...Object.values(TunnelMetric).map(
      (metric) => [metric, 'tun-2', gateway.connection('vco-dual').tunnel('tun-2').metric(metric)] as const,
    ),
    ...Object.values(AttachmentMetric).map((metric) => [metric, 'vco-router', monitor.attachment('vco-router').metric(metric)] as const),
    ...Object.values(AttachmentTunnelMetric).map(
      (metric) => [metric, 'tun-3', monitor.attachment('vco-router-dual').tunnel('tun-3').metric(metric)] as const,
    ),
  ];
  const asked = await Promise.all(
    scopes.map(async ([metric, resourceId, query]) => ({ metric, resourceId, points: await query.last('20m').toArray({ limit: 100 }) })),
  );
  expect(asked).toHaveLength(31);
  for (const { metric, resourceId, points } of asked) {
    const truth = cloud.truth.points({ metric, resourceId, start: NOW - 20 * MINUTE, end: NOW - MINUTE });
    expect(values(points as MetricPoint[]), `${metric} of ${resourceId}`).toEqual(truth.map((point) => [point.timestamp, point.value]));
    if (!metric.includes('bgp')) expect(points.length, metric).toBeGreaterThanOrEqual(18);
  }
});

test('a service that spells net_rx.Pkgs, keys connections by ipsecId and offers only Value is read all the same', async () => {
  const { cloud, monitor } = await setUp({
    metadata: [
      { MetricName: 'net_rx.Pkgs', Dimensions: 'userId,instanceId', Statistics: 'Value', Periods: '60,300' },
      { MetricName: 'ipsec_rx.rate', Dimensions: 'userId,instanceId,ipsecId', Statistics: 'Value', Periods: '60,300' },
    ],
  });
  const packets = await monitor.gateway('vpn-1').metric(GatewayMetric.InboundPacketRate).last('1h').toArray({ limit: 100 });
  expect(packets).toHaveLength(59);
  expect(packets[0]).toMatchObject({ metric: 'net.rxPkgs', statistics: { value: packets[0]!.value }, resource: { gatewayId: 'vpn-1' } });
  const traffic = await monitor
    .gateway('vpn-1')
    .connection('vco-single')
    .metric(ConnectionMetric.InboundRate)
    .last('1h')
    .toArray({ limit: 100 });
  expect(values(traffic)).toEqual(
    cloud.truth
      .points({ metric: 'ipsec_rx.rate', resourceId: 'vco-single', start: NOW - 60 * MINUTE, end: NOW - MINUTE })
      .map((point) => [point.timestamp, point.value]),
  );
  const sent = cloud.calls.filter((call) => call.action === 'DescribeMetricList').map((call) => call.params);
  expect(sent.map((params) => [params['MetricName'], params['Dimensions']])).toEqual([
    ['net_rx.Pkgs', '[{"instanceId":"vpn-1"}]'],
    ['ipsec_rx.rate', '[{"instanceId":"vpn-1","ipsecId":"vco-single"}]'],
  ]);
});

test('an outage reads down, and mixed in the minute it began', async () => {
  const { cloud, monitor } = await setUp();
  cloud.tunnel('tun-1').down({ at: NOW - 5.5 * MINUTE });
  const query = monitor.gateway('vpn-1').connection('vco-dual').tunnel('tun-1').metric(Quantity.State);
  const states = (await query.last('8m').toArray({ limit: 10 })).map((point) => point.state);
  expect(states).toEqual(['up', 'up', 'mixed', 'down', 'down', 'down', 'down']);
  expect((await query.latest())[0]?.state).toBe('down');
});

test('missing, blank, doubled and unordered rows: what is left is right, once and in order', async () => {
  const { cloud, monitor } = await setUp({ data: { missing: 0.1, blank: 0.1, duplicate: 0.3, unordered: true } });
  const points = await monitor.gateway('vpn-1').metric(GatewayMetric.InboundRate).last('6h').toArray({ limit: 1000 });
  const truth = new Map(
    cloud.truth
      .points({ metric: 'net_rx.rate', resourceId: 'vpn-1', start: NOW - 6 * 60 * MINUTE, end: NOW })
      .map((point) => [point.timestamp, point.value]),
  );
  expect(points.length).toBeGreaterThan(200);
  expect(points.length).toBeLessThan(359);
  for (const [index, point] of points.entries()) {
    expect(point.value).toBe(truth.get(point.timestamp));
    expect(point.timestamp).toBeGreaterThan(points[index - 1]?.timestamp ?? 0);
  }
});

test('a month of minutes takes one call a page', async () => {
  const { cloud, monitor } = await setUp();
  const points = await monitor.gateway('vpn-1').metric(GatewayMetric.InboundRate).last('31d').toArray({ limit: 50_000 });
  expect(points).toHaveLength(31 * 1440 - 1);
  expect(cloud.calls.filter((call) => call.action === 'DescribeMetricList')).toHaveLength(31);
});

test.each([
  ['throttling', { code: 'Throttling.User', status: 400, message: 'Request was denied due to user flow control.' }],
  ['a server error', { status: 503 }],
  ['a reset', { kind: 'reset' }],
  ['an HTML answer', { kind: 'html' }],
  ['an empty answer', { kind: 'empty' }],
  ['broken JSON', { kind: 'broken-json' }],
  ['Success: false without a code', { kind: 'success-false' }],
] as const)('%s is retried and costs no point', async (_, failure) => {
  const { cloud, monitor } = await setUp();
  cloud.fail({ action: 'DescribeMetricList', times: 2, ...failure });
  expect(await monitor.gateway('vpn-1').metric(GatewayMetric.InboundRate).last('10m').toArray({ limit: 10 })).toHaveLength(9);
  expect(monitor.usage().callsByOperation['DescribeMetricList']).toBe(3);
});

test.each([
  ['throttled', { code: 'Throttling.User', status: 400 }],
  ['quota-exhausted', { code: 'Throttling.User', status: 400, message: 'user api quota limit' }],
  ['forbidden', { code: 'NoPermission', status: 403 }],
  ['not-found', { code: 'ResourceNotFound', status: 404 }],
  ['invalid-request', { code: 'ParameterInvalid', status: 400 }],
  ['server', { status: 500 }],
  ['network', { kind: 'reset' }],
  ['protocol', { kind: 'html' }],
  ['protocol', { kind: 'empty' }],
] as const)('the error %s carries what the service said and no secret', async (code, failure) => {
  const { cloud, monitor } = await setUp(
    {},
    { maxRetries: 0, credentials: { accessKeyId: 'any-key-id', accessKeySecret: 'very-secret-value' }, metadata: 'catalog' },
  );
  cloud.fail({ times: Infinity, ...failure });
  const error: unknown = await monitor
    .gateway('vpn-1')
    .metric(GatewayMetric.InboundRate)
    .latest()
    .catch((reason: unknown) => reason);
  if (!VpnMonitorError.isInstance(error)) throw error;
  expect(error).toMatchObject({ code, action: 'DescribeMetricLast' });
  expect(`${error.message} ${String(error.stack)} ${JSON.stringify(error)}`).not.toContain('very-secret-value');
});

test('a hanging service ends in a timeout within the attempt’s deadline', async () => {
  const { cloud, monitor } = await setUp({}, { attemptTimeoutMs: 50, maxRetries: 1, metadata: 'catalog' });
  cloud.fail({ kind: 'hang', times: Infinity });
  await expect(monitor.gateway('vpn-1').metric(GatewayMetric.InboundRate).latest()).rejects.toMatchObject({
    code: 'timeout',
    retryable: true,
  });
  expect(cloud.calls).toHaveLength(2);
});

test('an abort ends a hanging request at once', async () => {
  const { cloud, monitor } = await setUp();
  cloud.fail({ kind: 'hang', action: 'DescribeMetricList', times: Infinity });
  const controller = new AbortController();
  const pending = monitor.gateway('vpn-1').metric(GatewayMetric.InboundRate).signal(controller.signal).toArray({ limit: 1 });
  pending.catch(() => undefined);
  while (!cloud.calls.some((call) => call.action === 'DescribeMetricList')) await sleep(5);
  controller.abort('stop');
  await expect(pending).rejects.toBe('stop');
});

test('metadata that is denied falls back to the documented names', async () => {
  const { cloud, monitor } = await setUp({ metadata: 'documented' });
  cloud.fail({ action: 'DescribeMetricMetaList', code: 'NoPermission', status: 403, times: Infinity });
  expect(await monitor.gateway('vpn-1').metric(GatewayMetric.InboundPacketRate).last('10m').toArray({ limit: 10 })).toHaveLength(9);
});

test('a wrong secret is an auth error that does not show it', async () => {
  const { monitor } = await setUp({}, { credentials: { accessKeyId: 'simulated', accessKeySecret: 'very-wrong-secret' } });
  const error: unknown = await monitor
    .gateway('vpn-1')
    .metric(GatewayMetric.InboundRate)
    .latest()
    .catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'auth' });
  expect((error as Error).message).not.toContain('very-wrong-secret');
});
