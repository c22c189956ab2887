// One round of a watch: the program that is bundled into a single file.
import { VpnMonitor } from 'alicloud-vpn-monitor';
import type { ServiceInfo } from './service.ts';

const { regionId, endpoint, credentials, now } = JSON.parse(process.argv[2] ?? '') as ServiceInfo;
const monitor = new VpnMonitor({ regionId, endpoint, credentials, clock: { now: () => now } });
const watch = monitor.watch(monitor.fleet());
watch.on('transition', (transition) => {
  console.log(transition.id);
});
const { failed } = await watch.poll();
console.log(JSON.stringify({ failed: failed.map(String), tunnels: watch.snapshot().tunnels.size }));
await monitor.close();
