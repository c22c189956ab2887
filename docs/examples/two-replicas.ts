import { createClient } from 'redis';
import { VpnMonitor } from 'alicloud-vpn-monitor';
import { redisStore } from 'alicloud-vpn-monitor/redis';

const client = createClient({ url: process.env['REDIS_URL'] ?? 'redis://localhost:6379' });
client.on('error', console.error);
await client.connect();

const monitor = new VpnMonitor({ regionId: 'cn-hangzhou' });
const watch = monitor.watch(monitor.fleet(), { store: redisStore(client) });
watch.on('error', console.error);
watch.on('role', ({ role }) => {
  console.log(`this replica is ${role} now`);
});
watch.on('tunnel:down', ({ id, resource }) => {
  console.log(`${resource.tunnelId ?? resource.connectionId} is down (${id})`);
});
await watch.start();
console.log(`this replica has started: ${watch.role}`);

process.once('SIGTERM', () => {
  // Saves what is known and gives back the lock, so that the other replica need not wait for its end.
  void monitor.close().then(() => client.close());
});
