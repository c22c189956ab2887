import { type ApiRequest, type Transport, VpnMonitor } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';
import { safeLogger } from '../../../src/internal/logger.ts';
import { metadataSource } from '../../../src/metadata/index.ts';
import { FilterMemory, type QueryContext } from '../../../src/metrics/index.ts';
import { createCaller } from '../../../src/transport/index.ts';
import { HeldEvidence, SeenPoints } from '../../../src/watch/held/index.ts';
import { MetricSource } from '../../../src/watch/sources/metrics.ts';
import type { Watched } from '../../../src/watch/sources/state-series.ts';
import { NO_VOTES } from '../../../src/watch/timeline/index.ts';
import type { WatchedAspect } from '../../../src/watch/watched-aspect.ts';
import { directTransport } from '../../support/direct-transport.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 2, 1, 12);
const FOREVER = new AbortController().signal;

/** The source alone, over two connections of two tunnels, before anything was read. */
async function source(isBroken: (request: ApiRequest) => boolean, before?: (request: ApiRequest) => void) {
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    now: START + 10_000,
    credentials: 'any',
    gateways: [{ id: 'vpn-1' }],
    connections: ['0', '1'].map((name) => ({
      id: `vco-${name}`,
      gatewayId: 'vpn-1',
      mode: 'dual' as const,
      tunnels: [{ id: `tun-${name}a` }, { id: `tun-${name}b` }],
    })),
    data: { publicationDelayMs: 5_000 },
  });
  const direct = directTransport(cloud);
  const transport: Transport = {
    call: async (request, options) => {
      before?.(request);
      options.signal.throwIfAborted();
      return isBroken(request)
        ? { status: 500, headers: {}, body: { Code: 'InternalError', Message: 'no', RequestId: 'REQ' } }
        : await direct.call(request, options);
    },
  };
  const logger = safeLogger();
  const caller = createCaller({ transport, maxRetries: 0, requestsPerSecond: 100_000, logger, clock: cloud.clock });
  const context: QueryContext = {
    caller,
    regionId: 'cn-hangzhou',
    metadata: metadataSource('live', caller, logger, FOREVER),
    memory: new FilterMemory(),
    clock: cloud.clock,
    logger,
    closed: FOREVER,
  };
  const monitor = new VpnMonitor({ regionId: 'cn-hangzhou', transport: direct, clock: cloud.clock, requestsPerSecond: 100_000 });
  const connections = await monitor.topology.connections().toArray();
  const aspects = new Map<string, WatchedAspect>();
  const aspectOf = (tunnel: string): WatchedAspect => {
    const known = aspects.get(tunnel) ?? { tunnel, aspect: 'ipsec', held: new HeldEvidence(tunnel, 'ipsec'), seen: new SeenPoints() };
    aspects.set(tunnel, known);
    return known;
  };
  const watched: Watched = { connections, region: undefined, aspectOf };
  const metrics = new MetricSource(context, 15 * MINUTE, () => NO_VOTES);
  const taken: string[] = [];
  const read = async (signal = FOREVER): Promise<void> => {
    await metrics.read(
      watched,
      cloud.now(),
      (observations) => taken.push(...observations.map(({ tunnel, at }) => `${tunnel} ${(at - START) / MINUTE}`)),
      signal,
    );
  };
  return {
    cloud,
    metrics,
    read,
    taken,
    caller,
    minuteOf: (mark: number | undefined) => mark !== undefined && Math.floor((mark - START) / MINUTE),
  };
}

test('the mark is how far all were read, but for what cannot be read alone', async () => {
  let isBroken = false;
  const { metrics, read, cloud, minuteOf } = await source(
    ({ action, params }) => isBroken && action.startsWith('DescribeMetricL') && JSON.stringify(params).includes('tun-1b'),
  );
  const marks: unknown[] = [];
  const rounds = async (count: number): Promise<void> => {
    for (let round = 0; round < count; round++) {
      await read();
      marks.push(minuteOf(metrics.mark));
      cloud.advance(MINUTE);
    }
  };
  expect(metrics.mark).toBeUndefined();
  await rounds(3);
  isBroken = true;
  // It is found in two rounds of failure and two of halves.
  await rounds(7);
  isBroken = false;
  await rounds(2);
  expect(marks).toEqual([0, 1, 2, 2, 2, 2, 6, 7, 8, 9, 10, 11]);
});

test('the mark is how far any were read while none can be', async () => {
  let isBroken = false;
  const { metrics, read, cloud, minuteOf } = await source(({ action }) => isBroken && action.startsWith('DescribeMetricL'));
  for (let round = 0; round < 30; round++) {
    isBroken = round >= 2;
    await read();
    expect(minuteOf(metrics.mark)).toBe(Math.min(round, 1));
    cloud.advance(MINUTE);
  }
});

test('what cannot be read alone does not take the mark back when nothing else can be read either', async () => {
  let isBroken = (_: string): boolean => false;
  const { metrics, read, cloud, minuteOf } = await source(
    ({ action, params }) => action.startsWith('DescribeMetricL') && isBroken(JSON.stringify(params)),
  );
  const rounds = async (count: number): Promise<void> => {
    for (let round = 0; round < count; round++) {
      await read();
      cloud.advance(MINUTE);
    }
  };
  const unread = (): unknown => metrics.unread(cloud.now()).map(({ tunnel, since }) => `${tunnel} ${String(minuteOf(since))}`);
  await rounds(3);
  isBroken = (params) => params.includes('tun-1b');
  await rounds(20);
  expect([minuteOf(metrics.mark), unread()]).toEqual([22, ['tun-1b 2']]);
  isBroken = () => true;
  await rounds(40);
  expect([minuteOf(metrics.mark), unread()]).toEqual([22, ['tun-1b 2']]);
  isBroken = () => false;
  await rounds(20);
  expect([minuteOf(metrics.mark), unread()]).toEqual([82, []]);
});

test('a run that goes on from another keeps its mark until all was read', async () => {
  let isBroken = true;
  const { metrics, read, cloud, minuteOf } = await source(({ action }) => isBroken && action.startsWith('DescribeMetricL'));
  metrics.resume(START - 10 * MINUTE);
  expect(minuteOf(metrics.mark)).toBe(-10);
  await read();
  expect(minuteOf(metrics.mark)).toBe(-10);
  isBroken = false;
  cloud.advance(MINUTE);
  await read();
  expect(minuteOf(metrics.mark)).toBe(1);
});

test('what a read that was aborted had brought is brought again', async () => {
  const controller = new AbortController();
  let lists = 0;
  const { read, cloud, taken } = await source(
    () => false,
    ({ action }) => {
      if (action === 'DescribeMetricList' && ++lists === 3) controller.abort(new Error('enough'));
    },
  );
  await read();
  // Four series over eight hours are two pages of a batch.
  cloud.advance(16 * 60 * MINUTE);
  taken.length = 0;
  await expect(read(controller.signal)).rejects.toThrow('enough');
  const first = taken.length;
  expect(first).toBeGreaterThan(0);
  const early = taken[0]!;
  taken.length = 0;
  await read();
  expect([taken.includes(early), new Set(taken).size]).toEqual([true, 4 * 16 * 60]);
});
