import { createRequire } from 'node:module';
import type * as CmsTypes from '@alicloud/cms20190101';
import type * as VpcTypes from '@alicloud/vpc20160428';
import { expect, expectTypeOf, test } from 'vitest';
import { createCaller } from '../../src/transport/caller.ts';
import type { GeneratedClient } from '../../src/transport/generated-transport.ts';
import { generatedTransport } from '../../src/transport/generated-transport.ts';
import { httpsTransport } from '../../src/transport/https/index.ts';
import { openApiTransport } from '../../src/transport/openapi-transport.ts';
import type { ApiRequest, Transport } from '../../src/transport/port.ts';
import type { FakeService, SeenRequest } from '../transport/fake-service.ts';
import { fakeService, json } from '../transport/fake-service.ts';

// Loaded as CommonJS: what an import of them gives depends on the loader.
const require = createRequire(import.meta.url);
const cms = require('@alicloud/cms20190101') as typeof CmsTypes.default;
const vpc = require('@alicloud/vpc20160428') as typeof VpcTypes.default;
type CmsClient = InstanceType<typeof cms.default>;
type VpcClient = InstanceType<typeof vpc.default>;

const pair = { accessKeyId: 'test-id', accessKeySecret: 'test-secret' };
// The Config class belongs to a package the generated clients bring along; they read its fields only.
const config = (service: FakeService): never => ({ ...pair, endpoint: service.host, protocol: 'http', regionId: 'cn-hangzhou' }) as never;
const cmsClient = (service: FakeService): CmsClient => new cms.default(config(service));
const vpcClient = (service: FakeService): VpcClient => new vpc.default(config(service));

interface Case {
  readonly request: ApiRequest;
  readonly typed: (service: FakeService) => Promise<unknown>;
}

const cases: readonly Case[] = [
  {
    request: {
      product: 'cms',
      action: 'DescribeMetricList',
      params: {
        Namespace: 'acs_vpn',
        MetricName: 'net_rx.rate',
        Period: '60',
        StartTime: '1700000000000',
        EndTime: '1700003600000',
        Length: '1440',
        Dimensions: '[{"instanceId":"vpn-1 ü&=+*~\'()"}]',
      },
    },
    typed: (service) =>
      cmsClient(service).describeMetricList(
        new cms.DescribeMetricListRequest({
          namespace: 'acs_vpn',
          metricName: 'net_rx.rate',
          period: '60',
          startTime: '1700000000000',
          endTime: '1700003600000',
          length: '1440',
          dimensions: '[{"instanceId":"vpn-1 ü&=+*~\'()"}]',
        }),
      ),
  },
  {
    request: { product: 'cms', action: 'DescribeMetricMetaList', params: { Namespace: 'acs_vpn', PageNumber: 1, PageSize: 100 } },
    typed: (service) =>
      cmsClient(service).describeMetricMetaList(
        new cms.DescribeMetricMetaListRequest({ namespace: 'acs_vpn', pageNumber: 1, pageSize: 100 }),
      ),
  },
  {
    request: {
      product: 'vpc',
      action: 'DescribeVpnConnections',
      params: { RegionId: 'cn-hangzhou', PageSize: 50, Tag: [{ Key: 'env', Value: 'prod' }, { Key: 'team' }] },
    },
    typed: (service) =>
      vpcClient(service).describeVpnConnections(
        new vpc.DescribeVpnConnectionsRequest({
          regionId: 'cn-hangzhou',
          pageSize: 50,
          tag: [
            new vpc.DescribeVpnConnectionsRequestTag({ key: 'env', value: 'prod' }),
            new vpc.DescribeVpnConnectionsRequestTag({ key: 'team' }),
          ],
        }),
      ),
  },
  {
    request: {
      product: 'cms',
      action: 'PutResourceMetricRule',
      params: {
        RuleId: 'r1',
        RuleName: 'n',
        Namespace: 'acs_vpn',
        MetricName: 'm',
        ContactGroups: 'g',
        Resources: '[{"resource":"_ALL"}]',
        'Escalations.Critical.Threshold': '1',
        'Escalations.Critical.Times': 3,
        Labels: [{ Key: 'k', Value: 'v' }],
      },
    },
    typed: (service) =>
      cmsClient(service).putResourceMetricRule(
        new cms.PutResourceMetricRuleRequest({
          ruleId: 'r1',
          ruleName: 'n',
          namespace: 'acs_vpn',
          metricName: 'm',
          contactGroups: 'g',
          resources: '[{"resource":"_ALL"}]',
          escalations: new cms.PutResourceMetricRuleRequestEscalations({
            critical: new cms.PutResourceMetricRuleRequestEscalationsCritical({ threshold: '1', times: 3 }),
          }),
          labels: [new cms.PutResourceMetricRuleRequestLabels({ key: 'k', value: 'v' })],
        }),
      ),
  },
  {
    request: {
      product: 'cms',
      action: 'Cursor',
      params: {
        Namespace: 'acs_vpn',
        Metric: 'net_rx.rate',
        Period: 60,
        StartTime: 1_700_000_000_000,
        Matchers: [{ Label: 'instanceId', Operator: 'EQUALS', Value: 'vpn-1' }],
      },
    },
    typed: (service) =>
      cmsClient(service).cursor(
        new cms.CursorRequest({
          namespace: 'acs_vpn',
          metric: 'net_rx.rate',
          period: 60,
          startTime: 1_700_000_000_000,
          matchers: [new cms.Matcher({ label: 'instanceId', operator: 'EQUALS', value: 'vpn-1' })],
        }),
      ),
  },
  {
    request: {
      product: 'cms',
      action: 'BatchExport',
      params: { Namespace: 'acs_vpn', Metric: 'net_rx.rate', Cursor: 'c+/=', Length: 1000, Measurements: ['Value', 'Average'] },
    },
    typed: (service) =>
      cmsClient(service).batchExport(
        new cms.BatchExportRequest({
          namespace: 'acs_vpn',
          metric: 'net_rx.rate',
          cursor: 'c+/=',
          length: 1000,
          measurements: ['Value', 'Average'],
        }),
      ),
  },
];

const COMPARED = ['x-acs-action', 'x-acs-version', 'x-acs-content-sha256', 'content-type', 'accept', 'host'];
const onTheWire = ({ method, path, query, body, headers }: SeenRequest) => ({
  method,
  path,
  query,
  body: Object.fromEntries(new URLSearchParams(body)),
  headers: Object.fromEntries(COMPARED.map((name) => [name, name === 'x-acs-content-sha256' && body !== '' ? 'of a form' : headers[name]])),
  signedWith: headers.authorization?.split(' ')[0],
});

test.each(cases)(
  "$request.action goes out of all three transports as the generated client's own method sends it",
  async ({ request, typed }) => {
    await using service = await fakeService(json({ Code: 200, RequestId: 'R' }));
    const transports: Transport[] = [
      httpsTransport({ regionId: 'cn-hangzhou', credentials: pair, endpoint: { cms: service.host, vpc: service.host, protocol: 'http' } }),
      openApiTransport({
        regionId: 'cn-hangzhou',
        credentials: { getCredential: () => Promise.resolve(pair) },
        endpoint: { cms: service.host, vpc: service.host, protocol: 'http' },
      }),
      generatedTransport({ cms: cmsClient(service), vpc: vpcClient(service) }),
    ];
    await typed(service);
    for (const transport of transports) await createCaller({ transport, maxRetries: 0 }).call(request);
    const [own, ...ours] = service.seen.map(onTheWire);
    expect(own?.headers['x-acs-action']).toBe(request.action);
    expect(Object.keys({ ...own?.query, ...own?.body }).length).toBeGreaterThan(2);
    expect(ours).toEqual([own, own, own]);
  },
);

test('errors read alike through every transport', async () => {
  const body = {
    Code: 'Forbidden.RAM',
    Message: 'User not authorized.',
    RequestId: 'R-9',
    AccessDeniedDetail: { AuthPrincipalOwnerId: 'private' },
  };
  await using service = await fakeService(json(body, 403));
  const failures = await Promise.all(
    [
      httpsTransport({ regionId: 'cn-hangzhou', credentials: pair, endpoint: { vpc: service.host, protocol: 'http' } }),
      openApiTransport({
        regionId: 'cn-hangzhou',
        credentials: { getCredential: () => Promise.resolve(pair) },
        endpoint: { vpc: service.host, protocol: 'http' },
      }),
      generatedTransport({ vpc: vpcClient(service) }),
    ].map((transport) =>
      createCaller({ transport })
        .call({ product: 'vpc', action: 'DescribeVpnGateways', params: {} })
        .catch((error: unknown) => error as Error),
    ),
  );
  for (const failure of failures) {
    expect(failure).toMatchObject({ code: 'forbidden', vendorCode: 'Forbidden.RAM', requestId: 'R-9', status: 403 });
    expect((failure as Error).message).toMatch(
      /^DescribeVpnGateways failed: Forbidden\.RAM: User not authorized \(HTTP 403, request R-9\)\. Allow vpc:DescribeVpnGateways for/,
    );
  }
});

test("a hanging injected client is given up at the deadline, ends by the vendor's own timeout, and HTML is a protocol error", async () => {
  await using service = await fakeService(() => undefined);
  const caller = createCaller({ transport: generatedTransport({ cms: cmsClient(service) }), attemptTimeoutMs: 150, maxRetries: 0 });
  const request = { product: 'cms', action: 'DescribeMetricLast', params: {} } as const;
  await expect(caller.call(request)).rejects.toMatchObject({ code: 'timeout' });
  await expect.poll(() => service.seen[0]?.socket.destroyed, { timeout: 5_000 }).toBe(true);
  service.answer = json('<html>', 502);
  await expect(caller.call(request)).rejects.toMatchObject({ code: 'protocol', retryable: true });
});

test('a datapoint list that the typed method refuses comes through', async () => {
  await using service = await fakeService(json({ Code: '200', Success: 'True', Datapoints: [{ timestamp: 1, Value: 2 }] }));
  await expect(
    cmsClient(service).describeMetricList(new cms.DescribeMetricListRequest({ namespace: 'acs_vpn', metricName: 'm' })),
  ).rejects.toThrow();
  const caller = createCaller({ transport: generatedTransport({ cms: cmsClient(service) }) });
  const answer = await caller.call({ product: 'cms', action: 'DescribeMetricList', params: { Namespace: 'acs_vpn', MetricName: 'm' } });
  expect(answer.body['Datapoints']).toEqual([{ timestamp: 1, Value: 2 }]);
});

test('a product without a client is a config error that names the option', async () => {
  const caller = createCaller({ transport: generatedTransport({}) });
  await expect(caller.call({ product: 'vpc', action: 'DescribeVpnGateways', params: {} })).rejects.toMatchObject({
    code: 'config',
    retryable: false,
    message: expect.stringContaining('generatedTransport({ vpc: client })') as string,
  });
  expect(() => generatedTransport({ cms: {} as never })).toThrow(new TypeError('generatedTransport: cms must be a client with callApi()'));
});

test('a client for transit routers is asked for their operations', async () => {
  const asked: object[] = [];
  const cbn: GeneratedClient = {
    callApi: (params) => {
      asked.push(params);
      return Promise.resolve({ statusCode: 200, body: { RequestId: 'R', TotalCount: 0 } });
    },
  };
  await createCaller({ transport: generatedTransport({ cbn }) }).call({ product: 'cbn', action: 'DescribeFlowlogs', params: {} });
  expect(asked).toEqual([expect.objectContaining({ action: 'DescribeFlowlogs', version: '2017-09-12' })]);
});

test('generated clients are assignable to the type this package asks for', () => {
  expectTypeOf<CmsClient>().toExtend<GeneratedClient>();
  expectTypeOf<VpcClient>().toExtend<GeneratedClient>();
  // @ts-expect-error a client without callApi is none
  const wrong: GeneratedClient = { describe: () => undefined };
  expect(wrong).toBeDefined();
});
