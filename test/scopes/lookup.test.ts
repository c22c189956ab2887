import { ConnectionMetric, type MetricPoint, Quantity, VpnMonitor, type VpnMonitorOptions } from 'alicloud-vpn-monitor';
import { createSimulator, type Simulator, type SimulatorOptions } from 'alicloud-vpn-monitor/testing';
import { afterEach, expect, test } from 'vitest';

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
    now: '2026-01-31T12:00:00Z',
    gateways: [{ id: 'vpn-1', name: 'head office' }],
    connections: [
      { id: 'vco-dual', name: 'to Berlin', gatewayId: 'vpn-1', mode: 'dual', bgp: true, tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] },
      { id: 'vco-single', gatewayId: 'vpn-1', mode: 'single', bgp: true },
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
const seen = (points: readonly MetricPoint[]): string[] =>
  points.map(({ metric, resource }) => `${metric} ${resource.tunnelId ?? resource.connectionId ?? resource.gatewayId ?? ''}`);
const callsTo = (cloud: Simulator, action: string): number => cloud.calls.filter((call) => call.action === action).length;

test.each([
  ['vco-single', ['ipsec.state vco-single']],
  ['vco-dual', ['tun.state tun-1', 'tun.state tun-2']],
  ['vco-router', ['vpn_connection.state vco-router']],
  ['vco-router-dual', ['vpn_connection_tun.state tun-3', 'vpn_connection_tun.state tun-4']],
])('the state of %s is that of its one negotiation, or of its two tunnels', async (id, expected) => {
  const { monitor } = await setUp();
  expect(seen(await monitor.connection(id).metric(Quantity.State).latest())).toEqual(expected);
});

test.each([
  ['vco-dual', 'ipsec_rx.rate vco-dual'],
  ['vco-router-dual', 'vpn_connection_rx.rate vco-router-dual'],
])('the rate of %s is that of the whole connection', async (id, expected) => {
  const { monitor } = await setUp();
  expect(seen(await monitor.connection(id).metric(Quantity.InboundRate).latest())).toEqual([expected]);
});

test.each([
  ['by its id', (monitor: VpnMonitor) => monitor.tunnel('tun-2'), 'tun.bgp_state tun-2'],
  ['by its id within its connection', (monitor: VpnMonitor) => monitor.connection('vco-dual').tunnel('tun-2'), 'tun.bgp_state tun-2'],
  ['by its number', (monitor: VpnMonitor) => monitor.connection('vco-dual').tunnel(1), 'tun.bgp_state tun-1'],
])('a tunnel is found %s', async (_, scope, expected) => {
  const { monitor } = await setUp();
  expect(seen(await scope(monitor).metric(Quantity.BgpState).latest())).toEqual([expected]);
});

test('a quantity of a known connection becomes the metric that it really has; a constant stays what it is', async () => {
  const { cloud, monitor } = await setUp();
  const dual = monitor.gateway('vpn-1').connection('vco-dual');
  expect(seen(await dual.metric(Quantity.State).latest())).toEqual(['tun.state tun-1', 'tun.state tun-2']);
  expect(seen(await monitor.attachment('vco-router-dual').metric(Quantity.State).latest())).toEqual([
    'vpn_connection_tun.state tun-3',
    'vpn_connection_tun.state tun-4',
  ]);
  const lookups = callsTo(cloud, 'DescribeVpnConnections');
  expect(await dual.metric(ConnectionMetric.State).latest()).toEqual([]);
  expect(seen(await dual.metric(Quantity.InboundRate, Quantity.OutboundRate).latest())).toEqual([
    'ipsec_rx.rate vco-dual',
    'ipsec_tx.rate vco-dual',
  ]);
  expect(callsTo(cloud, 'DescribeVpnConnections')).toBe(lookups);
});

test('without the right to look up, a known connection is taken for a single-tunnel one, with a warning', async () => {
  const warnings: string[] = [];
  const { cloud, monitor } = await setUp({}, { logger: { warn: (message) => warnings.push(message) } });
  cloud.fail({ action: 'DescribeVpnConnections', code: 'Forbbiden.SubUser', status: 403, times: Infinity });
  expect(seen(await monitor.gateway('vpn-1').connection('vco-single').metric(Quantity.State).latest())).toEqual(['ipsec.state vco-single']);
  expect(warnings).toHaveLength(1);
  await expect(monitor.connection('vco-single').metric(Quantity.State).latest()).rejects.toMatchObject({ code: 'forbidden' });
});

test.each([
  ['a connection', (monitor: VpnMonitor) => monitor.connection('vco-gone').metric(Quantity.State)],
  ['a tunnel', (monitor: VpnMonitor) => monitor.tunnel('tun-gone').metric(Quantity.State)],
  ['a connection of a known gateway', (monitor: VpnMonitor) => monitor.gateway('vpn-1').connection('vco-gone').metric(Quantity.State)],
])('an unknown id of %s is not-found in the region that was searched', async (_, query) => {
  const { monitor } = await setUp();
  await expect(query(monitor).latest()).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringMatching(/gone.*cn-hangzhou/s) as string,
  });
});

test('a third tunnel, and a tunnel of a single-tunnel connection, do not exist', async () => {
  const { monitor } = await setUp();
  expect(() => monitor.connection('vco-dual').tunnel(3 as 2)).toThrow(RangeError);
  expect(() => monitor.tunnel('vco-dual')).toThrow(/connection\(id\)/);
  await expect(monitor.connection('vco-single').tunnel(1).metric(Quantity.State).latest()).rejects.toMatchObject({ code: 'not-found' });
  await expect(monitor.connection('vco-dual').tunnel('tun-3').metric(Quantity.State).latest()).rejects.toThrow('tun-1, tun-2');
});

test('a hundred lookups of one id at once cost one call', async () => {
  const { cloud, monitor } = await setUp();
  const found = await Promise.all(Array.from({ length: 100 }, () => monitor.topology.resolve('vco-dual')));
  expect(new Set(found.map((resource) => resource.connectionId))).toEqual(new Set(['vco-dual']));
  expect(cloud.calls).toHaveLength(1);
  await Promise.all(Array.from({ length: 20 }, () => monitor.connection('vco-dual').metric(Quantity.InboundRate).latest()));
  expect(callsTo(cloud, 'DescribeVpnConnections')).toBe(1);
});

test('points of looked-up scopes carry names, the gateway’s where they are asked for', async () => {
  const { cloud, monitor } = await setUp();
  const [plain] = await monitor.connection('vco-dual').metric(Quantity.InboundRate).latest();
  expect(plain?.resource).toEqual({ attachedTo: 'vpn-gateway', gatewayId: 'vpn-1', connectionId: 'vco-dual', connectionName: 'to Berlin' });
  expect(callsTo(cloud, 'DescribeVpnGateways')).toBe(0);
  const [named] = await monitor.tunnel('tun-1', { names: true }).metric(Quantity.State).latest();
  expect(named?.resource).toEqual({ ...plain?.resource, tunnelId: 'tun-1', gatewayName: 'head office' });
});

test.each([
  ['a gateway’s quantity', (monitor: VpnMonitor) => monitor.connection('vco-dual').metric(Quantity.SslClientCount as never)],
  ['a metric constant', (monitor: VpnMonitor) => monitor.tunnel('tun-1').metric('tun.state' as never)],
  ['nothing', (monitor: VpnMonitor) => (monitor.tunnel('tun-1').metric as () => unknown).call(monitor.tunnel('tun-1'))],
])('%s is refused at once', async (_, build) => {
  const { cloud, monitor } = await setUp();
  expect(() => build(monitor)).toThrow(/takes at least one|is not a quantity/);
  expect(cloud.calls).toEqual([]);
});

test.each([
  ['of a tunnel', (monitor: VpnMonitor) => monitor.tunnel('tun-1').metric('tun.state' as never), 'state'],
  ['of a connection', (monitor: VpnMonitor) => monitor.connection('vco-dual').metric('net_rx.rate' as never), 'inboundRate'],
  ['of a gateway', (monitor: VpnMonitor) => monitor.gateway('vpn-1').metric('tun.rx_bps' as never), 'inboundRate'],
  ['in a fleet', (monitor: VpnMonitor) => monitor.fleet().metric('tun.bgp_state' as never), 'bgpState'],
])('the name of a metric %s is refused with the quantity that is meant', async (_, build, quantity) => {
  const { monitor } = await setUp();
  expect(() => build(monitor)).toThrow(`; did you mean ${quantity}?`);
});

test.each([
  ['another gateway', (monitor: VpnMonitor) => monitor.gateway('vpn-9').connection('vco-dual').metric(Quantity.State).latest(), 'vpn-1'],
  ['a transit router', (monitor: VpnMonitor) => monitor.attachment('vco-dual').metric(Quantity.State).latest(), 'vpn-1'],
  [
    'a gateway instead of its transit router',
    (monitor: VpnMonitor) => monitor.gateway('vpn-1').connection('vco-router').metric(Quantity.State).latest(),
    'tr-1',
  ],
])('a connection that was looked for on %s is not answered for; its real place is named', async (_, ask, place) => {
  const { monitor } = await setUp();
  await expect(ask(monitor)).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining(place) as string });
});

test('a lookup that fails for a moment is an error, not an empty state', async () => {
  const { cloud, monitor } = await setUp({}, { maxRetries: 0 });
  cloud.fail({ action: 'DescribeVpnConnections', status: 503 });
  const states = monitor.gateway('vpn-1').connection('vco-dual').metric(Quantity.State);
  await expect(states.latest()).rejects.toMatchObject({ code: 'server', retryable: true });
  expect(seen(await states.latest())).toEqual(['tun.state tun-1', 'tun.state tun-2']);
});
