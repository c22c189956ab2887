import { createRequire } from 'node:module';
import type * as VpcTypes from '@alicloud/vpc20160428';
import { generatedTransport, httpsTransport, openApiTransport, type Transport, VpnMonitor } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';
import { type FakeService, fakeService, json, type SeenRequest } from '../transport/fake-service.ts';
import { all, NOW, REGION } from './asking.ts';

// Loaded as CommonJS: what an import of it gives depends on the loader.
const require = createRequire(import.meta.url);
const vpc = require('@alicloud/vpc20160428') as typeof VpcTypes.default;
type VpcClient = InstanceType<typeof vpc.default>;

const pair = { accessKeyId: 'test-id', accessKeySecret: 'test-secret' };
// The Config class belongs to a package the generated clients bring along; they read its fields only.
const clientOf = (service: FakeService): VpcClient =>
  new vpc.default({ ...pair, endpoint: service.host, protocol: 'http', regionId: REGION } as never);
const endpointOf = ({ host }: FakeService) => ({ cms: host, vpc: host, protocol: 'http' }) as const;

const LISTED = {
  TotalCount: 2,
  VpnConnections: {
    VpnConnection: [
      {
        VpnConnectionId: 'vco-dual',
        AttachType: 'VPNGW',
        VpnGatewayId: 'vpn-1',
        TunnelOptionsSpecification: { TunnelOptions: [{ TunnelId: 'tun-1' }, { TunnelId: 'tun-2' }] },
      },
      { VpnConnectionId: 'vco-alone', AttachType: 'CEN', TransitRouterId: 'tr-1', State: 'attached' },
    ],
  },
};

interface Case {
  readonly action: string;
  readonly ask: (monitor: VpnMonitor) => Promise<unknown>;
  readonly typed: (client: VpcClient) => Promise<unknown>;
}

const cases: readonly Case[] = [
  {
    action: 'DiagnoseVpnConnections',
    ask: (monitor) => monitor.connection('vco-dual').diagnose(),
    typed: (client) =>
      client.diagnoseVpnConnections(
        new vpc.DiagnoseVpnConnectionsRequest({
          regionId: REGION,
          vpnGatewayId: 'vpn-1',
          tunnelIds: ['tun-1', 'tun-2'],
          pageNumber: 1,
          pageSize: 50,
        }),
      ),
  },
  {
    action: 'DiagnoseVpnConnections',
    ask: (monitor) => monitor.attachment('vco-alone').diagnose(),
    typed: (client) =>
      client.diagnoseVpnConnections(
        new vpc.DiagnoseVpnConnectionsRequest({ regionId: REGION, vpnConnectionIds: ['vco-alone'], pageNumber: 1, pageSize: 50 }),
      ),
  },
  {
    action: 'DescribeVpnConnectionLogs',
    ask: (monitor) => all(monitor.tunnel('tun-2').logs({ from: NOW - 600_000, to: NOW })),
    typed: (client) =>
      client.describeVpnConnectionLogs(
        new vpc.DescribeVpnConnectionLogsRequest({
          regionId: REGION,
          vpnConnectionId: 'vco-dual',
          tunnelId: 'tun-2',
          from: NOW / 1_000 - 600,
          to: NOW / 1_000,
          pageNumber: 1,
          pageSize: 50,
        }),
      ),
  },
  {
    action: 'DescribeVpnConnectionLogs',
    ask: (monitor) => all(monitor.attachment('vco-alone').logs()),
    typed: (client) =>
      client.describeVpnConnectionLogs(
        new vpc.DescribeVpnConnectionLogsRequest({
          regionId: REGION,
          vpnConnectionId: 'vco-alone',
          from: NOW / 1_000 - 600,
          to: NOW / 1_000,
          pageNumber: 1,
          pageSize: 50,
        }),
      ),
  },
];

const onTheWire = ({ method, path, query, body, headers }: SeenRequest) => ({
  method,
  path,
  query,
  body,
  version: headers['x-acs-version'],
  action: headers['x-acs-action'],
});

test.each(cases)(
  "$action goes out of all three transports as the generated client's own method sends it",
  async ({ action, ask, typed }) => {
    await using service = await fakeService((request, response) => {
      const answer =
        request.headers['x-acs-action'] === 'DescribeVpnConnections'
          ? LISTED
          : { RequestId: 'R', TotalCount: 0, VpnConnections: [], Data: { Logs: [] }, Count: 0, IsCompleted: true };
      // Dated as the monitor's clock, which would be corrected otherwise.
      json(answer, 200, { date: new Date(NOW).toUTCString() })(request, response);
    });
    const transports: Transport[] = [
      httpsTransport({ regionId: REGION, credentials: pair, endpoint: endpointOf(service) }),
      openApiTransport({ regionId: REGION, credentials: pair, endpoint: endpointOf(service) }),
      generatedTransport({ vpc: clientOf(service) }),
    ];
    await typed(clientOf(service));
    for (const transport of transports) {
      const monitor = new VpnMonitor({ regionId: REGION, transport, clock: { now: () => NOW }, maxRetries: 0 });
      await ask(monitor);
      await monitor.close();
    }
    const [own, ...ours] = service.seen.filter(({ headers }) => headers['x-acs-action'] === action).map(onTheWire);
    expect(Object.keys(own?.query ?? {}).length).toBeGreaterThan(3);
    expect(ours).toEqual([own, own, own]);
  },
);

test('diagnoses and lines come over HTTP, signed, from the simulated account', async () => {
  const cloud = createSimulator({
    regionId: REGION,
    now: NOW,
    gateways: [{ id: 'vpn-1' }],
    connections: [{ id: 'vco-1', gatewayId: 'vpn-1', tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] }],
  });
  await using server = await cloud.listen();
  cloud.tunnel('tun-1').down({ at: NOW - 60_000, reason: 'DhGroupMismatch' });
  await using monitor = new VpnMonitor({ regionId: REGION, endpoint: server.endpoint, credentials: cloud.credentials, clock: cloud.clock });
  const connection = monitor.gateway('vpn-1').connection('vco-1');
  expect((await connection.diagnose()).map(({ code }) => code)).toEqual(['DhGroupMismatch', 'NoExceptionFound']);
  expect((await all(connection.logs())).flatMap(({ reasons }) => reasons)).toEqual(['DhGroupMismatch']);
  expect(cloud.calls.map(({ action, answered }) => `${action} ${String(answered)}`)).toEqual([
    'DescribeVpnConnections 200',
    'DiagnoseVpnConnections 200',
    'DescribeVpnConnectionLogs 200',
    'DescribeVpnConnectionLogs 200',
  ]);
});

test('the typed method reads what the simulated account answers', async () => {
  const cloud = createSimulator({
    regionId: REGION,
    now: NOW,
    credentials: 'any',
    gateways: [{ id: 'vpn-1' }],
    connections: [{ id: 'vco-1', gatewayId: 'vpn-1', mode: 'single' }],
  });
  cloud.connection('vco-1').down({ reason: 'PfsMismatch' });
  await using server = await cloud.listen();
  const client = new vpc.default({ ...pair, endpoint: server.endpoint.vpc, protocol: 'http', regionId: REGION } as never);
  const { body } = await client.diagnoseVpnConnections(
    new vpc.DiagnoseVpnConnectionsRequest({ regionId: REGION, vpnConnectionIds: ['vco-1'] }),
  );
  expect(body?.vpnConnections?.[0]).toMatchObject({
    failedReasonCode: 'PfsMismatch',
    failedTime: NOW,
    severity: 'Critical',
    vpnConnectionId: 'vco-1',
  });
  const logs = await client.describeVpnConnectionLogs(
    new vpc.DescribeVpnConnectionLogsRequest({
      regionId: REGION,
      vpnConnectionId: 'vco-1',
      from: NOW / 1_000 - 600,
      to: NOW / 1_000,
      pageSize: 50,
    }),
  );
  expect(logs.body?.isCompleted).toBe(true);
  expect(logs.body?.data?.logs?.some((line) => line.includes('pfs group mismatched'))).toBe(true);
});
