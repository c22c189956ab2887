import assert from 'node:assert/strict';
import { GatewayMetric, VpnMonitor, VpnMonitorError } from 'alicloud-vpn-monitor';
import * as catalog from 'alicloud-vpn-monitor/catalog';
import { createSimulator } from 'alicloud-vpn-monitor/testing';

async function main() {
  assert.equal(catalog.METRICS.length, 31);
  // Stacks and inspect() show these names.
  for (const [name, value] of Object.entries(await import('alicloud-vpn-monitor'))) if (typeof value === 'function' && /^[A-Z]/.test(name)) assert.equal(value.name, name);
  assert.equal(catalog.GatewayMetric.InboundRate, GatewayMetric.InboundRate);
  const cloud = createSimulator({ regionId: 'cn-hangzhou', gateways: [{ id: 'vpn-1' }] });
  const { endpoint, credentials, close } = await cloud.listen();
  const monitor = new VpnMonitor({ regionId: 'cn-hangzhou', endpoint, credentials, clock: cloud.clock });
  const points = await monitor.gateway('vpn-1').metric(GatewayMetric.InboundRate).last('1h').toArray({ limit: 100 });
  assert.ok(points.length > 50, `expected an hour of points, got ${points.length}`);
  const refused = await new VpnMonitor({ regionId: 'cn-hangzhou', endpoint, credentials: { ...credentials, accessKeySecret: 'wrong-secret' } })
    .gateway('vpn-1')
    .metric(GatewayMetric.InboundRate)
    .latest()
    .catch((error) => error);
  assert.ok(refused instanceof VpnMonitorError, String(refused));
  assert.equal(refused.code, 'auth');
  await monitor.close();
  await close();
  console.log(`import: ${points.length} points`);
}

await main();
