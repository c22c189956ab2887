// Reads one tunnel's series with the package.
import { TunnelMetric, VpnMonitor } from 'alicloud-vpn-monitor';
import { input, printAndExit, processCost } from './print.ts';
import type { ServiceInfo } from './service.ts';

/** Which part of a series to read, and what to count as its start. */
export interface ReadSpec extends ServiceInfo {
  readonly metadata?: 'live' | 'catalog';
  readonly hours: number;
  /** Reads one point first, so that modules and metadata are there and only the range is measured. */
  readonly warm?: boolean;
}

const { regionId, endpoint, credentials, now, gatewayId, tunnels, metadata = 'live', hours, warm } = input() as ReadSpec;
const { connectionId, tunnelId } = tunnels[0]!;
const monitor = new VpnMonitor({ regionId, endpoint, credentials, metadata, clock: { now: () => now } });
const query = monitor.gateway(gatewayId).connection(connectionId).tunnel(tunnelId).metric(TunnelMetric.InboundRate);
if (warm) await query.last('2m').toArray({ limit: 10 });
const start = performance.now();
// The newest minutes are not published yet.
const end = now - 60_000;
let points = 0;
for await (const point of query.between(end - hours * 3_600_000, end)) if (point.value >= 0) points++;
printAndExit({ ...processCost(), tookMs: performance.now() - start, points });
