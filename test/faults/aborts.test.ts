import { getEventListeners } from 'node:events';
import {
  GatewayMetric,
  type MetricPoint,
  type MetricQuery,
  type Transport,
  VpnMonitor,
  type VpnMonitorOptions,
} from 'alicloud-vpn-monitor';
import { createSimulator, type Simulator, type SimulatorOptions } from 'alicloud-vpn-monitor/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { directTransport } from '../support/direct-transport.ts';

/** The longest an abort may take to come through, in milliseconds. */
const PROMPT = 50;
const LIST = 'DescribeMetricList';

interface Watched {
  readonly cloud: Simulator;
  readonly monitor: VpnMonitor;
  /** Signals of the requests that have no answer yet. */
  readonly open: Set<AbortSignal>;
}

function setUp(simulated: Partial<SimulatorOptions> = {}, options: Partial<VpnMonitorOptions> = {}): Watched {
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    now: Date.UTC(2026, 0, 31, 12),
    credentials: 'any',
    gateways: [{ id: 'vpn-1' }],
    ...simulated,
  });
  const direct = directTransport(cloud);
  const open = new Set<AbortSignal>();
  const transport: Transport = {
    async call(request, call) {
      open.add(call.signal);
      try {
        return await direct.call(request, call);
      } finally {
        open.delete(call.signal);
      }
    },
  };
  const monitor = new VpnMonitor({ regionId: 'cn-hangzhou', transport, clock: cloud.clock, requestsPerSecond: 100_000, ...options });
  return { cloud, monitor, open };
}
const rate = (monitor: VpnMonitor): MetricQuery => monitor.gateway('vpn-1').metric(GatewayMetric.InboundRate, GatewayMetric.SslClientCount);
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const listCalls = (cloud: Simulator): number => cloud.calls.filter((call) => call.action === LIST).length;

/** What a stream or query can be waiting for, and how it is seen to wait for that. */
interface Wait {
  readonly name: string;
  begin(): Watched;
  waits(watched: Watched, points: number): boolean;
}

const WAITS: readonly Wait[] = [
  {
    name: 'the metadata',
    begin: () => {
      const watched = setUp();
      watched.cloud.fail({ action: 'DescribeMetricMetaList', kind: 'hang', times: Infinity });
      return watched;
    },
    waits: ({ open, cloud }) => open.size === 1 && listCalls(cloud) === 0,
  },
  {
    name: 'a request in flight',
    begin: () => {
      const watched = setUp();
      watched.cloud.fail({ action: LIST, kind: 'hang', times: Infinity });
      return watched;
    },
    waits: ({ open, cloud }) => open.size > 0 && listCalls(cloud) > 0,
  },
  {
    name: 'a back-off',
    begin: () => {
      const watched = setUp({}, { maxRetries: 10 });
      watched.cloud.fail({ action: LIST, status: 503, times: Infinity });
      return watched;
    },
    waits: ({ open, cloud }) => open.size === 0 && listCalls(cloud) > 0,
  },
  {
    name: 'the rate limit',
    begin: () => setUp({}, { requestsPerSecond: 0.1 }),
    waits: ({ open, cloud }) => open.size === 0 && listCalls(cloud) === 1,
  },
];
const POLL_SLEEP: Wait = {
  name: 'the next poll',
  begin: () => setUp(),
  waits: ({ open, cloud }, points) => open.size === 0 && listCalls(cloud) === 2 && points === 10,
};

/** Reads until it waits, and says how the reading ends. */
async function readUntilItWaits(
  wait: Wait,
  watched: Watched,
  points: AsyncIterable<MetricPoint>,
): Promise<{ readonly ended: Promise<unknown> }> {
  let count = 0;
  const ended = (async () => {
    for await (const _ of points) count++;
  })().then(
    () => 'without an error',
    (error: unknown) => error,
  );
  await vi.waitFor(
    () => {
      expect(wait.waits(watched, count)).toBe(true);
    },
    { timeout: 2_000, interval: 2 },
  );
  // Still the same a while later: it does wait.
  await sleep(15);
  expect(wait.waits(watched, count)).toBe(true);
  return { ended };
}

async function timed<T>(promise: Promise<T>): Promise<{ value: T; ms: number }> {
  const start = performance.now();
  const value = await promise;
  return { value, ms: performance.now() - start };
}

beforeEach(() => {
  // The longest back-off that can be drawn.
  vi.spyOn(Math, 'random').mockReturnValue(0.999);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe.each([
  ['follow', [...WAITS, POLL_SLEEP], (query: MetricQuery) => query.follow({ pollMs: 60_000 })],
  ['a range', WAITS, (query: MetricQuery) => query.last('3d')],
] as const)('%s', (_, waits, read) => {
  test.each(waits.map((wait) => [wait.name, wait] as const))(
    'waiting for %s rejects with the reason itself at once',
    async (_name, wait) => {
      const watched = wait.begin();
      const stop = new AbortController();
      const { ended } = await readUntilItWaits(wait, watched, read(rate(watched.monitor).signal(stop.signal)));
      expect(getEventListeners(stop.signal, 'abort').length).toBeGreaterThan(0);
      const calls = watched.cloud.calls.length;
      const reason = { stopped: wait.name };
      stop.abort(reason);
      const { value, ms } = await timed(ended);
      expect(value).toBe(reason);
      expect(ms).toBeLessThan(PROMPT);
      expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
      await sleep(PROMPT);
      expect(watched.cloud.calls).toHaveLength(calls);
      await watched.monitor.close();
      await sleep(1);
      expect(watched.open.size).toBe(0);
    },
  );

  test('a signal that is aborted already rejects with its reason and asks for no points', async () => {
    const { cloud, monitor } = setUp();
    const reason = new Error('too late');
    await expect(
      (async () => {
        for await (const _point of read(rate(monitor).signal(AbortSignal.abort(reason))));
      })(),
    ).rejects.toBe(reason);
    expect(listCalls(cloud)).toBe(0);
  });
});

test.each([...WAITS, POLL_SLEEP].map((wait) => [wait.name, wait] as const))(
  'closing the monitor ends a stream that waits for %s, without an error',
  async (_, wait) => {
    const watched = wait.begin();
    const stop = new AbortController();
    const { ended } = await readUntilItWaits(wait, watched, rate(watched.monitor).signal(stop.signal).follow({ pollMs: 60_000 }));
    await watched.monitor.close();
    const { value, ms } = await timed(ended);
    expect(value).toBe('without an error');
    expect(ms).toBeLessThan(PROMPT);
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
    await sleep(1);
    expect(watched.open.size).toBe(0);
  },
);

test('leaving a backfill ends its requests and starts no others', async () => {
  const { cloud, monitor, open } = setUp({ latencyMs: 5 });
  const stop = new AbortController();
  let points = 0;
  let inFlight: AbortSignal[] = [];
  for await (const _ of rate(monitor).signal(stop.signal).last('20d')) {
    if (++points < 4_000) continue;
    inFlight = [...open];
    break;
  }
  const calls = cloud.calls.length;
  expect(calls).toBeLessThan(30);
  expect(inFlight.length).toBeGreaterThan(0);
  expect(inFlight.every((signal) => signal.aborted)).toBe(true);
  expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
  await sleep(PROMPT);
  const soonAfter = cloud.calls.length;
  expect(soonAfter - calls).toBeLessThanOrEqual(3);
  await sleep(2 * PROMPT);
  expect(cloud.calls).toHaveLength(soonAfter);
  expect(open.size).toBe(0);
});

test('a reader that takes one point and waits causes no poll, and gets all that came meanwhile when it reads on', async () => {
  const { cloud, monitor } = setUp();
  const stream = rate(monitor).follow({ pollMs: 1 });
  const seen = [(await stream.next()).value as MetricPoint];
  const calls = cloud.calls.length;
  for (let minute = 0; minute < 20; minute++) {
    cloud.advance('1m');
    await sleep(3);
  }
  expect(cloud.calls).toHaveLength(calls);
  while (seen.length < 50) seen.push((await stream.next()).value as MetricPoint);
  expect(cloud.calls.length).toBeGreaterThan(calls);
  for (const metric of [GatewayMetric.InboundRate, GatewayMetric.SslClientCount]) {
    const own = seen.filter((point) => point.metric === metric).map((point) => point.timestamp);
    expect(own).toEqual(Array.from({ length: 25 }, (_, index) => own[0]! + index * 60_000));
  }
  await stream.return(undefined);
});

test('a reader of a range that takes one point and waits lets only a bounded number of calls through', async () => {
  const { cloud, monitor } = setUp();
  const points = rate(monitor).last('30d')[Symbol.asyncIterator]();
  await points.next();
  await sleep(2 * PROMPT);
  const calls = listCalls(cloud);
  expect(calls).toBeLessThanOrEqual(6);
  await sleep(PROMPT);
  expect(listCalls(cloud)).toBe(calls);
  for (let count = 0; count < 10_000; count++) await points.next();
  expect(listCalls(cloud)).toBeGreaterThan(calls);
  await points.return(undefined);
});
