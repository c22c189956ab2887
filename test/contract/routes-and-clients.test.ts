import { createRequire } from 'node:module';
import type * as VpcTypes from '@alicloud/vpc20160428';
import { generatedTransport, httpsTransport, openApiTransport, type Transport, VpnMonitor } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { type FakeService, fakeService, json, type SeenRequest } from '../transport/fake-service.ts';

// Loaded as CommonJS: what an import of it gives depends on the loader.
const vpc = createRequire(import.meta.url)('@alicloud/vpc20160428') as typeof VpcTypes.default;
type VpcClient = InstanceType<typeof vpc.default>;

const regionId = 'cn-hangzhou';
const pair = { accessKeyId: 'test-id', accessKeySecret: 'test-secret' };
// The Config class belongs to a package that the generated client brings along; it reads its fields only.
const clientOf = (service: FakeService): VpcClient =>
  new vpc.default({ ...pair, endpoint: service.host, protocol: 'http', regionId } as never);

// An answer to each of the operations.
const BODY = {
  RequestId: 'R',
  TotalCount: 1,
  VpnRouteEntries: { VpnRouteEntry: [{ RouteDest: '10.0.0.0/8' }] },
  VcoRouteEntries: [{ RouteDest: '10.0.0.0/8' }],
  ClientInfoList: [{ CommonName: 'CN=vsc-1' }],
  SslVpnClientCertKeys: { SslVpnClientCertKey: [{ SslVpnClientCertId: 'vsc-1', SslVpnServerId: 'vss-1', EndTime: 1 }] },
  SslVpnServers: { SslVpnServer: [{ SslVpnServerId: 'vss-1', VpnGatewayId: 'vpn-1' }] },
  VpnConnections: { VpnConnection: [] },
};
const page = { pageNumber: 1, pageSize: 50 };

interface Case {
  readonly what: string;
  readonly ours: (monitor: VpnMonitor) => Promise<unknown>;
  readonly typed: (client: VpcClient) => Promise<unknown>;
  readonly action: string;
  readonly query: Readonly<Record<string, string>>;
}

const paged = { RegionId: regionId, PageNumber: '1', PageSize: '50' };
const CASES: readonly Case[] = [
  {
    what: 'the BGP routes of a gateway',
    ours: (monitor) => monitor.gateway('vpn-1').routes({ kind: 'bgp' }),
    typed: (client) =>
      client.describeVpnRouteEntries(
        new vpc.DescribeVpnRouteEntriesRequest({ regionId, ...page, vpnGatewayId: 'vpn-1', routeEntryType: 'bgp' }),
      ),
    action: 'DescribeVpnRouteEntries',
    query: { ...paged, VpnGatewayId: 'vpn-1', RouteEntryType: 'bgp' },
  },
  {
    what: 'the static routes of an attachment',
    ours: (monitor) => monitor.attachment('vco-1').routes({ kind: 'static' }),
    typed: (client) =>
      client.describeVcoRouteEntries(
        new vpc.DescribeVcoRouteEntriesRequest({ regionId, ...page, vpnConnectionId: 'vco-1', routeEntryType: 'custom' }),
      ),
    action: 'DescribeVcoRouteEntries',
    query: { ...paged, VpnConnectionId: 'vco-1', RouteEntryType: 'custom' },
  },
  {
    what: 'the SSL clients of a gateway',
    ours: (monitor) => monitor.gateway('vpn-1').sslClients(),
    typed: (client) => client.describeSslVpnClients(new vpc.DescribeSslVpnClientsRequest({ regionId, ...page, vpnGatewayId: 'vpn-1' })),
    action: 'DescribeSslVpnClients',
    query: { ...paged, VpnGatewayId: 'vpn-1' },
  },
  {
    what: 'the certificates of a region',
    ours: (monitor) => monitor.watch(monitor.fleet(), { sources: [], certificateNoticeDays: 30 }).poll(),
    typed: (client) => client.describeSslVpnClientCerts(new vpc.DescribeSslVpnClientCertsRequest({ regionId, ...page })),
    action: 'DescribeSslVpnClientCerts',
    query: paged,
  },
  {
    what: 'the SSL servers of a region',
    ours: (monitor) => monitor.watch(monitor.gateway('vpn-1'), { sources: [], certificateNoticeDays: 30 }).poll(),
    typed: (client) => client.describeSslVpnServers(new vpc.DescribeSslVpnServersRequest({ regionId, ...page })),
    action: 'DescribeSslVpnServers',
    query: paged,
  },
];

const onTheWire = ({ method, path, query, body, headers }: SeenRequest) => ({
  method,
  path,
  query,
  body,
  action: headers['x-acs-action'],
  version: headers['x-acs-version'],
  type: headers['content-type'],
});

test.each(CASES)('$what go out of all three transports as the generated client asks for them', async ({ ours, typed, action, query }) => {
  await using service = await fakeService(json(BODY));
  const endpoint = { cms: service.host, vpc: service.host, protocol: 'http' } as const;
  const client = clientOf(service);
  const transports: Transport[] = [
    httpsTransport({ regionId, credentials: pair, endpoint }),
    openApiTransport({ regionId, credentials: { getCredential: () => Promise.resolve(pair) }, endpoint }),
    generatedTransport({ vpc: client }),
  ];
  await typed(client);
  for (const transport of transports) {
    await using monitor = new VpnMonitor({ regionId, transport, maxRetries: 0 });
    await ours(monitor);
  }
  const [expected, ...sent] = service.seen.filter(({ headers }) => headers['x-acs-action'] === action).map(onTheWire);
  expect(expected?.query).toEqual(query);
  expect(sent).toEqual([expected, expected, expected]);
});
