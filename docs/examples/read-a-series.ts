import { TunnelMetric, VpnMonitor } from 'alicloud-vpn-monitor';

const monitor = new VpnMonitor({ regionId: process.env['ALIBABA_CLOUD_REGION_ID'] ?? 'cn-hangzhou' });
const tunnel = monitor
  .gateway('vpn-bp1q8bgx4xnkm2ogj7x2k')
  .connection('vco-bp1bbi27hojx80nck3v9q')
  .tunnel('tun-opsqc4d97wni27fk2a9w');

for await (const point of tunnel.metric(TunnelMetric.InboundRate, TunnelMetric.State).last('6h')) {
  console.log(new Date(point.timestamp).toISOString(), point.metric, point.value, point.state ?? point.unit);
}

const [now] = await tunnel.metric(TunnelMetric.State).latest({ maxAgeMs: 600_000 });
console.log(now === undefined ? 'unknown: no recent datapoint' : now.state);
await monitor.close();
