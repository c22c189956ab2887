import { createServer } from 'node:http';
import { createEventReceiver, VpnMonitor } from 'alicloud-vpn-monitor';

const monitor = new VpnMonitor({ regionId: process.env['ALIBABA_CLOUD_REGION_ID'] ?? 'cn-hangzhou' });
const watch = monitor.watch(monitor.fleet());
watch.on('error', console.error);
watch.on('tunnel:down', ({ resource, source }) => {
  console.log(`${resource.tunnelId ?? resource.connectionId} is down, shown by ${source}`);
});

const receiver = createEventReceiver({
  secret: process.env['VPN_WEBHOOK_SECRET'],
  // If it fails, the sender gets a 500 and sends again.
  onEvent: async (event) => {
    await watch.ingest(event);
  },
});
const server = createServer((request, response) => void receiver.node(request, response));
await watch.start();
server.listen(Number(process.env['PORT'] ?? 8080));

process.once('SIGTERM', () => {
  server.close();
  void monitor.close();
});
