import { createRequire } from 'node:module';
import type * as VpcTypes from '@alicloud/vpc20160428';
import { type PlannedRequest, VpnMonitor } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { createCaller } from '../../src/transport/caller.ts';
import { generatedTransport } from '../../src/transport/generated-transport.ts';
import { httpsTransport } from '../../src/transport/https/index.ts';
import { openApiTransport } from '../../src/transport/openapi-transport.ts';
import type { ApiRequest, Transport } from '../../src/transport/port.ts';
import { type FakeService, fakeService, json, type SeenRequest } from '../transport/fake-service.ts';

// Loaded as CommonJS: what an import of it gives depends on the loader.
const vpc = createRequire(import.meta.url)('@alicloud/vpc20160428') as typeof VpcTypes.default;
type VpcClient = InstanceType<typeof vpc.default>;

const pair = { accessKeyId: 'test-id', accessKeySecret: 'test-secret' };
const regionId = 'cn-hangzhou';
// The Config class belongs to a package the generated client brings along; it reads its fields only.
const clientOf = (service: FakeService): VpcClient =>
  new vpc.default({ ...pair, endpoint: service.host, protocol: 'http', regionId } as never);

/** What a transport is asked for. */
async function asked(act: (monitor: VpnMonitor) => Promise<unknown>): Promise<ApiRequest | undefined> {
  const requests: ApiRequest[] = [];
  const transport: Transport = {
    call: (request) => (
      requests.push(request),
      Promise.resolve({ status: 200, body: { RequestId: 'R', TotalCount: '0', FlowLogId: 'fl-1' } })
    ),
  };
  await using monitor = new VpnMonitor({ regionId, transport });
  await act(monitor);
  return requests[0];
}
const planned = async (act: (monitor: VpnMonitor) => Promise<readonly PlannedRequest[]>): Promise<ApiRequest | undefined> => {
  await using monitor = new VpnMonitor({ regionId, credentials: pair });
  return (await act(monitor))[0];
};

const VPC_LOG = { name: 'ü & = +', trafficPath: 'vpn-gateway', project: 'network-logs', logstore: 'vpn_flow' } as const;

interface Case {
  readonly action: string;
  readonly request: () => Promise<ApiRequest | undefined>;
  readonly typed: (client: VpcClient) => Promise<unknown>;
}

const cases: readonly Case[] = [
  {
    action: 'CreateFlowLog',
    request: () =>
      planned((m) =>
        m.flowLogs.create(
          {
            ...VPC_LOG,
            resource: { kind: 'vpc', id: 'vpc-1' },
            description: 'd',
            traffic: 'drop',
            intervalSeconds: 60,
            tags: { a: 'b', c: '' },
          },
          { dryRun: true },
        ),
      ),
    typed: (client) =>
      client.createFlowLog(
        new vpc.CreateFlowLogRequest({
          regionId,
          flowLogName: 'ü & = +',
          description: 'd',
          projectName: 'network-logs',
          logStoreName: 'vpn_flow',
          resourceType: 'VPC',
          resourceId: 'vpc-1',
          trafficType: 'Drop',
          trafficPath: ['vpnGateway'],
          aggregationInterval: 1,
          tag: [new vpc.CreateFlowLogRequestTag({ key: 'a', value: 'b' }), new vpc.CreateFlowLogRequestTag({ key: 'c', value: '' })],
        }),
      ),
  },
  {
    action: 'CreateFlowLog',
    request: () =>
      planned((m) => m.flowLogs.create({ ...VPC_LOG, resource: { kind: 'network-interface', id: 'eni-1' } }, { dryRun: true })),
    typed: (client) =>
      client.createFlowLog(
        new vpc.CreateFlowLogRequest({
          regionId,
          flowLogName: 'ü & = +',
          projectName: 'network-logs',
          logStoreName: 'vpn_flow',
          resourceType: 'NetworkInterface',
          resourceId: 'eni-1',
          trafficType: 'All',
          trafficPath: ['vpnGateway'],
        }),
      ),
  },
  {
    action: 'CreateFlowLog',
    request: () =>
      planned((m) =>
        m.flowLogs.create(
          { ...VPC_LOG, resource: { kind: 'vswitch', id: 'vsw-1' }, traffic: 'allow', intervalSeconds: 600 },
          { dryRun: true },
        ),
      ),
    typed: (client) =>
      client.createFlowLog(
        new vpc.CreateFlowLogRequest({
          regionId,
          flowLogName: 'ü & = +',
          projectName: 'network-logs',
          logStoreName: 'vpn_flow',
          resourceType: 'VSwitch',
          resourceId: 'vsw-1',
          trafficType: 'Allow',
          trafficPath: ['vpnGateway'],
          aggregationInterval: 10,
        }),
      ),
  },
  {
    action: 'DescribeFlowLogs',
    request: () => asked((m) => m.flowLogs.list({ trafficPath: 'vpn-gateway' }).toArray()),
    typed: (client) => client.describeFlowLogs(new vpc.DescribeFlowLogsRequest({ regionId, pageNumber: 1, pageSize: 50 })),
  },
  {
    action: 'ActiveFlowLog',
    request: () => planned((m) => m.flowLogs.activate('fl-1', { dryRun: true })),
    typed: (client) => client.activeFlowLog(new vpc.ActiveFlowLogRequest({ regionId, flowLogId: 'fl-1' })),
  },
  {
    action: 'DeactiveFlowLog',
    request: () => planned((m) => m.flowLogs.deactivate('fl-1', { dryRun: true })),
    typed: (client) => client.deactiveFlowLog(new vpc.DeactiveFlowLogRequest({ regionId, flowLogId: 'fl-1' })),
  },
  {
    action: 'DeleteFlowLog',
    request: () => planned((m) => m.flowLogs.delete('fl-1', { dryRun: true })),
    typed: (client) => client.deleteFlowLog(new vpc.DeleteFlowLogRequest({ regionId, flowLogId: 'fl-1' })),
  },
];

const COMPARED = ['x-acs-action', 'x-acs-version', 'x-acs-content-sha256', 'content-type', 'accept', 'host'];
const onTheWire = ({ method, path, query, body, headers }: SeenRequest) => ({
  method,
  path,
  query,
  body,
  headers: Object.fromEntries(COMPARED.map((name) => [name, headers[name]])),
});

test.each(cases)(
  "$action goes out of all three transports as the generated client's own method sends it",
  async ({ action, request, typed }) => {
    await using service = await fakeService(json({ RequestId: 'R', Success: 'true' }));
    const endpoint = { vpc: service.host, protocol: 'http' } as const;
    const transports: Transport[] = [
      httpsTransport({ regionId, credentials: pair, endpoint }),
      openApiTransport({ regionId, credentials: { getCredential: () => Promise.resolve(pair) }, endpoint }),
      generatedTransport({ vpc: clientOf(service) }),
    ];
    const own = await request();
    expect(own).toMatchObject({ product: 'vpc', action });
    await typed(clientOf(service));
    for (const transport of transports) await createCaller({ transport, maxRetries: 0 }).call(own!);
    const [vendor, ...ours] = service.seen.map(onTheWire);
    expect(vendor?.headers).toMatchObject({ 'x-acs-action': action, 'x-acs-version': '2016-04-28' });
    expect(Object.keys(vendor?.query ?? {}).length).toBeGreaterThan(1);
    expect(ours).toEqual([vendor, vendor, vendor]);
  },
);

test("a transit router's operations go to the CEN API, with a region in each", async () => {
  await using service = await fakeService(
    json({
      RequestId: 'R',
      Success: 'true',
      FlowLogId: 'flowlog-1',
      TotalCount: '1',
      FlowLogs: { FlowLog: [{ FlowLogId: 'flowlog-1', CenId: 'cen-1' }] },
    }),
  );
  await using monitor = new VpnMonitor({ regionId, credentials: pair, endpoint: { cbn: service.host, protocol: 'http' } });
  await monitor.flowLogs.create({
    name: 'n',
    trafficPath: 'transit-router',
    cenId: 'cen-1',
    attachmentId: 'tr-attach-1',
    project: 'network-logs',
    logstore: 'tr-flow',
    intervalSeconds: 600,
    description: 'd',
    tags: { a: 'b' },
  });
  await monitor.flowLogs.list({ trafficPath: 'transit-router' }).toArray();
  await monitor.flowLogs.activate('flowlog-1');
  await monitor.flowLogs.deactivate('flowlog-1', { cenId: 'cen-1' });
  await monitor.flowLogs.delete('flowlog-1', { cenId: 'cen-1' });
  const id = { RegionId: regionId, FlowLogId: 'flowlog-1' };
  expect(service.seen.map(({ headers, query }) => [headers['x-acs-version'], headers['x-acs-action'], query])).toEqual([
    [
      '2017-09-12',
      'CreateFlowlog',
      {
        RegionId: regionId,
        FlowLogName: 'n',
        Description: 'd',
        ProjectName: 'network-logs',
        LogStoreName: 'tr-flow',
        'Tag.1.Key': 'a',
        'Tag.1.Value': 'b',
        CenId: 'cen-1',
        TransitRouterAttachmentId: 'tr-attach-1',
        Interval: '600',
      },
    ],
    ['2017-09-12', 'DescribeFlowlogs', { RegionId: regionId, PageNumber: '1', PageSize: '50' }],
    ['2017-09-12', 'DescribeFlowlogs', { ...id, PageNumber: '1', PageSize: '50' }],
    ['2017-09-12', 'ActiveFlowLog', { ...id, CenId: 'cen-1' }],
    ['2017-09-12', 'DeactiveFlowLog', { ...id, CenId: 'cen-1' }],
    ['2017-09-12', 'DeleteFlowlog', { ...id, CenId: 'cen-1' }],
  ]);
});
