import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countedIn, countRoutes } from '../../../src/diagnose/routes/count-routes.ts';
import { routeReader } from '../../../src/diagnose/routes/read-route.ts';
import { sharedTexts } from '../../../src/topology/shared-texts.ts';

const never = {
  skip: () => {
    throw new Error('skipped');
  },
  share: sharedTexts(),
};
const read = (row: object) => routeReader('static')({ RouteDest: '10.0.0.0/8', ...row }, never)!;

describe('a field of a route', () => {
  test.each<[unknown, readonly number[] | undefined]>([
    ['[12000]', [12000]],
    ['65530 65531,65530', [65530, 65531, 65530]],
    ['[65530, "65531"]', [65530, 65531]],
    ['{65001 65002}', [65001, 65002]],
    ['1.10', [65546]],
    [
      [65530, '65531'],
      [65530, 65531],
    ],
    [65530, [65530]],
    ['[]', []],
    [[], []],
    ['', undefined],
    [null, undefined],
    [undefined, undefined],
    ['65530 incomplete', undefined],
    [{ path: 1 }, undefined],
  ])('AsPath %j is %j', (AsPath, expected) => {
    expect(read({ AsPath }).asPath).toEqual(expected);
  });

  test.each<[unknown, readonly string[] | undefined]>([
    ['65535:65510', ['65535:65510']],
    ['65535:65510 65535:1', ['65535:65510', '65535:1']],
    ['["65535:65510","65535:1"]', ['65535:65510', '65535:1']],
    ['', undefined],
    [7, ['7']],
  ])('Community %j is %j', (Community, expected) => {
    expect(read({ Community }).communities).toEqual(expected);
  });

  test.each<[object, readonly string[]]>([
    [{ NextHopTunnelId: 'tun-1' }, ['tun-1']],
    [{ NextHopTunnelIdList: ['tun-1', 'tun-2', 'tun-1', null, ''] }, ['tun-1', 'tun-2']],
    [{ NextHopTunnelIdList: { NextHopTunnelIdList: ['tun-1'] } }, ['tun-1']],
    [{ NextHopTunnelIdList: 'tun-1,tun-2' }, ['tun-1', 'tun-2']],
    [{ NextHopTunnelId: 'tun-1', NextHopTunnelIdList: ['tun-2'] }, ['tun-1', 'tun-2']],
    [{ NextHopTunnelId: '', NextHopTunnelIdList: '' }, []],
    [{ NextHopTunnelIdList: null }, []],
    [{}, []],
  ])('%j gives the tunnels %j', (row, expected) => {
    expect(read(row).tunnelIds).toEqual(expected);
  });

  test.each<[object, object]>([
    [
      { RouteEntryType: 'BGP', Source: 'cloud' },
      { source: 'bgp', origin: 'cloud' },
    ],
    [{ RouteEntryType: ' custom ', Source: '' }, { source: 'static' }],
    [{ Source: 'VPN_BGP' }, { source: 'static', origin: 'customer-gateway' }],
    [
      { RouteEntryType: 'Segment', Source: 'CEN' },
      { source: 'Segment', origin: 'CEN' },
    ],
    [{ NextHop: 'vco-1' }, { nextHop: 'vco-1', connectionId: 'vco-1' }],
    [
      { NextHop: '169.254.10.1', VpnConnectionId: 'vco-2' },
      { nextHop: '169.254.10.1', connectionId: 'vco-2' },
    ],
    [
      { Weight: '0', CreateTime: '1658217008000', State: 'published' },
      { weight: 0, createdAt: 1658217008000, state: 'published' },
    ],
    [{ Weight: '', CreateTime: 'soon', State: null, NextHop: {} }, {}],
  ])('%j reads as %j', (row, expected) => {
    expect(read(row)).toEqual({ destination: '10.0.0.0/8', source: 'static', tunnelIds: [], ...expected });
  });
});

test('a row of any shape ends in a frozen route or is skipped, and in a count that is known or absent', () => {
  const cell = fc.oneof(
    fc.constantFrom('', 'bgp', 'custom', 'CLOUD', 'VPN_BGP', 'vco-1', 'tun-1', '[65530]', '10.0.0.0/8'),
    fc.jsonValue({ maxDepth: 2 }),
  );
  const keys = [
    'RouteDest',
    'RouteEntryType',
    'Source',
    'NextHop',
    'NextHopTunnelId',
    'NextHopTunnelIdList',
    'AsPath',
    'Community',
    'Weight',
    'State',
    'CreateTime',
    'VpnConnectionId',
    'RouteCount',
  ];
  const row = fc.oneof(
    { weight: 4, arbitrary: fc.record(Object.fromEntries(keys.map((key) => [key, cell])), { requiredKeys: [] }) },
    { weight: 1, arbitrary: fc.jsonValue() },
  );
  fc.assert(
    fc.property(
      row,
      fc.oneof(fc.array(row), fc.record({ VpnRouteCount: fc.oneof(fc.array(row), cell) }), cell),
      (value, VpnRouteCounts) => {
        let skipped = 0;
        const route = routeReader('bgp')(value, {
          skip: () => {
            skipped += 1;
          },
          share: sharedTexts(),
        });
        expect(skipped).toBe(route ? 0 : 1);
        if (route)
          expect(
            Object.isFrozen(route) &&
              Object.values(route).every((field) => field !== undefined) &&
              route.asPath?.every(Number.isSafeInteger) !== false,
          ).toBe(true);
        const counts = countRoutes([
          { source: 'bgp', routes: [], isWhole: false, counted: countedIn({ VpnRouteCounts }).filter(({ source }) => source === 'bgp') },
        ]);
        expect(counts.total).toBe(counts.bySource['bgp']);
        expect(counts.total === undefined || (Number.isSafeInteger(counts.total) && counts.total >= 0)).toBe(true);
      },
    ),
    { numRuns: 1_000 },
  );
});
