import { type ApiRequest, VpnMonitor } from 'alicloud-vpn-monitor';
import { createSimulator, type SimulatorOptions } from 'alicloud-vpn-monitor/testing';
import { describe, expect, test } from 'vitest';
import { asking, monitorOf, NOW, pageOf, REGION } from '../support.ts';

const cloudOf = (options: Partial<SimulatorOptions> = {}) =>
  createSimulator({
    regionId: REGION,
    now: NOW,
    credentials: 'any',
    gateways: [{ id: 'vpn-1' }, { id: 'vpn-empty' }],
    connections: [
      { id: 'vco-dual', gatewayId: 'vpn-1', bgp: true, tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] },
      { id: 'vco-single', gatewayId: 'vpn-1', mode: 'single' },
      { id: 'vco-router', transitRouterId: 'tr-1', bgp: true, tunnels: [{ id: 'tun-3' }, { id: 'tun-4' }] },
      { id: 'vco-plain', transitRouterId: 'tr-1', mode: 'single', bgp: true },
      { id: 'vco-loose', unattached: true, mode: 'single' },
    ],
    ...options,
  });

test('the routes of a gateway over HTTP, with signatures: each source is asked for by name', async () => {
  const cloud = cloudOf({ credentials: { accessKeyId: 'id', accessKeySecret: 'secret' } });
  await using server = await cloud.listen();
  await using monitor = new VpnMonitor({ regionId: REGION, credentials: cloud.credentials, endpoint: server.endpoint, clock: cloud.clock });
  const found = await monitor.gateway('vpn-1').routes();
  expect(found.routes).toEqual([
    {
      destination: '192.168.0.0/24',
      source: 'static',
      nextHop: 'vco-dual',
      connectionId: 'vco-dual',
      tunnelIds: ['tun-1'],
      weight: 100,
      state: 'published',
      createdAt: Date.UTC(2024, 0, 1),
    },
    {
      destination: '192.168.1.0/24',
      source: 'static',
      nextHop: 'vco-single',
      connectionId: 'vco-single',
      tunnelIds: [],
      weight: 100,
      state: 'published',
      createdAt: Date.UTC(2024, 0, 1),
    },
    ...['tun-1', 'tun-2'].map((tunnel) => ({
      destination: '172.16.0.0/24',
      source: 'bgp',
      origin: 'customer-gateway',
      nextHop: 'vco-dual',
      connectionId: 'vco-dual',
      tunnelIds: [tunnel],
      asPath: [65530],
      communities: ['65535:65510'],
      state: 'Active',
      createdAt: Date.UTC(2024, 0, 1),
    })),
    ...['tun-1', 'tun-2'].map((tunnel) => ({
      destination: '10.0.0.0/16',
      source: 'bgp',
      origin: 'cloud',
      nextHop: 'vco-dual',
      connectionId: 'vco-dual',
      tunnelIds: [tunnel],
      asPath: [65531],
      state: 'Active',
      createdAt: Date.UTC(2024, 0, 1),
    })),
  ]);
  expect(found.counts).toEqual({ total: 6, bySource: { static: 2, bgp: 4 }, byOrigin: { 'customer-gateway': 2, cloud: 2 }, fromRows: [] });
  expect(cloud.calls.map(({ action, params }) => [action, params['RouteEntryType'], params['VpnGatewayId'], params['PageSize']])).toEqual([
    ['DescribeVpnRouteEntries', 'custom', 'vpn-1', '50'],
    ['DescribeVpnRouteEntries', 'bgp', 'vpn-1', '50'],
  ]);
  for (const value of [
    found,
    found.routes,
    found.routes[0],
    found.routes[2]?.asPath,
    found.routes[0]?.tunnelIds,
    found.counts,
    found.counts.bySource,
    found.counts.byOrigin,
  ])
    expect(Object.isFrozen(value)).toBe(true);
});

test('one kind takes one call, and says nothing of the other', async () => {
  const cloud = cloudOf();
  const { routes, counts } = await monitorOf(cloud).gateway('vpn-1').routes({ kind: 'bgp' });
  expect(cloud.calls).toHaveLength(1);
  expect(new Set(routes.map(({ source }) => source))).toEqual(new Set(['bgp']));
  expect(counts).toMatchObject({ total: 4, bySource: { bgp: 4 } });
  expect(counts.bySource).not.toHaveProperty('static');
});

test.each(['ospf', 'constructor', '__proto__'])(
  'routes of a source that is not known (%s) are given and counted',
  async (RouteEntryType) => {
    const { monitor } = asking(() => ({
      TotalCount: 1,
      VpnRouteEntries: { VpnRouteEntry: [{ RouteDest: '10.0.0.0/8', RouteEntryType, Source: RouteEntryType }] },
    }));
    const { routes, counts } = await monitor.gateway('vpn-1').routes();
    expect(routes).toMatchObject([{ source: RouteEntryType, origin: RouteEntryType }]);
    expect(counts.total).toBe(1);
    expect(Object.entries(counts.bySource)).toEqual([
      ['static', 0],
      ['bgp', 0],
      [RouteEntryType, 1],
    ]);
  },
);

test('a list of one route may come as its row', async () => {
  const { monitor } = asking(({ params }) => ({
    TotalCount: '1',
    VpnRouteEntries: { VpnRouteEntry: { RouteDest: '10.0.0.0/8', RouteEntryType: params['RouteEntryType'] } },
  }));
  expect((await monitor.gateway('vpn-1').routes()).counts).toMatchObject({ total: 2, bySource: { static: 1, bgp: 1 } });
});

describe('a connection', () => {
  test('on a gateway has the routes that lead through it or its tunnels, counted from the rows', async () => {
    const cloud = cloudOf();
    const monitor = monitorOf(cloud);
    for (const scope of [monitor.gateway('vpn-1').connection('vco-dual'), monitor.connection('vco-dual')]) {
      const { routes, counts } = await scope.routes();
      expect(routes.map(({ destination, tunnelIds }) => [destination, ...tunnelIds])).toEqual([
        ['192.168.0.0/24', 'tun-1'],
        ['172.16.0.0/24', 'tun-1'],
        ['172.16.0.0/24', 'tun-2'],
        ['10.0.0.0/16', 'tun-1'],
        ['10.0.0.0/16', 'tun-2'],
      ]);
      expect(counts).toEqual({
        total: 5,
        bySource: { static: 1, bgp: 4 },
        byOrigin: { 'customer-gateway': 2, cloud: 2 },
        fromRows: ['static', 'bgp'],
      });
    }
    expect((await monitor.connection('vco-single').routes()).counts).toEqual({
      total: 1,
      bySource: { static: 1, bgp: 0 },
      byOrigin: {},
      fromRows: ['static', 'bgp'],
    });
    expect(cloud.calls.some(({ action }) => action === 'DescribeVcoRouteEntries')).toBe(false);
  });

  test('on a transit router has routes of its own, and tunnels that are up alone', async () => {
    const cloud = cloudOf();
    cloud.tunnel('tun-4').down();
    const monitor = monitorOf(cloud);
    for (const scope of [monitor.attachment('vco-router'), monitor.connection('vco-router')]) {
      const { routes, counts } = await scope.routes();
      expect(routes.map(({ destination, source, tunnelIds, connectionId }) => [destination, source, connectionId, ...tunnelIds])).toEqual([
        ['192.168.2.0/24', 'static', 'vco-router', 'tun-3'],
        ['172.16.2.0/24', 'bgp', 'vco-router', 'tun-3'],
        ['10.0.0.0/16', 'bgp', 'vco-router', 'tun-3'],
      ]);
      expect(counts).toEqual({ total: 3, bySource: { static: 1, bgp: 2 }, byOrigin: { 'customer-gateway': 1, cloud: 1 }, fromRows: [] });
    }
    cloud.tunnel('tun-3').down();
    expect((await monitor.attachment('vco-router').routes()).routes).toMatchObject([{ source: 'static', tunnelIds: [] }]);
  });

  test('of one tunnel on a transit router is counted from the rows, since the service does not', async () => {
    expect((await monitorOf(cloudOf()).attachment('vco-plain').routes()).counts).toEqual({
      total: 3,
      bySource: { static: 1, bgp: 2 },
      byOrigin: { 'customer-gateway': 1, cloud: 1 },
      fromRows: ['static', 'bgp'],
    });
  });

  test('that is attached to nothing has routes too', async () => {
    expect((await monitorOf(cloudOf()).connection('vco-loose').routes()).routes).toMatchObject([{ source: 'static' }]);
  });

  test('whose next hops are tunnels alone is found by them, and rows that name nobody leave their source uncounted', async () => {
    const rows = [
      { RouteDest: '1.0.0.0/8', NextHop: 'tun-2', RouteEntryType: 'bgp' },
      { RouteDest: '2.0.0.0/8', NextHop: '169.254.10.1', NextHopTunnelId: 'tun-1', RouteEntryType: 'bgp' },
      { RouteDest: '3.0.0.0/8', NextHop: '169.254.10.9', Source: 'VPN_BGP', RouteEntryType: 'bgp' },
      { RouteDest: '4.0.0.0/8', NextHop: '10.1.1.1', Source: 'CLOUD', RouteEntryType: 'bgp' },
      { RouteDest: '5.0.0.0/8', NextHop: 'vco-other', RouteEntryType: 'bgp' },
    ];
    const connection = {
      VpnConnectionId: 'vco-dual',
      AttachType: 'VPNGW',
      VpnGatewayId: 'vpn-1',
      TunnelOptionsSpecification: { TunnelOptions: [{ TunnelId: 'tun-1' }, { TunnelId: 'tun-2' }] },
    };
    const { monitor, warnings } = asking((request) => {
      if (request.action === 'DescribeVpnConnections') return { TotalCount: 1, VpnConnections: { VpnConnection: [connection] } };
      const page = pageOf(request, request.params['RouteEntryType'] === 'bgp' ? rows : []);
      return {
        ...page.numbers,
        VpnRouteCounts: { VpnRouteCount: [{ RouteEntryType: 'bgp', RouteCount: 5 }] },
        VpnRouteEntries: { VpnRouteEntry: page.rows },
      };
    });
    const { routes, counts } = await monitor.gateway('vpn-1').connection('vco-dual').routes();
    expect(routes.map(({ destination }) => destination)).toEqual(['1.0.0.0/8', '2.0.0.0/8']);
    expect(counts).toEqual({ bySource: { static: 0 }, byOrigin: {}, fromRows: ['static'] });
    expect(warnings).toMatchObject([
      {
        message: expect.stringContaining('name no connection') as string,
        fields: { gatewayId: 'vpn-1', connectionId: 'vco-dual', routes: 1 },
      },
    ]);
  });
});

describe('what does not exist, or is somewhere else', () => {
  const monitor = monitorOf(cloudOf());
  test.each<[string, () => Promise<unknown>, RegExp]>([
    ['a gateway', () => monitor.gateway('vpn-gone').routes(), /InvalidVpnGatewayInstanceId/],
    ['a connection of a gateway', () => monitor.gateway('vpn-1').connection('vco-gone').routes(), /no IPsec connection vco-gone/],
    [
      'a connection of another gateway',
      () => monitor.gateway('vpn-empty').connection('vco-dual').routes(),
      /attached to the VPN gateway vpn-1, not to the VPN gateway vpn-empty/,
    ],
    ['an attachment', () => monitor.attachment('vco-gone').routes(), /InvalidVpnConnectionInstanceId/],
    [
      'an attachment that is on a gateway',
      () => monitor.attachment('vco-single').routes(),
      /attached to the VPN gateway vpn-1, not to a transit router/,
    ],
    ['a connection', () => monitor.connection('vco-gone').routes(), /no IPsec connection vco-gone/],
  ])('%s', async (_, ask, message) => {
    await expect(ask()).rejects.toMatchObject({ code: 'not-found', message: expect.stringMatching(message) as string });
  });

  test('a gateway that is empty is none of these', async () => {
    expect(await monitor.gateway('vpn-empty').routes()).toEqual({
      routes: [],
      counts: { total: 0, bySource: { static: 0, bgp: 0 }, byOrigin: {}, fromRows: ['static', 'bgp'] },
    });
  });

  test('of a gateway that answers with nothing for an id it does not know, the list of gateways says so', async () => {
    const { monitor: asked, actions } = asking(({ action }) =>
      action === 'DescribeVpnGateways' ? { TotalCount: 0 } : { TotalCount: 0, VpnRouteEntries: '' },
    );
    await expect(asked.gateway('vpn-gone').routes({ kind: 'bgp' })).rejects.toMatchObject({ code: 'not-found' });
    expect(actions()).toEqual(['DescribeVpnRouteEntries', 'DescribeVpnGateways']);
  });
});

describe('options', () => {
  test.each<[object, ErrorConstructor, RegExp]>([
    [{ kinds: 'bgp' }, TypeError, /routes\(\) has no option 'kinds'; did you mean kind\?/],
    [{ kind: 'custom' }, RangeError, /kind 'custom' is none of: bgp, static/],
    [{ signal: new AbortController() }, TypeError, /AbortSignal/],
    [[] as object, TypeError, /routes\(\) takes an object of options/],
  ])('%j', async (options, type, message) => {
    const { monitor, requests } = asking(() => new Error('nothing may be asked'));
    const scopes = [
      monitor.gateway('vpn-1'),
      monitor.gateway('vpn-1').connection('vco-1'),
      monitor.attachment('vco-1'),
      monitor.connection('vco-1'),
    ];
    for (const scope of scopes) {
      const failure = await scope.routes(options).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(type);
      expect((failure as Error).message).toMatch(message);
    }
    expect(requests).toEqual([]);
  });

  test('an abort ends the wait at once, with its reason; so does the end of the monitor', async () => {
    const { monitor } = asking(() => new Promise(() => undefined));
    const [leaving, closing] = [new AbortController(), monitor.gateway('vpn-1').routes()];
    const left = monitor.attachment('vco-1').routes({ signal: leaving.signal });
    const before = monitor.connection('vco-1').routes({ signal: AbortSignal.abort('before') });
    await expect(before).rejects.toBe('before');
    await new Promise((resolve) => setTimeout(resolve, 20));
    leaving.abort('enough');
    await expect(left).rejects.toBe('enough');
    await monitor.close();
    await expect(closing).rejects.toThrow('the monitor was closed');
    for (const scope of [monitor.gateway('vpn-1'), monitor.attachment('vco-1')])
      await expect(scope.routes()).rejects.toMatchObject({ code: 'config' });
  });
});

describe('pages', () => {
  const rowsOf = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ RouteDest: `10.${Math.floor(index / 256)}.${index % 256}.0/24`, NextHop: 'vco-1' }));
  const answering =
    (rows: Readonly<Record<'bgp' | 'custom', readonly unknown[]>>, more: object = {}) =>
    (request: ApiRequest) => {
      const page = pageOf(request, request.params['RouteEntryType'] === 'bgp' ? rows.bgp : rows.custom);
      return { ...page.numbers, VcoRouteEntries: page.rows, ...more };
    };

  test.each([0, 1, 49, 50, 51, 100, 1_234])('%d routes of each kind all come, each once, in order', async (count) => {
    const rows = rowsOf(count);
    const { monitor, requests } = asking((request) =>
      request.action === 'DescribeVpnConnections'
        ? { TotalCount: 1, VpnConnections: { VpnConnection: [{ VpnConnectionId: 'vco-1', TransitRouterId: 'tr-1' }] } }
        : answering({ custom: rows, bgp: rows })(request),
    );
    const { routes, counts } = await monitor.attachment('vco-1').routes();
    expect(routes.map(({ destination }) => destination)).toEqual([...rows, ...rows].map(({ RouteDest }) => RouteDest));
    expect(counts).toMatchObject({ total: 2 * count, bySource: { static: count, bgp: count } });
    expect(requests.filter(({ action }) => action === 'DescribeVcoRouteEntries')).toHaveLength(2 * Math.max(1, Math.ceil(count / 50)));
  });

  test('a service that answers both kinds whatever is asked gives each route once', async () => {
    const rows = rowsOf(3).map((row, index) => ({ ...row, RouteEntryType: index === 0 ? 'custom' : 'bgp' }));
    const { monitor } = asking(answering({ custom: rows, bgp: rows }));
    const { routes, counts } = await monitor.attachment('vco-1').routes();
    expect(routes.map(({ source }) => source)).toEqual(['static', 'bgp', 'bgp']);
    expect(counts).toMatchObject({ total: 3, bySource: { static: 1, bgp: 2 } });
  });

  test('rows that cannot be read are counted in the log, and their source is not counted at all', async () => {
    const { monitor, warnings } = asking(answering({ custom: [...rowsOf(2), {}, null, 'x', { RouteDest: ' ' }], bgp: rowsOf(1) }));
    const { routes, counts } = await monitor.attachment('vco-1').routes();
    expect(routes).toHaveLength(3);
    expect(counts).toEqual({ bySource: { bgp: 1 }, byOrigin: {}, fromRows: ['bgp'] });
    expect(warnings).toMatchObject([{ fields: { action: 'DescribeVcoRouteEntries', skipped: 4 } }]);
  });

  test('of a list without a total, rows that cannot be read leave their source uncounted too, also of one connection', async () => {
    const connection = { VpnConnectionId: 'vco-1', AttachType: 'VPNGW', VpnGatewayId: 'vpn-1' };
    const { monitor } = asking(({ action, params }) => {
      if (action === 'DescribeVpnConnections') return { TotalCount: 1, VpnConnections: { VpnConnection: [connection] } };
      const rows = params['RouteEntryType'] === 'bgp' ? rowsOf(1) : [...rowsOf(2), {}];
      return { VcoRouteEntries: rows, VpnRouteEntries: { VpnRouteEntry: rows } };
    });
    for (const scope of [monitor.attachment('vco-1'), monitor.connection('vco-1')]) {
      const { routes, counts } = await scope.routes();
      expect(routes).toHaveLength(3);
      expect(counts).toEqual({ bySource: { bgp: 1 }, byOrigin: {}, fromRows: ['bgp'] });
    }
  });

  test('where the service counts, its counts stand, as numbers or text, in the answer about either kind', async () => {
    const VpnRouteCounts = [
      { RouteEntryType: 'BGP', Source: 'VPN_BGP', RouteCount: '700' },
      { RouteEntryType: 'bgp', Source: 'CLOUD', RouteCount: 2 },
      { RouteEntryType: 'bgp', RouteCount: 'many' },
      null,
      { RouteCount: 5 },
      { RouteEntryType: 'bgp', RouteCount: -1 },
    ];
    const { monitor } = asking((request) =>
      answering({ custom: rowsOf(1), bgp: rowsOf(1) }, request.params['RouteEntryType'] === 'custom' ? { VpnRouteCounts } : {})(request),
    );
    expect((await monitor.attachment('vco-1').routes()).counts).toEqual({
      total: 703,
      bySource: { static: 1, bgp: 702 },
      byOrigin: { 'customer-gateway': 700, cloud: 2 },
      fromRows: ['static'],
    });
  });

  test('a kind of route that is newer is given and counted under its own name', async () => {
    const { monitor } = asking(answering({ custom: [...rowsOf(1), { RouteDest: '0.0.0.0/0', RouteEntryType: 'Segment' }], bgp: [] }));
    const { routes, counts } = await monitor.attachment('vco-1').routes();
    expect(routes[1]).toEqual({ destination: '0.0.0.0/0', source: 'Segment', tunnelIds: [] });
    expect(counts).toEqual({ total: 2, bySource: { static: 1, bgp: 0, Segment: 1 }, byOrigin: {}, fromRows: ['static', 'bgp', 'Segment'] });
  });

  test('an answer without its list is an error, not an empty list; one that fails ends the other', async () => {
    const { monitor } = asking(() => ({ TotalCount: 3, VpnRouteCounts: [] }));
    await expect(monitor.attachment('vco-1').routes()).rejects.toMatchObject({
      code: 'protocol',
      message: expect.stringContaining('no list VcoRouteEntries') as string,
    });
    const half = asking((request) =>
      request.params['RouteEntryType'] === 'bgp'
        ? Object.assign(new Error('no'), { code: 'Forbidden.RAM', statusCode: 403 })
        : new Promise(() => undefined),
    );
    await expect(half.monitor.gateway('vpn-1').routes()).rejects.toMatchObject({ code: 'forbidden', action: 'DescribeVpnRouteEntries' });
  });
});
