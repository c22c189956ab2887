import { VpnMonitor } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';

const cloud = createSimulator({
  regionId: 'cn-hangzhou',
  now: '2026-01-31T12:00:00Z',
  gateways: [{ id: 'vpn-1' }],
  connections: [{ id: 'vco-1', gatewayId: 'vpn-1', tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] }],
});
const { endpoint, credentials, close } = await cloud.listen();
const monitor = new VpnMonitor({ regionId: 'cn-hangzhou', endpoint, credentials, clock: cloud.clock });

const watch = monitor.watch(monitor.fleet());
watch.on('error', (error) => {
  console.error(error);
});
watch.on('transition', ({ type, from, to, at }) => {
  console.log(new Date(at).toISOString(), type, from, '→', to);
});

await watch.poll(); // the first round only learns the states
cloud.tunnel('tun-1').down();
cloud.advance('1m');
await watch.poll();

await monitor.close();
await close();
