import { createServer } from 'node:http';
import { Quantity, VpnMonitor } from 'alicloud-vpn-monitor';
import { collectVpnMetrics } from 'alicloud-vpn-monitor/prometheus';
import client from 'prom-client';

const monitor = new VpnMonitor({ regionId: process.env['ALIBABA_CLOUD_REGION_ID'] ?? 'cn-hangzhou' });
const watch = monitor.watch(monitor.fleet({ names: true }));
watch.on('error', console.error);
const traffic = monitor.fleet().metric(Quantity.InboundRate, Quantity.OutboundRate);

const collector = collectVpnMetrics(
  client,
  { watch, traffic, monitor },
  { certificates: true, onError: console.error },
);
const server = createServer((_request, response) => {
  client.register.metrics().then(
    (text) => response.writeHead(200, { 'content-type': client.register.contentType }).end(text),
    (error: unknown) => {
      console.error(error);
      response.writeHead(500).end();
    },
  );
});
server.listen(Number(process.env['PORT'] ?? 9464));
await watch.start();

process.once('SIGTERM', () => {
  server.close();
  collector.close();
  void monitor.close();
});
