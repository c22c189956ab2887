import { expect, test } from 'vitest';
import { createSimulator } from '../../src/testing/index.ts';
import { answering, NOW, pageOf, simulated, topologyOn } from './support.ts';

const cloudOf = () =>
  createSimulator({
    regionId: 'cn-hangzhou',
    credentials: 'any',
    now: NOW,
    gateways: [{ id: 'vpn-a', name: 'a', tags: { team: 'core' } }, { id: 'vpn-b' }],
    connections: [
      {
        id: 'vco-dual',
        name: 'dual',
        gatewayId: 'vpn-a',
        bgp: true,
        tunnels: [{ id: 'tun-1' }, { id: 'tun-2', up: false }],
        tags: { team: 'core', env: 'prod' },
      },
      { id: 'vco-single', gatewayId: 'vpn-b', mode: 'single', healthCheck: true, tags: { team: 'edge' } },
      { id: 'vco-router', transitRouterId: 'tr-1', tunnels: [{ id: 'tun-3' }, { id: 'tun-4' }] },
      { id: 'vco-free', unattached: true, mode: 'single' },
    ],
    certificates: [
      { id: 'vsc-1', endTime: NOW + 86_400_000 },
      { id: 'vsc-2', endTime: NOW - 1 },
    ],
  });

const simulatedTopology = () => {
  const cloud = cloudOf();
  return { cloud, ...topologyOn(simulated(cloud)) };
};

test('a gateway is asked for by its id', async () => {
  const { topology, sent } = simulatedTopology();
  const found = await topology.resolve('vpn-a');
  expect(found).toMatchObject({
    kind: 'gateway',
    attachedTo: 'vpn-gateway',
    gatewayId: 'vpn-a',
    gateway: { name: 'a', internetIps: ['203.0.113.10', '203.0.113.11'], tags: { team: 'core' } },
  });
  expect(sent()).toMatchObject([{ action: 'DescribeVpnGateways', VpnGatewayId: 'vpn-a' }]);
});

test('connections say what they are attached to and how many tunnels they have', async () => {
  const { topology, sent } = simulatedTopology();
  const dual = await topology.resolve('vco-dual');
  expect(dual).toMatchObject({
    kind: 'connection',
    attachedTo: 'vpn-gateway',
    mode: 'dual',
    gatewayId: 'vpn-a',
    connection: { ipsec: 'unknown', bgp: 'unknown', health: 'disabled' },
  });
  expect(dual.tunnels).toMatchObject([
    { tunnelId: 'tun-1', index: 1, role: 'master', ipsec: 'up', bgp: 'up', connectionName: 'dual' },
    { tunnelId: 'tun-2', index: 2, role: 'slave', ipsec: 'down', phase: 'phase1', bgp: 'down' },
  ]);
  expect(await topology.resolve('vco-single')).toMatchObject({
    mode: 'single',
    gatewayId: 'vpn-b',
    tunnels: [],
    connection: { ipsec: 'up', bgp: 'disabled', health: 'ok' },
  });
  const router = await topology.resolve('vco-router');
  expect(router).toMatchObject({ attachedTo: 'transit-router', mode: 'dual', transitRouterId: 'tr-1' });
  expect(router).not.toHaveProperty('gatewayId');
  const free = await topology.resolve('vco-free');
  expect(free).toMatchObject({ mode: 'single', connection: { ipsec: 'unknown', state: 'init' } });
  expect(free).not.toHaveProperty('attachedTo');
  expect(sent().map((one) => (one as { VpnConnectionId?: string }).VpnConnectionId)).toEqual([
    'vco-dual',
    'vco-single',
    'vco-router',
    'vco-free',
  ]);
});

test('a tunnel is found in the list of connections, and comes with its connection and its twin', async () => {
  const { topology, sent } = simulatedTopology();
  const found = await topology.resolve('tun-2');
  expect(found).toMatchObject({
    kind: 'tunnel',
    attachedTo: 'vpn-gateway',
    mode: 'dual',
    gatewayId: 'vpn-a',
    connectionId: 'vco-dual',
    tunnelId: 'tun-2',
    tunnel: { ipsec: 'down' },
    connection: { name: 'dual' },
  });
  expect(found.tunnels.map((one) => one.tunnelId)).toEqual(['tun-1', 'tun-2']);
  expect(await topology.resolve('tun-3')).toMatchObject({ attachedTo: 'transit-router', transitRouterId: 'tr-1', tunnel: { index: 1 } });
  // The list is there now, so it answers for connections too.
  expect(await topology.resolve('vco-single')).toMatchObject({ mode: 'single' });
  expect(sent()).toEqual([{ action: 'DescribeVpnConnections', RegionId: 'cn-hangzhou', PageNumber: 1, PageSize: 50 }]);
});

test('what was learnt last wins, whether it came with the list or alone', async () => {
  const { topology, cloud, clock } = simulatedTopology();
  await topology.connections().toArray();
  cloud.connection('vco-single').down();
  clock.ms += 1_000;
  expect(await topology.resolve('vco-single')).toMatchObject({ connection: { ipsec: 'up' } });
  expect(await topology.resolve('vco-single', { refresh: true })).toMatchObject({ connection: { ipsec: 'down' } });
  expect(await topology.resolve('vco-single')).toMatchObject({ connection: { ipsec: 'down' } });
  expect(await topology.resolve('vpn-a')).toMatchObject({ kind: 'gateway' });
});

test.each(['vpn-gone', 'vco-gone', 'tun-gone'])('%s, which the region does not have', async (id) => {
  const { topology, requests } = simulatedTopology();
  const error: unknown = await topology.resolve(id).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'not-found', retryable: false });
  expect((error as Error).message).toMatch(new RegExp(`${id} in the region cn-hangzhou.*regionId`));
  await expect(topology.resolve(id)).rejects.toMatchObject({ code: 'not-found' });
  expect(requests).toHaveLength(2);
});

test('what was made after the list was read is found all the same', async () => {
  const rows: object[] = [];
  const { topology } = topologyOn(answering((request) => pageOf(request, rows)));
  expect(await topology.connections().toArray()).toEqual([]);
  expect(await topology.gateways().toArray()).toEqual([]);
  rows.push({
    VpnConnectionId: 'vco-new',
    VpnGatewayId: 'vpn-new',
    TunnelOptionsSpecification: { TunnelOptions: [{ TunnelId: 'tun-new' }] },
  });
  expect(await topology.resolve('vco-new')).toMatchObject({ connectionId: 'vco-new' });
  expect(await topology.resolve('tun-new')).toMatchObject({ tunnelId: 'tun-new' });
  expect(await topology.resolve('vpn-new')).toMatchObject({ gatewayId: 'vpn-new' });
});

test('the service’s own 404 is the same error, with what it said', async () => {
  const { topology } = topologyOn(
    answering(() =>
      Object.assign(new Error('no such id'), {
        code: 'InvalidVpnConnectionInstanceId.NotFound',
        statusCode: 404,
        data: { RequestId: 'REQ-9' },
      }),
    ),
  );
  await expect(topology.resolve('vco-gone')).rejects.toMatchObject({
    code: 'not-found',
    vendorCode: 'InvalidVpnConnectionInstanceId.NotFound',
    status: 404,
    requestId: 'REQ-9',
    message: expect.stringContaining('vco-gone in the region cn-hangzhou') as string,
  });
});

test('a region that does not exist is not blamed on the id', async () => {
  const { topology } = topologyOn(
    answering(() => Object.assign(new Error('no such region'), { code: 'InvalidRegionId.NotFound', statusCode: 404 })),
  );
  await expect(topology.resolve('vco-1')).rejects.toMatchObject({
    vendorCode: 'InvalidRegionId.NotFound',
    message: expect.stringContaining('no such region') as string,
  });
});

test.each(['', 'vpn-', 'vpn', 'i-123', 'vco_1', 'xvpn-1', 'vco-1 ', 'vco-1\n', 'vco-1?x', 'tr-1', undefined, 7, null, {}])(
  '%j is no id, and says which are',
  async (id) => {
    const { topology, requests } = simulatedTopology();
    await expect(topology.resolve(id as string)).rejects.toThrow(TypeError);
    await expect(topology.resolve(id as string)).rejects.toThrow(/vpn-….*vco-….*tun-…/);
    expect(requests).toHaveLength(0);
  },
);

test('masked ids, as the documentation prints them, are ids', async () => {
  const { topology } = topologyOn(answering((request) => pageOf(request, [{ VpnGatewayId: 'vpn-bp1q8bgx4xnkm2ogj****' }])));
  expect(await topology.resolve('vpn-bp1q8bgx4xnkm2ogj****')).toMatchObject({ kind: 'gateway' });
});

test.each([
  [{ gatewayId: 'vpn-a' }, ['vco-dual'], { VpnGatewayId: 'vpn-a' }],
  [{ attachedTo: 'transit-router' as const }, ['vco-router'], {}],
  [{ attachedTo: 'vpn-gateway' as const }, ['vco-dual', 'vco-single'], {}],
  [
    { tags: { team: 'core', env: 'prod' } },
    ['vco-dual'],
    {
      Tag: [
        { Key: 'env', Value: 'prod' },
        { Key: 'team', Value: 'core' },
      ],
    },
  ],
  [{ tags: { team: 'nobody' } }, [], { Tag: [{ Key: 'team', Value: 'nobody' }] }],
  [{ tags: {} }, ['vco-dual', 'vco-single', 'vco-router', 'vco-free'], {}],
  [{ connectionIds: ['vco-free'] }, ['vco-free'], { VpnConnectionId: 'vco-free' }],
  [{ connectionIds: ['vco-single', 'vco-router'] }, ['vco-single', 'vco-router'], {}],
  [{ gatewayId: 'vpn-b', connectionIds: ['vco-dual'] }, [], { VpnGatewayId: 'vpn-b', VpnConnectionId: 'vco-dual' }],
])('connections by %j', async (filter, expected, params) => {
  const { topology, sent } = simulatedTopology();
  const idsOf = async () => (await topology.connections(filter).toArray()).map((one) => one.connectionId);
  expect(await idsOf()).toEqual(expected);
  expect(sent()).toEqual([{ action: 'DescribeVpnConnections', RegionId: 'cn-hangzhou', PageNumber: 1, PageSize: 50, ...params }]);
  // From the whole list, and from a service that ignores filters, the answer is the same.
  await topology.connections({ refresh: true }).toArray();
  const requests = sent().length;
  expect(await idsOf()).toEqual(expected);
  expect(sent()).toHaveLength(requests);
  const careless = topologyOn(simulatedWithoutFilters());
  expect((await careless.topology.connections(filter).toArray()).map((one) => one.connectionId)).toEqual(expected);
});

function simulatedWithoutFilters() {
  const transport = simulated(cloudOf());
  return {
    call: (request: Parameters<typeof transport.call>[0], options: Parameters<typeof transport.call>[1]) =>
      transport.call({ ...request, params: { RegionId: 'cn-hangzhou' } }, options),
  };
}

test('an empty list of ids matches nothing and asks nothing', async () => {
  const { topology, requests } = simulatedTopology();
  expect(await topology.connections({ connectionIds: [] }).toArray()).toEqual([]);
  expect(requests).toHaveLength(0);
});

test('filters that are no filters are refused at once', () => {
  const { topology } = simulatedTopology();
  expect(() => topology.connections({ gatewayId: 'vco-1' })).toThrow(/vco-1.*vpn-…/);
  expect(() => topology.tunnels({ connectionIds: ['tun-1'] })).toThrow(/tun-1.*vco-…/);
  expect(() => topology.connections({ attachedTo: 'moon' as 'vpn-gateway' })).toThrow(/moon/);
});

test('tunnels are those of the connections that match', async () => {
  const { topology } = simulatedTopology();
  const idsOf = async (filter = {}) => (await topology.tunnels(filter).toArray()).map((one) => one.tunnelId);
  expect(await idsOf()).toEqual(['tun-1', 'tun-2', 'tun-3', 'tun-4']);
  expect(await idsOf({ gatewayId: 'vpn-a' })).toEqual(['tun-1', 'tun-2']);
  expect(await idsOf({ attachedTo: 'transit-router' })).toEqual(['tun-3', 'tun-4']);
});

test('gateways and certificates', async () => {
  const { topology } = simulatedTopology();
  expect(await topology.gateways().toArray()).toMatchObject([{ gatewayId: 'vpn-a' }, { gatewayId: 'vpn-b' }]);
  expect(await topology.certificates().toArray()).toMatchObject([
    { certificateId: 'vsc-1', status: 'expiring-soon', endsAt: NOW + 86_400_000 },
    { certificateId: 'vsc-2', status: 'expired' },
  ]);
});

test('more tags than the service takes are matched here', async () => {
  const tags = Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`key-${String(index).padStart(2, '0')}`, 'x']));
  const Tag = { Tag: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
  const rows = [
    { VpnConnectionId: 'vco-all', Tag },
    { VpnConnectionId: 'vco-most', Tag: { Tag: Tag.Tag.slice(0, 24) } },
  ];
  const { topology, sent } = topologyOn(answering((request) => pageOf(request, rows)));
  expect(await topology.connections({ tags }).toArray()).toMatchObject([{ connectionId: 'vco-all' }]);
  expect((sent()[0] as { Tag?: object[] }).Tag).toHaveLength(20);
});
