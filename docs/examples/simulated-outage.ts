import { Quantity, VpnMonitor } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';

const cloud = createSimulator({
  regionId: 'cn-hangzhou',
  now: '2026-01-31T12:00:00Z',
  gateways: [{ id: 'vpn-1' }],
  connections: [{ id: 'vco-1', gatewayId: 'vpn-1', tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] }],
});
const { endpoint, credentials, close } = await cloud.listen();
const monitor = new VpnMonitor({ regionId: 'cn-hangzhou', endpoint, credentials, clock: cloud.clock });

cloud.tunnel('tun-1').down();
cloud.advance('10m');
const [point] = await monitor
  .gateway('vpn-1')
  .connection('vco-1')
  .tunnel('tun-1')
  .metric(Quantity.State)
  .latest();
console.log(point?.state); // down

await monitor.close();
await close();
