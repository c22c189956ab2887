import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../src/testing/index.ts';
import { type Body, classOf, MINUTE, NOW, pointsOf, post, send, sign } from './support.ts';

interface GenericClient {
  callApi(params: unknown, request: unknown, runtime: unknown): Promise<{ statusCode: number; body: Body }>;
}

async function genericClient(
  endpoint: string,
  credentials: object,
): Promise<(action: string, version: string, query: object, body?: object) => Promise<Body>> {
  const module = (await import('@alicloud/openapi-client')) as unknown as { Config: new (map: object) => unknown };
  const client = new (classOf(module))(new module.Config({ ...credentials, endpoint, protocol: 'http' })) as GenericClient;
  return async (action, version, query, body) => {
    const params = {
      action,
      version,
      protocol: 'HTTP',
      pathname: '/',
      method: 'POST',
      authType: 'AK',
      style: 'RPC',
      reqBodyType: body ? 'formData' : 'json',
      bodyType: 'json',
    };
    const { OpenApiRequest } = module as unknown as { OpenApiRequest: new (map: object) => unknown };
    const { RuntimeOptions } = (await import('@alicloud/tea-util')) as unknown as { RuntimeOptions: new (map: object) => unknown };
    const answer = await client.callApi(params, new OpenApiRequest({ query, ...(body && { body }) }), new RuntimeOptions({}));
    return answer.body;
  };
}

describe('the HTTP face', () => {
  it('serves the vendor’s own generic client: queries, forms, temporary credentials, errors', async () => {
    const credentials = { accessKeyId: 'sts', accessKeySecret: 's3', securityToken: 'token/with+signs=' };
    const cloud = createSimulator.preset('dual-tunnel', { now: NOW, enterprise: true, credentials });
    await using server = await cloud.listen();
    const call = await genericClient(server.endpoint.cms, server.credentials);
    const tunnelId = cloud.connections[0]!.tunnelIds[0]!;
    const window = { StartTime: String(NOW - 5 * MINUTE), EndTime: String(NOW) };
    const body = await call('DescribeMetricList', '2019-01-01', {
      Namespace: 'acs_vpn',
      MetricName: 'tun.state',
      Dimensions: JSON.stringify([{ tunnelId }]),
      ...window,
    });
    expect(pointsOf(body)).toHaveLength(4);
    const vpc = await call('DescribeVpnConnections', '2016-04-28', { RegionId: 'cn-hangzhou' });
    expect(vpc['TotalCount']).toBe(1);
    const exported = await call('Cursor', '2019-01-01', {}, { Namespace: 'acs_vpn', Metric: 'tun.state', Period: 60, ...window });
    expect(exported).toMatchObject({ Code: 200, Success: true });
    await expect(call('DescribeVpnConnection', '2016-04-28', { RegionId: 'cn-hangzhou', VpnConnectionId: 'vco-x' })).rejects.toMatchObject({
      code: 'InvalidVpnConnectionInstanceId.NotFound',
      data: { statusCode: 404 },
    });
    expect(cloud.calls.map(({ product, action, answered }) => [product, action, answered])).toEqual([
      ['cms', 'DescribeMetricList', 200],
      ['vpc', 'DescribeVpnConnections', 200],
      ['cms', 'Cursor', 200],
      ['vpc', 'DescribeVpnConnection', 404],
    ]);
    expect(cloud.calls[2]?.params).toMatchObject({ Metric: 'tun.state', Period: '60' });
  });

  it('sends the account’s time as the Date of every answer, or none', async () => {
    const request = (cloud: Simulator) => sign('simulator', 'DescribeMetricMetaList', {}, cloud.credentials);
    for (const [date, expected] of [
      [undefined, new Date(NOW + MINUTE).toUTCString()],
      [false, null],
    ] as const) {
      const cloud = createSimulator.preset('dual-tunnel', { now: NOW, credentials: 'any', ...(date === false && { date }) });
      await using server = await cloud.listen();
      cloud.advance('1m');
      cloud.fail({ status: 503, code: 'ServiceUnavailable' });
      cloud.fail({ kind: 'html' });
      for (const status of [503, 502, 200]) {
        const response = await fetch(`http://${server.endpoint.cms}/`, {
          method: 'POST',
          headers: { 'x-acs-version': '2019-01-01', 'x-acs-action': 'DescribeMetricMetaList' },
        });
        expect([response.status, response.headers.get('date')]).toEqual([status, expected]);
        await response.arrayBuffer();
      }
      const direct = cloud.handle({ method: 'POST', ...request(cloud) });
      expect(direct).toMatchObject({ kind: 'answer' });
      expect((direct as { readonly headers: Record<string, string> }).headers['date'] ?? null).toBe(expected);
    }
  });

  it('takes as long as the latency says', async () => {
    const cloud = createSimulator.preset('dual-tunnel', { latencyMs: 100 });
    await using server = await cloud.listen();
    const start = performance.now();
    await Promise.all(Array.from({ length: 10 }, () => post(server.endpoint, 'DescribeMetricMetaList', {}, cloud.credentials)));
    const took = performance.now() - start;
    expect(took).toBeGreaterThanOrEqual(90);
    expect(took).toBeLessThan(900);
  });

  it('leaves nothing open when closed, not even a call that hangs or waits', async () => {
    const cloud = createSimulator.preset('dual-tunnel', { latencyMs: 60_000 });
    const server = await cloud.listen();
    cloud.fail({ kind: 'hang', afterMs: 0 });
    const held = ['DescribeMetricMetaList', 'DescribeSystemEventMetaList'].map((action) =>
      send(sign(server.endpoint.cms, action, {}, cloud.credentials)),
    );
    const outcomes = Promise.allSettled(held);
    await expect.poll(() => cloud.calls.length).toBe(2);
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    await server.close();
    await server.close();
    expect((await outcomes).map((one) => one.status)).toEqual(['rejected', 'rejected']);
    expect(timers()).toBeLessThan(before);
    const [host, port] = server.endpoint.cms.split(':');
    const refused = await new Promise((resolve) => connect(Number(port), host).once('error', resolve).once('connect', resolve));
    expect(refused).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('serves two simulators side by side', async () => {
    const [a, b] = [createSimulator.preset('dual-tunnel'), createSimulator.preset('dual-tunnel')];
    await using first = await a.listen();
    await using second = await b.listen();
    expect(first.endpoint.cms).not.toBe(second.endpoint.cms);
    await post(second.endpoint, 'DescribeMetricMetaList', {}, b.credentials);
    expect([a.calls.length, b.calls.length]).toEqual([0, 1]);
    b.resetCalls();
    expect(b.calls).toEqual([]);
  });
});
