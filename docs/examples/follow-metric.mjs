import { Quantity, VpnMonitor, VpnMonitorError } from 'alicloud-vpn-monitor';

const connectionId = process.argv[2];
if (connectionId === undefined)
  throw new TypeError('name a connection, such as: npm run follow -- vco-bp1bbi27hojx80nck3v9q');

const stopping = new AbortController();
process.once('SIGINT', () => stopping.abort());

const monitor = new VpnMonitor({ regionId: process.env['ALIBABA_CLOUD_REGION_ID'] ?? 'cn-hangzhou' });
try {
  const query = monitor.connection(connectionId).metric(Quantity.State).last('1h').signal(stopping.signal);
  for await (const { timestamp, resource, state } of query.follow())
    console.log(new Date(timestamp).toISOString(), resource.tunnelId ?? connectionId, state);
} catch (error) {
  // The loop ends with the reason of the signal. Everything else is a failure.
  if (!stopping.signal.aborted) {
    console.error(VpnMonitorError.isInstance(error) ? `${error.code}: ${error.message}` : error);
    process.exitCode = 1;
  }
} finally {
  // In TypeScript, and from Node.js 24 on, `await using monitor = …` does this.
  await monitor.close();
}
