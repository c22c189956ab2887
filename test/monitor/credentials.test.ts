import { type CredentialProvider, GatewayMetric, VpnMonitor, type VpnMonitorOptions } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { expect, onTestFinished, test, vi } from 'vitest';

type Ask = CredentialProvider['getCredential'];

async function setUp(options: Partial<VpnMonitorOptions>): Promise<{ monitor: VpnMonitor; getCredential: ReturnType<typeof vi.fn<Ask>> }> {
  const cloud = createSimulator({ regionId: 'cn-hangzhou', now: Date.UTC(2026, 0, 31, 12), gateways: [{ id: 'vpn-1' }] });
  const server = await cloud.listen();
  const getCredential = vi.fn<Ask>(() => Promise.resolve(server.credentials));
  const monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    endpoint: server.endpoint,
    credentials: { getCredential },
    metadata: 'catalog',
    clock: cloud.clock,
    ...options,
  });
  onTestFinished(async () => {
    await monitor.close();
    await server.close();
  });
  return { monitor, getCredential };
}

test('a provider whose second call never settles costs one attempt, and is asked anew by the next', async () => {
  const { monitor, getCredential } = await setUp({ attemptTimeoutMs: 3_000, maxRetries: 0 });
  const points = monitor.gateway('vpn-1').metric(GatewayMetric.InboundRate).last('10m');
  await expect(points.toArray({ limit: 100 })).resolves.not.toHaveLength(0);
  getCredential.mockReturnValueOnce(new Promise(() => undefined));
  const words =
    'credentials.getCredential() did not answer within 2400 ms. It is asked again by the next call: find out what it waits for.';
  await expect(points.toArray({ limit: 100 })).rejects.toMatchObject({ code: 'timeout', retryable: true, message: words });
  await expect(points.toArray({ limit: 100 })).resolves.not.toHaveLength(0);
});

test('a provider that fails once is asked again by the retry of the same call', async () => {
  const { monitor, getCredential } = await setUp({});
  getCredential.mockRejectedValueOnce(Object.assign(new Error('no route'), { code: 'ETIMEDOUT' }));
  await expect(monitor.gateway('vpn-1').metric(GatewayMetric.InboundRate).last('10m').toArray({ limit: 100 })).resolves.not.toHaveLength(0);
  expect(getCredential).toHaveBeenCalledTimes(2);
});
