import { GatewayMetric, VpnMonitor } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

async function ask(logger?: { debug(message: string, fields?: object): void }): Promise<void> {
  const cloud = createSimulator.preset('dual-tunnel', { now: '2026-01-31T12:00:00Z' });
  await using server = await cloud.listen();
  await using monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    endpoint: server.endpoint,
    credentials: server.credentials,
    clock: cloud.clock,
    logger,
  });
  cloud.fail({ action: 'DescribeMetricLast', status: 503 });
  await monitor.gateway(cloud.gateways[0]!.id).metric(GatewayMetric.InboundRate).latest();
}

test('every request is a line at debug: action, milliseconds, status and request id, once named, and nothing secret', async () => {
  const debug = vi.fn();
  await ask({ debug });
  const requests = debug.mock.calls.filter(([, fields]) => 'ms' in (fields as object));
  expect(requests.map(([, fields]) => fields as object)).toMatchObject([
    { action: 'DescribeMetricMetaList', status: 200 },
    { action: 'DescribeMetricLast', status: 503, code: 'server' },
    { action: 'DescribeMetricLast', status: 200 },
  ]);
  for (const [message, fields] of requests as [string, { readonly ms: number; readonly requestId: string }][]) {
    expect(message).toMatch(/^alicloud-vpn-monitor: Describe\w+: \d{3} in \d+ ms$/);
    expect([typeof fields.ms, typeof fields.requestId]).toEqual(['number', 'string']);
  }
});

test.each([
  ['debug', /debug alicloud-vpn-monitor: DescribeMetricLast: 503 in \d+ ms/],
  ['warn', /^$/],
  ['', /^$/],
  ['verbose', /'verbose' is none of debug, info, warn, error/],
])('ALICLOUD_VPN_MONITOR_LOG=%s writes to stderr, where no logger is given', async (level, expected) => {
  vi.stubEnv('ALICLOUD_VPN_MONITOR_LOG', level);
  const written: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  await ask({ debug: () => undefined });
  expect(written).toEqual([]);
  await ask();
  expect(written.join('')).toMatch(expected);
});
