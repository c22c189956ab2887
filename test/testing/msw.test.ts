import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createSimulator } from '../../src/testing/index.ts';
import { classOf, MINUTE, NOW, pointsOf } from './support.ts';

type Constructor = new (value: unknown) => unknown;
type GeneratedModule = Record<string, Constructor>;
type GeneratedClient = Record<string, (request: unknown) => Promise<{ statusCode: number; body: Record<string, unknown> }>>;

const cloud = createSimulator.preset('dual-tunnel', { now: NOW, enterprise: true });
const server = setupServer(...cloud.handlers());

async function generated(
  name: 'cms20190101' | 'vpc20160428',
  regionId: string,
): Promise<{ client: GeneratedClient; models: GeneratedModule }> {
  const models = (name === 'cms20190101'
    ? await import('@alicloud/cms20190101')
    : await import('@alicloud/vpc20160428')) as unknown as GeneratedModule;
  const { Config } = (await import('@alicloud/openapi-client')) as unknown as { Config: Constructor };
  return { client: new (classOf(models))(new Config({ ...cloud.credentials, regionId })) as GeneratedClient, models };
}

describe('the msw face', () => {
  beforeAll(() => {
    server.listen({ onUnhandledRequest: 'error' });
  });
  afterEach(() => {
    cloud.resetCalls();
  });
  afterAll(() => {
    server.close();
  });

  it('sends the account’s time as Date', async () => {
    const response = await fetch('https://metrics.cn-hangzhou.aliyuncs.com/', { method: 'POST' });
    expect(response.headers.get('date')).toBe(new Date(NOW).toUTCString());
  });

  it('serves the host of transit routers, which has no region', async () => {
    const response = await fetch('https://cbn.aliyuncs.com/', {
      method: 'POST',
      headers: { 'x-acs-action': 'DescribeFlowlogs', 'x-acs-version': '2017-09-12' },
    });
    expect(await response.json()).not.toMatchObject({ Code: 'InvalidAction.NotFound' });
  });

  it('serves the generated Cloud Monitor client, models and signatures included', async () => {
    const { client, models } = await generated('cms20190101', 'cn-hangzhou');
    const list = new models['DescribeMetricListRequest']!({
      namespace: 'acs_vpn',
      metricName: 'tun.rx_bps',
      startTime: String(NOW - 5 * MINUTE),
      endTime: String(NOW),
    });
    const points = (await client['describeMetricList']!(list)).body;
    expect(points).toMatchObject({ code: '200', period: '60', success: true });
    expect(JSON.parse(points['datapoints'] as string)).toHaveLength(8);
    const last = (
      await client['describeMetricLast']!(new models['DescribeMetricLastRequest']!({ namespace: 'acs_vpn', metricName: 'tun.state' }))
    ).body;
    expect(pointsOf({ Datapoints: last['datapoints'] })).toHaveLength(2);
    const meta = (
      await client['describeMetricMetaList']!(new models['DescribeMetricMetaListRequest']!({ namespace: 'acs_vpn', pageSize: 100 }))
    ).body;
    expect((meta['resources'] as { resource: unknown[] }).resource).toHaveLength(31);
  });

  it('serves exports: a cursor, then batches until there is no next', async () => {
    const { client, models } = await generated('cms20190101', 'cn-hangzhou');
    const scope = { namespace: 'acs_vpn', metric: 'tun.state' };
    const [tunnelId] = cloud.connections[0]!.tunnelIds;
    const cursor = await client['cursor']!(
      new models['CursorRequest']!({
        ...scope,
        period: 60,
        startTime: String(NOW - 11 * MINUTE),
        endTime: String(NOW),
        matchers: [{ label: 'tunnelId', value: tunnelId, operator: 'EQUALS' }],
      }),
    );
    const seen: number[] = [];
    let next = cursor.body['cursor'] as string | null;
    while (next !== null) {
      const { body } = await client['batchExport']!(
        new models['BatchExportRequest']!({ ...scope, cursor: next, length: 4, measurements: ['Average'] }),
      );
      for (const row of body['dataResults'] as { timestamp: number; dimensions: unknown[]; measurements: object }[]) {
        seen.push(row.timestamp);
        expect(row.dimensions).toContainEqual(expect.objectContaining({ label: 'tunnelId', value: tunnelId }));
        expect(row.measurements).toEqual({ Average: 1 });
      }
      next = body['hasNext'] === true ? (body['cursor'] as string) : null;
    }
    expect(seen).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1].map((ago) => NOW - ago * MINUTE));
  });

  it('serves the generated VPC client, on both kinds of host', async () => {
    const { client, models } = await generated('vpc20160428', 'cn-hangzhou');
    const { body } = await client['describeVpnConnections']!(
      new models['DescribeVpnConnectionsRequest']!({ regionId: 'cn-hangzhou', pageSize: 50 }),
    );
    const [row] = (body['vpnConnections'] as { vpnConnection: { tunnelOptionsSpecification: { tunnelOptions: { status: string }[] } }[] })
      .vpnConnection;
    expect(row!.tunnelOptionsSpecification.tunnelOptions.map((one) => one.status)).toEqual([
      'ipsec_sa_established',
      'ipsec_sa_established',
    ]);
    const regional = await generated('vpc20160428', 'cn-beijing');
    const request = new regional.models['DescribeVpnGatewaysRequest']!({ regionId: 'cn-hangzhou' });
    expect((await regional.client['describeVpnGateways']!(request)).body['totalCount']).toBe(1);
  });

  it('passes errors and failures on', async () => {
    const { client, models } = await generated('cms20190101', 'cn-hangzhou');
    const request = new models['DescribeMetricLastRequest']!({ namespace: 'acs_vpn', metricName: 'nothing' });
    await expect(client['describeMetricLast']!(request)).rejects.toMatchObject({ code: 'ResourceNotFound', statusCode: 404 });
    cloud.fail({ kind: 'reset' });
    await expect(client['describeMetricLast']!(request)).rejects.toThrow();
    cloud.fail({ kind: 'html' });
    await expect(client['describeMetricLast']!(request)).rejects.toThrow(SyntaxError);
    cloud.fail({ code: 'Throttling.User' });
    await expect(client['describeMetricLast']!(request)).rejects.toMatchObject({ code: 'Throttling.User' });
    expect(cloud.calls.map((call) => call.answered)).toEqual([404, 'reset', 'html', 400]);
  });

  it('never answers a call that hangs', async () => {
    cloud.fail({ kind: 'hang' });
    await expect(fetch('https://vpc.aliyuncs.com/', { method: 'POST', signal: AbortSignal.timeout(100) })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    expect(cloud.calls.map((call) => call.answered)).toEqual(['hang']);
  });

  it('leaves every other host alone', async () => {
    await expect(fetch('https://ecs.aliyuncs.com/', { method: 'POST' })).rejects.toThrow();
    expect(cloud.calls).toEqual([]);
  });
});
