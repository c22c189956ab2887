// Reads millions of points in one loop and watches what stays on the heap.
import { Quantity, VpnMonitor } from 'alicloud-vpn-monitor';
import { input, printAndExit } from './print.ts';
import type { ServiceInfo } from './service.ts';

/** How much to read, and how fast it may be asked for. */
export interface StreamSpec extends ServiceInfo {
  readonly points: number;
  readonly requestsPerSecond?: number;
}

const { regionId, endpoint, credentials, now, gatewayId, tunnels, points: wanted, requestsPerSecond } = input() as StreamSpec;
const SAMPLES = 25;

function liveMiB(): { heap: number; buffers: number } {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return { heap: heapUsed / 2 ** 20, buffers: external / 2 ** 20 };
}

const monitor = new VpnMonitor({
  regionId,
  endpoint,
  credentials,
  clock: { now: () => now },
  ...(requestsPerSecond === undefined ? {} : { requestsPerSecond }),
});
const gateway = monitor.gateway(gatewayId);
const fleet = monitor.fleet(tunnels.map(({ connectionId, tunnelId }) => gateway.connection(connectionId).tunnel(tunnelId)));
const before = liveMiB();
const start = performance.now();
let peak = { heap: 0, buffers: 0 };
let points = 0;
for await (const point of fleet.metric(Quantity.InboundRate).last('31d')) {
  if (point.value >= 0) points++;
  if (points % (wanted / SAMPLES) === 0) {
    const { heap, buffers } = liveMiB();
    peak = { heap: Math.max(peak.heap, heap), buffers: Math.max(peak.buffers, buffers) };
    if (points === wanted) break;
  }
}
printAndExit({
  points,
  heapMiB: peak.heap - before.heap,
  buffersMiB: peak.buffers - before.buffers,
  seconds: (performance.now() - start) / 1000,
});
