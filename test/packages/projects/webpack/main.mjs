// A query, a receiver and a watch with a store, whose key is a digest: what each loads of Node at its first use is there, or fails here.
import { createEventReceiver, GatewayMetric, VpnMonitor } from 'alicloud-vpn-monitor';

const { now, ...service } = JSON.parse(process.argv[2]);
const monitor = new VpnMonitor({ ...service, clock: { now: () => now } });
const points = await monitor.gateway('vpn-1').metric(GatewayMetric.InboundRate).last('1h').toArray({ limit: 100 });

const kept = new Map();
const store = { get: async (key) => kept.get(key), set: async (key, value) => void kept.set(key, value) };
const watch = monitor.watch(monitor.fleet(), { store });
watch.on('error', (error) => console.error(error));
const { failed } = await watch.poll();

const events = [];
const receiver = createEventReceiver({ secret: 'a-secret', allow: ['127.0.0.0/8'], onEvent: async ({ name }) => void events.push(name) });
const body = JSON.stringify({
  product: 'vpngw',
  name: 'ipsec_tunnel_nego_failed',
  eventTime: new Date(now).toISOString(),
  content: { vpnConnectionId: 'vco-1' },
});
const request = new Request('http://service.example/?secret=a-secret', { method: 'POST', body });
const { status } = await receiver.fetch(request, { remoteAddress: '127.0.0.1' });
await monitor.close();
console.log(JSON.stringify({ points: points.length, saved: kept.size, failed, status, events }));
