// What a program does with the package, on any runtime. The names of the subpaths are the arguments. It has to end by itself.
import assert from 'node:assert/strict';
import { createEventReceiver, GatewayMetric, VpnMonitor, VpnMonitorError } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';

const ENDS_WITHIN_MS = 2000;
const SECRET = 'a long text that nobody guesses';

for (const subpath of process.argv.slice(2)) assert.notDeepEqual(Object.keys(await import(subpath)), [], subpath);

const cloud = createSimulator({
  regionId: 'cn-hangzhou',
  now: '2026-01-31T12:00:00Z',
  gateways: [{ id: 'vpn-1' }],
  connections: [{ id: 'vco-1', gatewayId: 'vpn-1', tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] }],
});
const { endpoint, credentials, close } = await cloud.listen();
const options = { regionId: 'cn-hangzhou', endpoint, credentials, clock: cloud.clock };
const monitor = new VpnMonitor(options);
const rate = monitor.gateway('vpn-1').metric(GatewayMetric.InboundRate);

const points = await rate.last('1h').toArray({ limit: 100 });
assert.ok(points.length > 50, `an hour has about 60 points, not ${points.length}`);

// A watch: two rounds, the change in between, and an event that is pushed to it.
const watch = monitor.watch(monitor.fleet());
const changes = [];
watch.on('transition', ({ type, resource }) => void changes.push(`${type} ${resource.tunnelId ?? resource.connectionId}`));
watch.on('error', (error) => void changes.push(String(error)));
await watch.poll();
cloud.tunnel('tun-1').down();
cloud.advance('5m');
await watch.poll();
assert.deepEqual(changes.sort(), ['connection:degraded vco-1', 'connection:failover vco-1', 'tunnel:down tun-1']);

const events = [];
const receiver = createEventReceiver({ secret: SECRET, onEvent: (event) => void events.push(event) });
const pushed = {
  product: 'vpngw',
  name: 'ipsec_tunnel_nego_success',
  id: 'event-1',
  level: 'INFO',
  status: 'Success',
  regionId: 'cn-hangzhou',
  resourceId: 'acs:vpngw:cn-hangzhou:1:instance/tun-1',
  time: cloud.now(),
  content: '{}',
};
const push = (secret) =>
  receiver.fetch(
    new Request(`https://service.example/hook?secret=${encodeURIComponent(secret)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(pushed),
    }),
  );
const taken = await push(SECRET);
assert.equal(taken.status, 200, await taken.text());
assert.ok(taken instanceof Response);
assert.notEqual((await push('another')).status, 200);
assert.deepEqual(
  events.map(({ id }) => id),
  ['event-1'],
);

const refused = await new VpnMonitor({ ...options, credentials: { ...credentials, accessKeySecret: 'wrong' } })
  .gateway('vpn-1')
  .metric(GatewayMetric.InboundRate)
  .latest()
  .catch((error) => error);
assert.ok(refused instanceof VpnMonitorError, String(refused));
assert.equal(refused.code, 'auth');

// Aborted while the service does not answer, and between two polls.
const reason = new Error('enough');
const after = (ms) => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), ms);
  return controller.signal;
};
cloud.fail({ code: 'hang', times: 1 });
await assert.rejects(rate.signal(after(100)).latest(), reason);
const follow = async () => {
  for await (const point of rate.signal(after(500)).follow()) assert.equal(typeof point.value, 'number');
};
await assert.rejects(follow(), reason);

const running = monitor.watch(monitor.fleet());
await running.start();
await monitor.close();
await close();
const closed = performance.now();
process.on('exit', () => {
  const ms = Math.round(performance.now() - closed);
  if (ms > ENDS_WITHIN_MS) process.exitCode = 1;
  console.log(JSON.stringify({ points: points.length, changes: changes.length, endedMs: ms }));
});
