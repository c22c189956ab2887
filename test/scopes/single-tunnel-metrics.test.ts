import { AttachmentMetric, ConnectionMetric, Quantity, VpnMonitor } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { afterEach, expect, test } from 'vitest';

const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((one) => one.close()));
});

async function served(): Promise<{ readonly monitor: VpnMonitor; readonly warnings: string[] }> {
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    now: '2026-01-31T12:00:00Z',
    gateways: [{ id: 'vpn-1' }],
    connections: [
      { id: 'vco-dual', gatewayId: 'vpn-1' },
      { id: 'vco-single', gatewayId: 'vpn-1', mode: 'single' },
      { id: 'vco-attached', transitRouterId: 'tr-1' },
    ],
  });
  const server = await cloud.listen();
  const warnings: string[] = [];
  const logger = { warn: (message: string) => void warnings.push(message) };
  const monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    endpoint: server.endpoint,
    credentials: server.credentials,
    clock: cloud.clock,
    logger,
  });
  closing.push(monitor, server);
  return { monitor, warnings };
}

test('a metric that a connection has only with a single tunnel is no empty answer in silence', async () => {
  const { monitor, warnings } = await served();
  const gateway = monitor.gateway('vpn-1');
  expect(await gateway.connection('vco-dual').metric(ConnectionMetric.State).latest()).toEqual([]);
  expect(warnings).toEqual([expect.stringMatching(/vco-dual has two tunnels, so it has no ipsec\.state.*Quantity/)]);
  expect(await monitor.attachment('vco-attached').metric(AttachmentMetric.State).toArray({ limit: 100 })).toEqual([]);
  expect(warnings).toHaveLength(2);
});

test('what it has is answered without a word', async () => {
  const { monitor, warnings } = await served();
  const gateway = monitor.gateway('vpn-1');
  expect(await gateway.connection('vco-dual').metric(Quantity.State, ConnectionMetric.InboundRate).latest()).toHaveLength(3);
  expect(await gateway.connection('vco-single').metric(ConnectionMetric.State).latest()).toHaveLength(1);
  expect(warnings).toEqual([]);
});
