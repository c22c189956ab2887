import { createRequire } from 'node:module';
import { GatewayMetric, type GeneratedClient, generatedTransport, VpnMonitor } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { setupServer } from 'msw/node';
import { afterAll, beforeAll, expect, test } from 'vitest';

const cloud = createSimulator({ regionId: 'cn-hangzhou', now: '2026-01-31T12:00:00Z', gateways: [{ id: 'vpn-1' }] });
const server = setupServer(...cloud.handlers());
beforeAll(() => {
  server.listen({ onUnhandledRequest: 'error' });
});
afterAll(() => {
  server.close();
});

test('the default transport finds the public hosts', async () => {
  await using monitor = new VpnMonitor({ regionId: 'cn-hangzhou', credentials: cloud.credentials, clock: cloud.clock });
  expect(await monitor.gateway('vpn-1').metric(GatewayMetric.InboundRate).last('10m').toArray({ limit: 10 })).toHaveLength(9);
});

test('a generated client of the user’s own brings the same points', async () => {
  const vendor = createRequire(import.meta.url)('@alicloud/cms20190101') as { default: new (config: object) => GeneratedClient };
  const cms = new vendor.default({ ...cloud.credentials, regionId: 'cn-hangzhou' });
  await using own = new VpnMonitor({ regionId: 'cn-hangzhou', transport: generatedTransport({ cms }), clock: cloud.clock });
  await using usual = new VpnMonitor({ regionId: 'cn-hangzhou', credentials: cloud.credentials, clock: cloud.clock });
  const read = (monitor: VpnMonitor) =>
    monitor.gateway('vpn-1').metric(GatewayMetric.InboundRate, GatewayMetric.OutboundPacketRate).last('1h').toArray({ limit: 200 });
  const points = await read(own);
  expect(points).toHaveLength(118);
  expect(points).toEqual(await read(usual));
});
