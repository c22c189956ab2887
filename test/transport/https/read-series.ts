// Run as a process of its own: reads a series with the options given, and prints how many points it has or the code it failed with.
import { GatewayMetric, VpnMonitor, VpnMonitorError, type VpnMonitorOptions } from '../../../src/index.ts';

const { aheadMs = 0, ...options } = JSON.parse(process.argv[2] ?? '{}') as Partial<VpnMonitorOptions> & { readonly aheadMs?: number };
if (aheadMs !== 0) {
  const now = Date.now;
  Date.now = () => now() + aheadMs;
}
const monitor = new VpnMonitor({
  regionId: 'cn-hangzhou',
  credentials: { accessKeyId: 'id', accessKeySecret: 'secret' },
  maxRetries: 2,
  ...options,
});
const result = await monitor
  .gateway('vpn-1')
  .metric(GatewayMetric.InboundRate)
  .last('1h')
  .toArray({ limit: 100 })
  .then(
    (points) => ({ points: points.length }),
    (error: unknown) => (VpnMonitorError.isInstance(error) ? { code: error.code, message: error.message } : { message: String(error) }),
  );
process.stdout.write(JSON.stringify(result));
