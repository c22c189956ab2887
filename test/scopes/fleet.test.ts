import { type MetricPoint, Quantity, type SeriesScope, VpnMonitor } from 'alicloud-vpn-monitor';
import { createSimulator, type Simulator } from 'alicloud-vpn-monitor/testing';
import { afterEach, describe, expect, test } from 'vitest';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((item) => item.close()));
});

async function monitorOn(cloud: Simulator): Promise<VpnMonitor> {
  const server = await cloud.listen();
  const monitor = new VpnMonitor({
    regionId: cloud.regionId,
    endpoint: server.endpoint,
    credentials: server.credentials,
    clock: cloud.clock,
  });
  open.push(monitor, server);
  return monitor;
}
const metricCalls = (cloud: Simulator): Record<string, number> => {
  const calls: Record<string, number> = {};
  for (const { action, params } of cloud.calls) {
    if (action === 'DescribeMetricLast' || action === 'DescribeMetricList')
      calls[params['MetricName']!] = (calls[params['MetricName']!] ?? 0) + 1;
  }
  return calls;
};
const idOf = ({ resource }: MetricPoint): string => resource.tunnelId ?? resource.connectionId ?? resource.gatewayId ?? '';

describe('1,000 dual-tunnel connections over 40 gateways, and 60 on transit routers', () => {
  const large = () =>
    createSimulator.fleet({ gateways: 40, attachments: 60, connections: 1000, mode: 'dual', now: '2026-01-31T12:00:00Z' });

  test('every tunnel comes once with its own resource, for no more calls than the pages need', async () => {
    const cloud = large();
    const monitor = await monitorOn(cloud);
    const points = await monitor.fleet().metric(Quantity.State).latest();
    const expected = cloud.connections.flatMap(({ id, gatewayId, tunnelIds }) =>
      tunnelIds.map((tunnelId) => `${tunnelId} ${id} ${gatewayId ?? 'router'}`),
    );
    expect(expected).toHaveLength(2120);
    expect(
      points.map(({ resource }) => `${resource.tunnelId!} ${resource.connectionId!} ${resource.gatewayId ?? 'router'}`).sort(),
    ).toEqual(expected.sort());
    const series = (metric: string): number => points.filter((point) => point.metric === metric).length;
    for (const [metric, calls] of Object.entries(metricCalls(cloud)))
      expect(calls, metric).toBeLessThanOrEqual(Math.ceil(series(metric) / 1440) + 2);
    expect(Object.keys(metricCalls(cloud)).sort()).toEqual(['tun.state', 'vpn_connection_tun.state']);
  });

  test('120 named connections take at most 3 data calls per metric', async () => {
    const cloud = large();
    const monitor = await monitorOn(cloud);
    const named = cloud.connections.slice(0, 120);
    const fleet = monitor.fleet({ connectionIds: named.map(({ id }) => id) });
    const states = await fleet.metric(Quantity.State).latest();
    expect(states.map(idOf).sort()).toEqual(named.flatMap(({ tunnelIds }) => tunnelIds).sort());
    const rates = await fleet.metric(Quantity.InboundRate).latest();
    expect(rates.map(idOf).sort()).toEqual(named.map(({ id }) => id).sort());
    for (const [metric, calls] of Object.entries(metricCalls(cloud))) expect(calls, metric).toBeLessThanOrEqual(3);
  });

  test('a range of a fleet holds every minute of every series once', async () => {
    const cloud = large();
    const monitor = await monitorOn(cloud);
    const ids = cloud.connections.slice(0, 60).map(({ id }) => id);
    const points = await monitor.fleet({ connectionIds: ids }).metric(Quantity.InboundRate).last('30m').toArray({ limit: 10_000 });
    expect(new Set(points.map((point) => `${idOf(point)} ${point.timestamp}`)).size).toBe(points.length);
    expect(points).toHaveLength(60 * 29);
  });
});

describe('a fleet is what matches', () => {
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    now: '2026-01-31T12:00:00Z',
    gateways: [
      { id: 'vpn-1', name: 'one', tags: { env: 'prod' } },
      { id: 'vpn-2', name: 'two' },
    ],
    connections: [
      { id: 'vco-1', name: 'first', gatewayId: 'vpn-1', mode: 'single', tags: { env: 'prod' } },
      { id: 'vco-2', gatewayId: 'vpn-2', mode: 'dual', tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }], tags: { env: 'test' } },
      { id: 'vco-3', transitRouterId: 'tr-1', mode: 'single', tags: { env: 'prod' } },
    ],
  });

  test.each([
    ['everything', {}, ['tun-1', 'tun-2', 'vco-1', 'vco-3']],
    ['one gateway', { gatewayIds: ['vpn-2'] }, ['tun-1', 'tun-2']],
    ['some connections', { connectionIds: ['vco-1', 'vco-3', 'vco-9'] }, ['vco-1', 'vco-3']],
    ['an attachment', { attachedTo: 'transit-router' }, ['vco-3']],
    ['a tag', { tags: { env: 'prod' } }, ['vco-1', 'vco-3']],
    ['all conditions at once', { tags: { env: 'prod' }, attachedTo: 'vpn-gateway' }, ['vco-1']],
    ['nothing', { gatewayIds: [] }, []],
  ] as const)('%s', async (_, filter, expected) => {
    const monitor = await monitorOn(cloud);
    expect((await monitor.fleet(filter).metric(Quantity.State).latest()).map(idOf).sort()).toEqual(expected);
  });

  test('a gateway’s own quantities are asked of its gateways', async () => {
    const monitor = await monitorOn(cloud);
    expect((await monitor.fleet().metric(Quantity.SslClientCount).latest()).map(idOf).sort()).toEqual(['vpn-1', 'vpn-2']);
    expect(
      (
        await monitor
          .fleet({ tags: { env: 'prod' } })
          .metric('inboundBandwidthUtilization')
          .latest()
      ).map(idOf),
    ).toEqual(['vpn-1']);
  });

  test('rates are per connection, or per tunnel where that is asked', async () => {
    const monitor = await monitorOn(cloud);
    expect((await monitor.fleet().metric(Quantity.InboundRate).latest()).map(idOf).sort()).toEqual(['vco-1', 'vco-2', 'vco-3']);
    expect((await monitor.fleet({ per: 'tunnel' }).metric(Quantity.InboundRate).latest()).map(idOf).sort()).toEqual([
      'tun-1',
      'tun-2',
      'vco-1',
      'vco-3',
    ]);
  });

  test('scopes of any kind make a fleet, each asked once', async () => {
    const monitor = await monitorOn(cloud);
    const scopes = [
      monitor.connection('vco-2'),
      monitor.tunnel('tun-1'),
      monitor.gateway('vpn-1').connection('vco-1'),
      monitor.fleet({ attachedTo: 'transit-router' }),
    ];
    expect((await monitor.fleet(scopes).metric(Quantity.State).latest()).map(idOf).sort()).toEqual(['tun-1', 'tun-2', 'vco-1', 'vco-3']);
  });

  test('a gateway’s quantity of chosen connections is refused, and an id that does not exist is warned of once', async () => {
    const warnings: unknown[] = [];
    const server = await cloud.listen();
    const monitor = new VpnMonitor({
      regionId: 'cn-hangzhou',
      endpoint: server.endpoint,
      credentials: server.credentials,
      clock: cloud.clock,
      logger: { warn: (_, fields) => warnings.push(fields) },
    });
    open.push(monitor, server);
    const fleet = monitor.fleet({ connectionIds: ['vco-1', 'vco-typo'] });
    expect(() => fleet.metric(Quantity.SslClientCount)).toThrow(RangeError);
    await fleet.metric(Quantity.State).latest();
    await fleet.metric(Quantity.State).latest();
    expect(warnings).toEqual([{ missing: ['vco-typo'] }]);
  });

  test('names are on the points', async () => {
    const monitor = await monitorOn(cloud);
    const [point] = await monitor
      .fleet({ connectionIds: ['vco-1'], names: true })
      .metric(Quantity.State)
      .latest();
    expect(point?.resource).toMatchObject({ gatewayName: 'one', connectionName: 'first' });
  });

  test.each([
    ['a malformed id', { gatewayIds: ['vco-1'] }, TypeError],
    ['an unknown attachment', { attachedTo: 'cen' }, RangeError],
    ['a filter that does not exist', { gatewayId: 'vpn-1' }, TypeError],
    ['a list of ids', ['vpn-1'], TypeError],
    ['nothing', null, TypeError],
    ['a tag as text', { tags: 'env' }, TypeError],
    ['tags as a list', { tags: ['env'] }, TypeError],
    ['a tag that is no text', { tags: { env: 5 } }, TypeError],
    ['another measure', { per: 'tunel' }, RangeError],
  ])('%s is refused at once', async (_, filter, kind) => {
    const monitor = await monitorOn(cloud);
    expect(() => monitor.fleet(filter as object)).toThrow(kind);
    expect(() => monitor.fleet().metric('cpu' as never)).toThrow(RangeError);
  });
});

test.each<[unknown, string]>([
  [undefined, 'undefined'],
  ['vpn-1', "'vpn-1'"],
  [{ accessKeySecret: 'hunter2' }, '[Object]'],
])('a fleet of what is no scope is refused, and names an object by its class alone: %s', (wrong, named) => {
  const monitor = new VpnMonitor({ regionId: 'cn-hangzhou' });
  expect(() => monitor.fleet([monitor.gateway('vpn-1'), wrong as SeriesScope])).toThrow(
    new TypeError(`fleet([…]) takes scopes, such as monitor.gateway('vpn-…').connection('vco-…'), but was given ${named}`),
  );
});
