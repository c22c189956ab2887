import {
  AttachmentMetric,
  AttachmentTunnelMetric,
  ConnectionMetric,
  GatewayMetric,
  type MetricQuery,
  Quantity,
  TunnelMetric,
  VpnMonitor,
  type VpnMonitorOptions,
} from 'alicloud-vpn-monitor';
import { createSimulator, type Simulator } from 'alicloud-vpn-monitor/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { directTransport } from '../support/direct-transport.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((item) => item.close()));
});

function setUp(options: Partial<VpnMonitorOptions> = {}): { cloud: Simulator; monitor: VpnMonitor; warnings: string[] } {
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    now: '2026-01-31T12:00:00Z',
    credentials: 'any',
    enterprise: true,
    gateways: [{ id: 'vpn-1' }, { id: 'vpn-2' }],
    connections: [
      { id: 'vco-dual', gatewayId: 'vpn-1', tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] },
      { id: 'vco-single', gatewayId: 'vpn-1', mode: 'single' },
      { id: 'vco-router', transitRouterId: 'tr-1', tunnels: [{ id: 'tun-3' }, { id: 'tun-4' }] },
    ],
  });
  const warnings: string[] = [];
  const logger = { warn: (message: string) => void warnings.push(message) };
  const monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    transport: directTransport(cloud),
    clock: cloud.clock,
    logger,
    maxRetries: 0,
    ...options,
  });
  open.push(monitor);
  return { cloud, monitor, warnings };
}

const lookups = (cloud: Simulator): number => cloud.calls.filter(({ product }) => product === 'vpc').length;
async function first<T>(items: AsyncIterable<T>): Promise<T | undefined> {
  for await (const item of items) return item;
  return undefined;
}

const WAYS: readonly [string, (query: MetricQuery) => Promise<unknown>][] = [
  ['latest', (query) => query.latest()],
  ['toArray', (query) => query.toArray({ limit: 100 })],
  ['iteration', (query) => first(query)],
  ['top', (query) => query.top()],
  ['export', (query) => first(query.export())],
  ['follow', (query) => first(query.follow({ pollMs: 5 }))],
];

const WRONG: readonly [string, (monitor: VpnMonitor) => MetricQuery, RegExp][] = [
  [
    'a gateway',
    (monitor) => monitor.gateway('vpn-nope').metric(GatewayMetric.InboundRate),
    /no VPN gateway vpn-nope in the region cn-hangzhou/,
  ],
  [
    'a connection',
    (monitor) => monitor.gateway('vpn-1').connection('vco-nope').metric(ConnectionMetric.InboundRate),
    /no IPsec connection vco-nope/,
  ],
  [
    'a connection of another gateway',
    (monitor) => monitor.gateway('vpn-2').connection('vco-dual').metric(ConnectionMetric.InboundRate),
    /vco-dual is attached to the VPN gateway vpn-1, not to the VPN gateway vpn-2/,
  ],
  [
    'a connection of a transit router',
    (monitor) => monitor.gateway('vpn-1').connection('vco-router').metric(ConnectionMetric.InboundRate),
    /the transit router tr-1/,
  ],
  [
    'an attachment that is a gateway’s',
    (monitor) => monitor.attachment('vco-dual').metric(AttachmentMetric.InboundRate),
    /the VPN gateway vpn-1, not to a transit router/,
  ],
  [
    'a tunnel',
    (monitor) => monitor.gateway('vpn-1').connection('vco-dual').tunnel('tun-nope').metric(TunnelMetric.InboundRate),
    /vco-dual has no tunnel tun-nope: its tunnels are tun-1, tun-2$/,
  ],
  [
    'a tunnel of another connection',
    (monitor) => monitor.gateway('vpn-1').connection('vco-dual').tunnel('tun-3').metric(TunnelMetric.State),
    /tun-3 is a tunnel of vco-router, attached to the transit router tr-1/,
  ],
  [
    'a tunnel of another gateway',
    (monitor) => monitor.gateway('vpn-2').connection('vco-dual').tunnel('tun-1').metric(TunnelMetric.State),
    /tun-1 is a tunnel of vco-dual, which is attached to the VPN gateway vpn-1/,
  ],
  [
    'an attachment’s tunnel that is a gateway’s',
    (monitor) => monitor.attachment('vco-router').tunnel('tun-1').metric(AttachmentTunnelMetric.State),
    /tun-1 is a tunnel of vco-dual/,
  ],
  [
    'a looked-up tunnel of another connection',
    (monitor) => monitor.connection('vco-dual').tunnel('tun-3').metric(Quantity.State),
    /tun-3 is a tunnel of vco-router/,
  ],
  [
    'a fleet of gateways',
    (monitor) => monitor.fleet({ gatewayIds: ['vpn-nope'] }).metric(Quantity.State),
    /nothing that the fleet names exists.*vpn-nope/,
  ],
  ['a fleet of gateways, of theirs', (monitor) => monitor.fleet({ gatewayIds: ['vpn-nope'] }).metric(Quantity.SslClientCount), /vpn-nope/],
  [
    'a fleet of scopes: a gateway',
    (monitor) => monitor.fleet([monitor.gateway('vpn-nope')]).metric(Quantity.InboundRate),
    /no VPN gateway vpn-nope/,
  ],
  [
    'a fleet of scopes: tunnels',
    (monitor) =>
      monitor
        .fleet([monitor.gateway('vpn-2').connection('vco-dual').tunnel('tun-1'), monitor.attachment('vco-router').tunnel('tun-nope')])
        .metric(Quantity.InboundRate),
    /vpn-1.*vco-router has no tunnel tun-nope/,
  ],
  [
    'a fleet of scopes: many',
    (monitor) =>
      monitor
        .fleet(['1', '2', '3', '4', '5'].map((id) => monitor.gateway('vpn-1').connection(`vco-nope${id}`)))
        .metric(Quantity.InboundRate),
    /vco-nope1/,
  ],
  [
    'a fleet of fleets',
    (monitor) => monitor.fleet([monitor.fleet([monitor.gateway('vpn-nope')])]).metric(Quantity.InboundRate),
    /no VPN gateway vpn-nope/,
  ],
  [
    'a fleet of connections',
    (monitor) => monitor.fleet({ connectionIds: ['vco-nope', 'vco-none'] }).metric(Quantity.State),
    /vco-nope, vco-none/,
  ],
];

describe.each(WRONG)('%s that does not exist there', (_what, query, message) => {
  test.each(WAYS)('is not-found: %s', async (_way, ask) => {
    const { monitor } = setUp();
    const asked = query(monitor);
    for (let times = 0; times < 2; times++)
      await expect(ask(asked)).rejects.toMatchObject({
        code: 'not-found',
        retryable: false,
        message: expect.stringMatching(message) as string,
      });
  });
});

test('where points come nothing is looked up', async () => {
  const { cloud, monitor } = setUp();
  for (const [, ask] of WAYS) {
    await ask(monitor.gateway('vpn-1').metric(GatewayMetric.InboundRate));
    await ask(monitor.gateway('vpn-1').connection('vco-dual').tunnel('tun-1').metric(TunnelMetric.State));
  }
  expect(lookups(cloud)).toBe(0);
});

test('what exists and has no points is looked up once, however often it is asked', async () => {
  const { cloud, monitor } = setUp();
  const silent = monitor.gateway('vpn-1').connection('vco-dual').metric(ConnectionMetric.State);
  for (let times = 0; times < 3; times++) {
    expect(await silent.latest()).toEqual([]);
    expect(await silent.last('10m').toArray({ limit: 10 })).toEqual([]);
    cloud.advance('1h');
  }
  expect(lookups(cloud)).toBe(1);
});

test('where looking up is forbidden, a warning stands for the answer', async () => {
  const { cloud, monitor, warnings } = setUp();
  cloud.fail({ action: 'DescribeVpnGateways', code: 'Forbidden.RAM', times: Infinity });
  const query = monitor.gateway('vpn-nope').metric(GatewayMetric.InboundRate);
  expect(await query.latest()).toEqual([]);
  expect(await query.latest()).toEqual([]);
  expect(warnings).toEqual([expect.stringMatching(/no data of vpn-nope, and whether it exists could not be looked up/)]);
});

test('a lookup that is never answered holds an answer up for ten seconds at most, once a minute', async () => {
  const { cloud, monitor, warnings } = setUp({ maxRetries: 4 });
  cloud.fail({ action: 'DescribeVpnGateways', kind: 'hang', times: Infinity });
  const query = () => monitor.gateway('vpn-nope').metric(GatewayMetric.InboundRate).latest();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const settled = vi.fn();
    const first = query().finally(settled);
    await vi.advanceTimersByTimeAsync(9_900);
    expect(lookups(cloud)).toBe(1);
    expect(settled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(200);
    expect(await first).toEqual([]);
    expect(await query()).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
  expect(warnings).toEqual([expect.stringMatching(/could not be looked up/)]);
});

test('a fleet of which some exist warns of the others once, also of gateways, and an empty gateway is none of them', async () => {
  const { cloud, monitor, warnings } = setUp();
  const query = monitor.fleet({ gatewayIds: ['vpn-1', 'vpn-2', 'vpn-nope'] }).metric(Quantity.State);
  for (let times = 0; times < 3; times++) expect((await query.latest()).length).toBe(3);
  expect(warnings).toHaveLength(1);
  expect(lookups(cloud)).toBe(2);
  expect(
    await monitor
      .fleet({ gatewayIds: ['vpn-2'] })
      .metric(Quantity.State)
      .latest(),
  ).toEqual([]);
});

test('a fleet of scopes that has no points warns once of those that do not exist, where another does', async () => {
  const { cloud, monitor, warnings } = setUp();
  const connection = monitor.gateway('vpn-1').connection('vco-dual');
  const query = monitor
    .fleet([connection.tunnel('tun-1'), connection.tunnel('tun-nope'), monitor.gateway('vpn-2')])
    .metric(Quantity.InboundRate)
    .between('2026-01-31T11:59:50Z', '2026-01-31T11:59:59Z');
  for (let times = 0; times < 3; times++) expect(await query.toArray({ limit: 10 })).toEqual([]);
  expect(warnings).toEqual([expect.stringMatching(/do not exist/)]);
  expect(lookups(cloud)).toBeLessThanOrEqual(3);
});

test('a fleet of many scopes that exist and have no points is looked up by one listing', async () => {
  const { cloud, monitor, warnings } = setUp();
  const scopes = ['vco-dual', 'vco-single'].flatMap((id) => ['tun-1', 'tun-2'].map(() => monitor.gateway('vpn-1').connection(id)));
  const query = monitor
    .fleet([...scopes, monitor.attachment('vco-router')])
    .metric(Quantity.InboundRate)
    .between('2026-01-31T11:59:50Z', '2026-01-31T11:59:59Z');
  for (let times = 0; times < 3; times++) expect(await query.toArray({ limit: 10 })).toEqual([]);
  expect(warnings).toEqual([]);
  expect(lookups(cloud)).toBe(1);
});

test('a resource that is deleted ends no stream', async () => {
  const { cloud, monitor } = setUp({ topologyTtlMs: 0 });
  const states = monitor
    .fleet({ connectionIds: ['vco-single'] })
    .metric(Quantity.State)
    .follow({ pollMs: 5, lagMs: 0 });
  const next = vi.fn();
  expect((await states.next()).done).toBe(false);
  cloud.fail({ action: 'DescribeVpnConnections', status: 404, code: 'InvalidVpnConnectionInstanceId.NotFound', times: 1 });
  void states.next().then(next, next);
  await new Promise((resolve) => setTimeout(resolve, 30));
  await monitor.close();
});
