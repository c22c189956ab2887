import { getEventListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { GatewayMetric, VpnMonitor } from 'alicloud-vpn-monitor';
import { createSimulator, type FailureSpec, type Simulator } from 'alicloud-vpn-monitor/testing';
import { expect, test, vi } from 'vitest';
import { directTransport } from '../support/direct-transport.ts';
import { VirtualTime } from './support/virtual-time.ts';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;
const MIB = 2 ** 20;
const FAILURES: readonly FailureSpec[] = [
  { status: 503 },
  { code: 'Throttling.User' },
  { kind: 'reset' },
  { kind: 'hang' },
  { kind: 'html' },
  { kind: 'broken-json' },
];

function setUp(): { cloud: Simulator; monitor: VpnMonitor } {
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    now: Date.UTC(2026, 0, 31, 12),
    credentials: 'any',
    gateways: [{ id: 'vpn-1' }],
    data: { late: { ratio: 0.1, byMs: 120_000 }, duplicate: 0.1 },
  });
  const monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    transport: directTransport(cloud),
    clock: cloud.clock,
    attemptTimeoutMs: 20,
    maxRetries: 1,
    requestsPerSecond: 100_000,
  });
  return { cloud, monitor };
}

async function heapAfterGc(): Promise<number> {
  // What was just freed may be counted still, as is code that was compiled meanwhile.
  let least = Infinity;
  for (let round = 0; round < 8; round++) {
    await new Promise((resolve) => setImmediate(resolve));
    gc();
    least = Math.min(least, process.memoryUsage().heapUsed);
  }
  return least;
}

test('ten thousand polls, some of which fail, leave no listener, no timer and a flat heap', async () => {
  const { cloud, monitor } = setUp();
  using time = new VirtualTime((ms) => cloud.advance(ms));
  const stop = new AbortController();
  const stream = monitor
    .gateway('vpn-1')
    .metric(GatewayMetric.InboundRate, GatewayMetric.SslClientCount)
    .signal(stop.signal)
    .follow({ pollMs: 60_000 });
  const begun = cloud.now();
  const polls = (): number => (cloud.now() - begun) / 60_000;
  let points = 0;
  let failures = 0;
  const readUntil = async (count: number): Promise<{ heap: number; listeners: number; timers: number }> => {
    while (polls() < count) {
      const { value } = await time.until(stream.next());
      if (value) points++;
      if (points % 14 === 0) cloud.fail(FAILURES[failures++ % FAILURES.length]!);
      cloud.resetCalls();
    }
    return { heap: await heapAfterGc(), listeners: getEventListeners(stop.signal, 'abort').length, timers: time.pending };
  };
  const early = await readUntil(2_000);
  const late = await readUntil(10_000);
  expect(points).toBeGreaterThan(19_000);
  expect(failures).toBeGreaterThan(1_000);
  expect(late.listeners).toBe(early.listeners);
  expect(late.listeners).toBeLessThanOrEqual(2);
  expect(late.timers).toBeLessThanOrEqual(1);
  // Half a KiB of each poll would be 4 MiB.
  expect((late.heap - early.heap) / MIB).toBeLessThan(3.5);
  await time.until(stream.return(undefined));
  expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
  expect(time.pending).toBe(0);
  await monitor.close();
}, 60_000);

test('in real time, too, a stream that is left leaves no timer and no listener behind', async () => {
  const { cloud, monitor } = setUp();
  const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const before = timers();
  const stop = new AbortController();
  const noBackOff = vi.spyOn(Math, 'random').mockReturnValue(0);
  let points = 0;
  for await (const _ of monitor.gateway('vpn-1').metric(GatewayMetric.InboundRate).signal(stop.signal).follow({ pollMs: 1 })) {
    cloud.advance('1m');
    if (++points % 10 === 0) cloud.fail(FAILURES[(points / 10) % FAILURES.length]!);
    if (points === 400) break;
  }
  expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
  expect(timers()).toBeLessThanOrEqual(before);
  expect(cloud.calls.length).toBeGreaterThan(100);
  noBackOff.mockRestore();
  await monitor.close();
});
