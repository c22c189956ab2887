import { VpnMonitor } from 'alicloud-vpn-monitor';

const monitor = new VpnMonitor({ regionId: process.env['ALIBABA_CLOUD_REGION_ID'] ?? 'cn-hangzhou' });
const watch = monitor.watch(monitor.fleet(), { diagnose: true });

watch.on('error', (error) => {
  console.error(error);
});
watch.on('tunnel:down', ({ resource, phase }) => {
  console.log(`${resource.tunnelId ?? resource.connectionId} is down: ${phase ?? 'phase unknown'}`);
});
watch.on('tunnel:diagnosis', async ({ resource, diagnoses, at }) => {
  for (const { code, hint, local, remote } of diagnoses) {
    console.log(
      `${code}${local === undefined ? '' : ` (${local} here, ${remote ?? '?'} there)`}: ${hint ?? 'no hint'}`,
    );
  }
  const { connectionId, tunnelId } = resource;
  for await (const line of monitor.connection(connectionId).logs({ from: at - 300_000, tunnelId })) {
    if (line.reasons.length > 0) console.log(line.raw);
  }
});
await watch.start();
