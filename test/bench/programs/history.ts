// Takes the history of many tunnels in one go and watches what stays on the heap.
import { VpnMonitor } from 'alicloud-vpn-monitor';
import { input, printAndExit } from './print.ts';
import type { ServiceInfo } from './service.ts';

/** Of how much, and how it is asked for. */
export interface HistorySpec extends ServiceInfo {
  readonly period: number;
  readonly requestsPerSecond: number;
}

/** What it took. */
export interface HistoryFigures {
  /** Outages of tunnels that were found. */
  readonly outages: number;
  readonly pages: number;
  readonly heapMiB: number;
  readonly seconds: number;
}

const { regionId, endpoint, credentials, now, period, requestsPerSecond } = input() as HistorySpec;
const SAMPLES = 40;

function liveMiB(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

const monitor = new VpnMonitor({ regionId, endpoint, credentials, clock: { now: () => now }, requestsPerSecond });
const before = liveMiB();
const start = performance.now();
let [peak, outages, pages, sampled] = [0, 0, 0, 0];
const history = monitor
  .history(monitor.fleet())
  .last('31d')
  .period(period)
  .progress(({ fetched, planned }) => {
    pages = fetched;
    if (fetched < (sampled + 1) * (planned / SAMPLES)) return;
    sampled++;
    peak = Math.max(peak, liveMiB());
  });
for await (const { type } of history) if (type === 'tunnel:down') outages++;
printAndExit({ outages, pages, heapMiB: peak - before, seconds: (performance.now() - start) / 1000 } satisfies HistoryFigures);
