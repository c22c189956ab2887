import { VpnMonitor } from 'alicloud-vpn-monitor';
import { redisStore } from 'alicloud-vpn-monitor/redis';
import { createClient } from 'redis';

const client = createClient({ url: process.env['REDIS_URL'] ?? 'redis://localhost:6379' });
client.on('error', console.error);
await client.connect();

const monitor = new VpnMonitor({ regionId: process.env['ALIBABA_CLOUD_REGION_ID'] ?? 'cn-hangzhou' });
const watch = monitor.watch(monitor.fleet(), { store: redisStore(client) });
let problems = 0;
watch.on('error', (error) => {
  problems++;
  console.error(error);
});
watch.on('role', ({ role }) => {
  console.log(`this replica is ${role} now`);
});
watch.on('tunnel:down', ({ id, resource }) => {
  console.log(`${resource.tunnelId ?? resource.connectionId} is down (${id})`);
});
await watch.start();
// Without an answer of Redis it is on standby as well.
console.log(`this replica has started: ${watch.role}${problems > 0 ? ', with the errors above' : ''}`);

// Saves what is known and gives back the lock, so that the other replica need not wait for its end.
const stop = (): void => {
  void monitor.close().then(() => client.close());
};
process.once('SIGINT', stop).once('SIGTERM', stop);
