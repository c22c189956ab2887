import { VpnMonitor, VpnMonitorError } from 'alicloud-vpn-monitor';

const monitor = new VpnMonitor({ regionId: process.env['ALIBABA_CLOUD_REGION_ID'] ?? 'cn-hangzhou' });
const watch = monitor.watch(monitor.fleet());

watch.on('error', (error) => {
  console.error(VpnMonitorError.isInstance(error) ? `${error.code}: ${error.message}` : error);
});
watch.on('transition', ({ type, resource, from, to, at, observedAt, source }) => {
  const what = resource.tunnelId ?? resource.connectionId ?? resource.certificateId;
  console.log(
    `${new Date(at).toISOString()} ${type} ${what}: ${from} → ${to}, known after ${Math.round((observedAt - at) / 1000)} s by ${source}`,
  );
});
await watch.start();
for (const [tunnel, { ipsec }] of watch.snapshot().tunnels) console.log(tunnel, ipsec);
