import { createServer } from 'node:http';
import { VpnMonitor } from 'alicloud-vpn-monitor';

const monitor = new VpnMonitor({ regionId: process.env['ALIBABA_CLOUD_REGION_ID'] ?? 'cn-hangzhou' });
const watch = monitor.watch(monitor.fleet());
watch.on('error', console.error);

let polledAt = -Infinity;
let lastFailed: readonly string[] = [];
watch.on('poll', ({ failed }) => {
  lastFailed = failed;
  if (failed.length === 0) polledAt = performance.now();
});

const server = createServer((_request, response) => {
  // A standby knows nothing, and what is three rounds old may have changed.
  // This is the role of the replica. The `role` of a tunnel is `master` or `slave`.
  const isCurrent = watch.role === 'active' && performance.now() - polledAt < 180_000;
  response.writeHead(isCurrent ? 200 : 503, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify({ role: watch.role, isCurrent, failed: lastFailed, ...watch.snapshot().toJSON() }),
  );
});
server.listen(Number(process.env['PORT'] ?? 8080));
await watch.start();

process.once('SIGTERM', () => {
  server.close();
  void monitor.close();
});
