// A series, a listing and a round of a watch: all that is loaded on first use is in the bundle or fails here.
import { GatewayMetric, VpnMonitor, type VpnMonitorOptions } from 'alicloud-vpn-monitor';

interface Service extends Pick<VpnMonitorOptions, 'regionId' | 'endpoint' | 'credentials'> {
  readonly now: number;
}

async function main(): Promise<void> {
  const { now, ...service } = JSON.parse(process.argv[2] ?? '') as Service;
  const monitor = new VpnMonitor({ ...service, clock: { now: () => now } });
  const points = await monitor.gateway('vpn-1').metric(GatewayMetric.InboundRate).last('1h').toArray({ limit: 100 });
  const gateways = await monitor.topology.gateways().toArray();
  const { failed } = await monitor.watch(monitor.fleet()).poll();
  await monitor.close();
  console.log(JSON.stringify({ points: points.length, gateways: gateways.length, failed: failed.map(String) }));
}

void main();
