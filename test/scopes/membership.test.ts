import { type SeriesScope, VpnMonitor } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isMeant, isWholeRegion, type Member, type Membership, membershipOf } from '../../src/scopes/index.ts';
import type { Connection } from '../../src/topology/index.ts';
import { directTransport } from '../support/direct-transport.ts';

const cloud = createSimulator({
  regionId: 'cn-hangzhou',
  now: '2026-01-31T12:00:00Z',
  credentials: 'any',
  gateways: [{ id: 'vpn-1' }, { id: 'vpn-2' }],
  connections: [
    { id: 'vco-dual', gatewayId: 'vpn-1', mode: 'dual', tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }], tags: { env: 'prod' } },
    { id: 'vco-single', gatewayId: 'vpn-1', mode: 'single' },
    { id: 'vco-other', gatewayId: 'vpn-2', mode: 'single', tags: { env: 'prod' } },
    { id: 'vco-router', transitRouterId: 'tr-1', mode: 'dual', tunnels: [{ id: 'tun-3' }, { id: 'tun-4' }] },
  ],
});
const monitor = new VpnMonitor({ regionId: 'cn-hangzhou', transport: directTransport(cloud), clock: cloud.clock });
let connections: readonly Connection[];
beforeAll(async () => {
  connections = await monitor.topology.connections().toArray();
});
afterAll(() => monitor.close());

const meant = (...scopes: SeriesScope[]): Membership => membershipOf(scopes);
const shown = ({ connection, tunnelIds }: Member): string =>
  tunnelIds ? `${connection.connectionId}: ${[...tunnelIds].join(' ')}` : connection.connectionId;
const membersOf = (...scopes: SeriesScope[]): string[] =>
  meant(...scopes)
    .select(connections)
    .map(shown);
const NONE = { gatewayIds: [], connectionIds: [], tunnelIds: [] };

describe('one scope', () => {
  test('a gateway means all connections attached to it, and its certificates', () => {
    const scope = monitor.gateway('vpn-1');
    expect(membersOf(scope)).toEqual(['vco-dual', 'vco-single']);
    expect(meant(scope)).toMatchObject({ filter: { gatewayId: 'vpn-1' }, named: { ...NONE, gatewayIds: ['vpn-1'] }, assumed: [] });
    expect(['vpn-1', 'vpn-2', undefined].map((id) => meant(scope).wantsCertificate(id))).toEqual([true, false, false]);
  });

  test('a connection of a gateway means itself as a whole, and only there', () => {
    const scope = monitor.gateway('vpn-1').connection('vco-dual');
    expect(membersOf(scope)).toEqual(['vco-dual']);
    expect(meant(scope)).toMatchObject({
      filter: { connectionIds: ['vco-dual'] },
      named: { gatewayIds: ['vpn-1'], connectionIds: ['vco-dual'], tunnelIds: [] },
    });
    expect(membersOf(monitor.gateway('vpn-2').connection('vco-dual'))).toEqual([]);
    expect(membersOf(monitor.gateway('vpn-1').connection('vco-router'))).toEqual([]);
    expect(meant(scope).wantsCertificate('vpn-1')).toBe(false);
    expect(meant(scope).wantsCertificate(undefined)).toBe(false);
  });

  test('an attachment means itself as a whole, and only on a transit router', () => {
    expect(membersOf(monitor.attachment('vco-router'))).toEqual(['vco-router']);
    expect(membersOf(monitor.attachment('vco-dual'))).toEqual([]);
    expect(meant(monitor.attachment('vco-router'))).toMatchObject({
      filter: { connectionIds: ['vco-router'] },
      named: { ...NONE, connectionIds: ['vco-router'] },
    });
  });

  test('a looked-up connection means itself, wherever it is', () => {
    expect(membersOf(monitor.connection('vco-dual'))).toEqual(['vco-dual']);
    expect(membersOf(monitor.connection('vco-router'))).toEqual(['vco-router']);
    expect(membersOf(monitor.connection('vco-gone'))).toEqual([]);
    expect(meant(monitor.connection('vco-gone'))).toMatchObject({
      filter: { connectionIds: ['vco-gone'] },
      named: { ...NONE, connectionIds: ['vco-gone'] },
      assumed: [],
    });
  });

  test('a tunnel of a known connection means itself, and only there', () => {
    const scope = monitor.gateway('vpn-1').connection('vco-dual').tunnel('tun-2');
    expect(membersOf(scope)).toEqual(['vco-dual: tun-2']);
    expect(meant(scope)).toMatchObject({
      filter: { connectionIds: ['vco-dual'] },
      named: { gatewayIds: ['vpn-1'], connectionIds: ['vco-dual'], tunnelIds: ['tun-2'] },
    });
    expect(membersOf(monitor.gateway('vpn-1').connection('vco-dual').tunnel('tun-3'))).toEqual([]);
    expect(membersOf(monitor.gateway('vpn-2').connection('vco-dual').tunnel('tun-2'))).toEqual([]);
    expect(meant(scope).wantsCertificate('vpn-1')).toBe(false);
  });

  test('a tunnel of an attachment means itself, and only there', () => {
    expect(membersOf(monitor.attachment('vco-router').tunnel('tun-4'))).toEqual(['vco-router: tun-4']);
    expect(membersOf(monitor.attachment('vco-dual').tunnel('tun-1'))).toEqual([]);
    expect(meant(monitor.attachment('vco-router').tunnel('tun-4')).named).toEqual({
      ...NONE,
      connectionIds: ['vco-router'],
      tunnelIds: ['tun-4'],
    });
  });

  test('a looked-up tunnel is found by its id or by its number', () => {
    expect(membersOf(monitor.tunnel('tun-3'))).toEqual(['vco-router: tun-3']);
    expect(meant(monitor.tunnel('tun-3'))).toMatchObject({ filter: {}, named: { ...NONE, tunnelIds: ['tun-3'] }, assumed: [] });
    expect(membersOf(monitor.connection('vco-dual').tunnel(2))).toEqual(['vco-dual: tun-2']);
    expect(meant(monitor.connection('vco-dual').tunnel(2))).toMatchObject({
      filter: { connectionIds: ['vco-dual'] },
      named: { ...NONE, connectionIds: ['vco-dual'] },
    });
    expect(membersOf(monitor.connection('vco-dual').tunnel('tun-3'))).toEqual([]);
    expect(membersOf(monitor.connection('vco-single').tunnel(1))).toEqual([]);
  });

  test.each([
    ['everything', {}, {}, ['vco-dual', 'vco-single', 'vco-other', 'vco-router'], [true, true, true]],
    ['one gateway', { gatewayIds: ['vpn-1'] }, { gatewayId: 'vpn-1' }, ['vco-dual', 'vco-single'], [true, false, false]],
    ['two gateways', { gatewayIds: ['vpn-1', 'vpn-2'] }, {}, ['vco-dual', 'vco-single', 'vco-other'], [true, true, false]],
    ['no gateway', { gatewayIds: [] }, { connectionIds: [] }, [], [false, false, false]],
    ['VPN gateways', { attachedTo: 'vpn-gateway' }, {}, ['vco-dual', 'vco-single', 'vco-other'], [true, true, true]],
    ['transit routers', { attachedTo: 'transit-router' }, {}, ['vco-router'], [false, false, false]],
    ['a tag', { tags: { env: 'prod' } }, { tags: { env: 'prod' } }, ['vco-dual', 'vco-other'], [false, false, false]],
    ['no tags', { tags: {} }, {}, ['vco-dual', 'vco-single', 'vco-other', 'vco-router'], [true, true, true]],
    [
      'a tag on a gateway',
      { tags: { env: 'prod' }, gatewayIds: ['vpn-2'] },
      { gatewayId: 'vpn-2', tags: { env: 'prod' } },
      ['vco-other'],
      [false, false, false],
    ],
    [
      'connections',
      { connectionIds: ['vco-other', 'vco-gone'] },
      { connectionIds: ['vco-other', 'vco-gone'] },
      ['vco-other'],
      [false, false, false],
    ],
    [
      'connections with a tag',
      { connectionIds: ['vco-single'], tags: { env: 'prod' } },
      { connectionIds: ['vco-single'] },
      [],
      [false, false, false],
    ],
  ] as const)('a fleet of %s means what matches', (_, filter, listed, expected, certificates) => {
    const scope = monitor.fleet(filter);
    expect(membersOf(scope)).toEqual(expected);
    expect(meant(scope).filter).toEqual(listed);
    expect(['vpn-1', 'vpn-2', undefined].map((id) => meant(scope).wantsCertificate(id))).toEqual(certificates);
    expect(meant(scope).assumed).toEqual([]);
  });

  test('a fleet names the ids of its filter, each once', () => {
    expect(meant(monitor.fleet({ gatewayIds: ['vpn-1', 'vpn-9', 'vpn-1'], connectionIds: ['vco-dual', 'vco-dual'] })).named).toEqual({
      gatewayIds: ['vpn-1', 'vpn-9'],
      connectionIds: ['vco-dual'],
      tunnelIds: [],
    });
  });
});

describe('several scopes', () => {
  const gateway = monitor.gateway('vpn-1');

  test('each connection comes once; meant as a whole anywhere, it is whole', () => {
    const tunnel = gateway.connection('vco-dual').tunnel('tun-1');
    expect(membersOf(tunnel, monitor.connection('vco-dual'), monitor.tunnel('tun-2'))).toEqual(['vco-dual']);
    expect(membersOf(monitor.connection('vco-dual'), tunnel)).toEqual(['vco-dual']);
    expect(membersOf(gateway, monitor.fleet({ tags: { env: 'prod' } }), monitor.tunnel('tun-3'))).toEqual([
      'vco-dual',
      'vco-single',
      'vco-other',
      'vco-router: tun-3',
    ]);
    expect(membersOf(tunnel, monitor.connection('vco-dual').tunnel(2), tunnel)).toEqual(['vco-dual: tun-1 tun-2']);
    expect(membersOf()).toEqual([]);
  });

  test('a fleet of scopes means what they mean together', () => {
    const fleet = monitor.fleet([monitor.fleet([gateway]), monitor.connection('vco-router'), monitor.tunnel('tun-4')]);
    expect(membersOf(fleet)).toEqual(['vco-dual', 'vco-single', 'vco-router']);
    expect(meant(fleet).named).toEqual({ gatewayIds: ['vpn-1'], connectionIds: ['vco-router'], tunnelIds: ['tun-4'] });
    expect(['vpn-1', 'vpn-2'].map((id) => meant(fleet).wantsCertificate(id))).toEqual([true, false]);
  });

  test('they are listed by what all agree on', () => {
    const named = (count: number): SeriesScope[] => Array.from({ length: count }, (_, index) => monitor.connection(`vco-${index}`));
    expect(meant().filter).toEqual({ connectionIds: [] });
    expect(meant(gateway.connection('vco-dual').tunnel('tun-1'), monitor.connection('vco-dual').tunnel(2)).filter).toEqual({
      connectionIds: ['vco-dual'],
    });
    expect(meant(...named(10)).filter.connectionIds).toHaveLength(10);
    expect(meant(...named(11)).filter).toEqual({});
    expect(meant(gateway, monitor.gateway('vpn-1')).filter).toEqual({ gatewayId: 'vpn-1' });
    expect(meant(gateway, monitor.gateway('vpn-2')).filter).toEqual({});
    expect(meant(gateway, monitor.connection('vco-router')).filter).toEqual({});
    expect(meant(monitor.connection('vco-router'), monitor.tunnel('tun-1')).filter).toEqual({});
  });

  test('what a filter lets through holds all members', async () => {
    const scopes = [
      gateway,
      monitor.gateway('vpn-2').connection('vco-other'),
      monitor.attachment('vco-router').tunnel('tun-3'),
      monitor.tunnel('tun-1'),
      monitor.fleet({ tags: { env: 'prod' } }),
    ];
    for (const list of scopes.flatMap((one) => scopes.map((other) => [one, other] as const))) {
      const membership = meant(...list);
      const listed = await monitor.topology.allConnections({ filter: membership.filter });
      expect(membership.select(listed).map(shown)).toEqual(membership.select(connections).map(shown));
    }
  });
});

describe('assumed of ids alone', () => {
  const unknown = { ipsec: 'unknown', bgp: 'unknown' };
  const known = monitor.gateway('vpn-1').connection('vco-1');

  test('a connection is taken for a single-tunnel one', () => {
    const base = { kind: 'connection', mode: 'single', ...unknown, health: 'unknown', tunnels: [], tags: {} };
    expect(meant(known).assumed).toEqual([
      { connection: { ...base, connectionId: 'vco-1', attachedTo: 'vpn-gateway', gatewayId: 'vpn-1' } },
    ]);
    const [attached] = meant(monitor.attachment('vco-2')).assumed;
    expect(attached).toEqual({ connection: { ...base, connectionId: 'vco-2', attachedTo: 'transit-router' } });
    for (const value of [attached?.connection, attached?.connection.tunnels, attached?.connection.tags])
      expect(Object.isFrozen(value)).toBe(true);
  });

  test('a connection with a known tunnel is a dual-tunnel one with that tunnel', () => {
    const [member] = meant(known.tunnel('tun-1')).assumed;
    expect(member).toMatchObject({
      connection: {
        mode: 'dual',
        tunnels: [{ kind: 'tunnel', tunnelId: 'tun-1', connectionId: 'vco-1', attachedTo: 'vpn-gateway', gatewayId: 'vpn-1', ...unknown }],
      },
      tunnelIds: new Set(['tun-1']),
    });
    expect(Object.isFrozen(member?.connection.tunnels[0])).toBe(true);
    expect(meant(monitor.attachment('vco-2').tunnel('tun-3')).assumed[0]?.connection).toMatchObject({
      mode: 'dual',
      attachedTo: 'transit-router',
      tunnels: [{ tunnelId: 'tun-3' }],
    });
  });

  test('several scopes of one connection know all its named tunnels', () => {
    const both = meant(known.tunnel('tun-1'), known.tunnel('tun-2'), known.tunnel('tun-1')).assumed;
    expect(both.map(shown)).toEqual(['vco-1: tun-1 tun-2']);
    expect(both[0]?.connection.tunnels.map(({ tunnelId }) => tunnelId)).toEqual(['tun-1', 'tun-2']);
    const whole = meant(known, known.tunnel('tun-2'), monitor.connection('vco-9')).assumed;
    expect(whole.map(shown)).toEqual(['vco-1']);
    expect(whole[0]?.connection).toMatchObject({ mode: 'dual', tunnels: [{ tunnelId: 'tun-2' }] });
    expect(Object.isFrozen(whole[0]?.connection)).toBe(true);
  });
});

test('a connection is meant as a whole, or some of its tunnels alone', () => {
  const [whole] = meant(monitor.connection('vco-dual')).select(connections);
  expect(['tun-1', 'tun-2', undefined].map((key) => isMeant(whole!, key))).toEqual([true, true, true]);
  const [part] = meant(monitor.tunnel('tun-1')).select(connections);
  expect(['tun-1', 'tun-2', undefined].map((key) => isMeant(part!, key))).toEqual([true, false, false]);
});

test('the whole region is listed where nothing narrows the listing', () => {
  const whole: readonly SeriesScope[] = [
    monitor.fleet(),
    monitor.fleet({ attachedTo: 'transit-router' }),
    monitor.fleet({ gatewayIds: ['vpn-1', 'vpn-2'] }),
    monitor.tunnel('tun-1'),
  ];
  expect(whole.map((scope) => isWholeRegion(meant(scope)))).toEqual([true, true, true, true]);
  const narrow: readonly SeriesScope[] = [
    monitor.fleet({ gatewayIds: ['vpn-1'] }),
    monitor.fleet({ connectionIds: [] }),
    monitor.fleet({ tags: { env: 'prod' } }),
    monitor.gateway('vpn-1'),
    monitor.connection('vco-dual'),
  ];
  expect(narrow.map((scope) => isWholeRegion(meant(scope)))).toEqual([false, false, false, false, false]);
});
