const assert = require('node:assert/strict');
const { GatewayMetric, VpnMonitor, VpnMonitorError } = require('alicloud-vpn-monitor');
const catalog = require('alicloud-vpn-monitor/catalog');
const { observeVpn } = require('alicloud-vpn-monitor/otel');
const { collectVpnMetrics } = require('alicloud-vpn-monitor/prometheus');
const { redisStore } = require('alicloud-vpn-monitor/redis');
const { createSimulator } = require('alicloud-vpn-monitor/testing');

async function main() {
  assert.equal(catalog.METRICS.length, 31);
  assert.equal(catalog.GatewayMetric.InboundRate, GatewayMetric.InboundRate);
  const cloud = createSimulator({ regionId: 'cn-hangzhou', gateways: [{ id: 'vpn-1' }] });
  const { endpoint, credentials, close } = await cloud.listen();
  const monitor = new VpnMonitor({ regionId: 'cn-hangzhou', endpoint, credentials, clock: cloud.clock });
  const points = await monitor.gateway('vpn-1').metric(GatewayMetric.InboundRate).last('1h').toArray({ limit: 100 });
  assert.ok(points.length > 50, `expected an hour of points, got ${points.length}`);
  const refused = await new VpnMonitor({
    regionId: 'cn-hangzhou',
    endpoint,
    credentials: { ...credentials, accessKeySecret: 'wrong-secret' },
  })
    .gateway('vpn-1')
    .metric(GatewayMetric.InboundRate)
    .latest()
    .catch((error) => error);
  assert.ok(refused instanceof VpnMonitorError, String(refused));
  assert.equal(refused.code, 'auth');
  await checkReplicas(monitor);
  checkBridges(monitor);
  await monitor.close();
  await close();
  console.log(`require: ${points.length} points`);
}

// Without the libraries that they export to: those come from the caller, and so does what stands for them here.
function checkBridges(monitor) {
  const metrics = new Map();
  class Metric {
    constructor({ name }) {
      this.name = name;
    }
    reset() {}
    set() {}
    inc() {}
  }
  const register = {
    registerMetric: (metric) => metrics.set(metric.name, metric),
    getSingleMetric: (name) => metrics.get(name),
    removeSingleMetric: (name) => metrics.delete(name),
  };
  const collector = collectVpnMetrics({ Gauge: Metric, Counter: Metric, register }, monitor);
  assert.ok(metrics.has('alicloud_vpn_tunnel_up'));
  collector.close();
  assert.equal(metrics.size, 0);
  assert.throws(() => observeVpn({}, monitor), TypeError);
}

// Without a Redis: what its client gives is refused as an error of the class that the root exports.
async function checkReplicas(monitor) {
  const answers = [1, 0];
  const store = redisStore({ get: async () => null, eval: async () => answers.shift(), evalsha: () => undefined });
  const lock = await store.lock('key', 1000);
  assert.equal(typeof lock.refresh, 'function');
  const lost = await store.set('key', 'value').catch((error) => error);
  assert.ok(lost instanceof VpnMonitorError, String(lost));
  assert.throws(() => redisStore('redis://localhost'), TypeError);
  assert.equal(monitor.watch(monitor.fleet(), { store }).role, 'standby');
}

main();
