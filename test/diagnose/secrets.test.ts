import { expect, test } from 'vitest';
import { asking, pageOf, shown } from './support.ts';

const SECRET = 'top-secret-value';
const hidden = {
  Psk: SECRET,
  ClientKey: SECRET,
  CaCert: SECRET,
  AuthKey: `Psk=${SECRET}`,
  New: { Deep: [{ Secret: SECRET }] },
  [SECRET]: SECRET,
};
const ROWS: Readonly<Record<string, readonly [container: string, item: string | undefined, rows: readonly object[]]>> = {
  DescribeVpnRouteEntries: [
    'VpnRouteEntries',
    'VpnRouteEntry',
    [{ RouteDest: '10.0.0.0/8', NextHop: 'vco-1', AsPath: [{ SECRET }], Community: { SECRET }, State: [SECRET], ...hidden }, { ...hidden }],
  ],
  DescribeVcoRouteEntries: [
    'VcoRouteEntries',
    undefined,
    [{ RouteDest: '10.0.0.0/8', Weight: SECRET, NextHopTunnelIdList: [{ SECRET }], ...hidden }, { ...hidden }],
  ],
  DescribeSslVpnClients: [
    'ClientInfoList',
    undefined,
    [{ CommonName: 'CN=vsc-1', Port: SECRET, Ip: { SECRET }, Status: [SECRET], ...hidden }, { ...hidden }],
  ],
  DescribeVpnConnections: [
    'VpnConnections',
    'VpnConnection',
    [{ VpnConnectionId: 'vco-1', VpnGatewayId: 'vpn-1', AttachType: 'VPNGW', ...hidden }],
  ],
};

test('what answers hold beside the models gets into none of them, nor into logs and errors', async () => {
  const { monitor, warnings } = asking((request) => {
    const [container, item, rows] = ROWS[request.action]!;
    const page = pageOf(request, rows);
    return {
      ...page.numbers,
      ...hidden,
      VpnRouteCounts: [{ RouteEntryType: 'bgp', RouteCount: 1, ...hidden }],
      [container]: item === undefined ? page.rows : { [item]: page.rows },
    };
  });
  const seen = await Promise.all([
    monitor.gateway('vpn-1').routes(),
    monitor.gateway('vpn-1').sslClients(),
    monitor.attachment('vco-1').routes(),
    monitor.connection('vco-1').routes(),
  ]);
  expect(seen.map((one) => ('routes' in one ? one.routes.length : one.length))).toEqual([2, 1, 2, 2]);
  expect(warnings.length).toBeGreaterThan(3);
  for (const value of [...seen, warnings, monitor.gateway('vpn-1')]) expect(shown(value)).not.toContain(SECRET);
});

test.each([
  [
    'an answer of another shape',
    { VpnRouteEntries: hidden, VcoRouteEntries: SECRET, ClientInfoList: { ClientKey: SECRET }, TotalCount: SECRET },
  ],
  [
    'an error that quotes a secret',
    Object.assign(new Error(`failed: Psk=${SECRET}`), { code: 'InvalidParameter', statusCode: 400, data: { Psk: SECRET } }),
  ],
])('%s', async (_, answer) => {
  const { monitor, warnings } = asking(() => answer);
  const failures = await Promise.all(
    [monitor.gateway('vpn-1').routes(), monitor.gateway('vpn-1').sslClients(), monitor.attachment('vco-1').routes()].map((one) =>
      one.catch((error: unknown) => error),
    ),
  );
  for (const value of [...failures, warnings]) expect(shown(value)).not.toContain(SECRET);
  for (const failure of failures) expect(failure).toBeInstanceOf(Error);
});
