import { type MetricPoint, Quantity, VpnMonitor, type VpnMonitorOptions } from 'alicloud-vpn-monitor';
import { createSimulator, type Simulator, type SimulatorOptions } from 'alicloud-vpn-monitor/testing';
import { expect, test, vi } from 'vitest';
import { SeenPoints } from '../../src/metrics/run/seen-points.ts';
import { directTransport } from '../support/direct-transport.ts';
import { metadataAnswer, metricAnswer, ScriptedTransport } from '../support/scripted-transport.ts';

const NOW = Date.UTC(2026, 0, 31, 12);
const MINUTE = 60_000;

function setUp(
  simulated: Partial<SimulatorOptions> = {},
  options: Partial<VpnMonitorOptions> = {},
): { cloud: Simulator; monitor: VpnMonitor } {
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    now: NOW,
    credentials: 'any',
    gateways: [{ id: 'vpn-1' }],
    connections: [{ id: 'vco-1', gatewayId: 'vpn-1', tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] }],
    ...simulated,
  });
  return {
    cloud,
    monitor: new VpnMonitor({
      regionId: 'cn-hangzhou',
      transport: directTransport(cloud),
      clock: cloud.clock,
      maxRetries: 0,
      requestsPerSecond: 1000,
      ...options,
    }),
  };
}
const tunnel = (monitor: VpnMonitor) => monitor.gateway('vpn-1').connection('vco-1').tunnel('tun-1').metric(Quantity.InboundRate);
const listCalls = (cloud: Simulator) => cloud.calls.filter((call) => call.action === 'DescribeMetricList');

/** Reads a stream until the simulated time has moved on by so many minutes, one minute a poll. */
async function readFor(
  minutes: number,
  cloud: Simulator,
  stream: AsyncGenerator<MetricPoint>,
  seen: MetricPoint[] = [],
): Promise<MetricPoint[]> {
  const last = cloud.now() + minutes * MINUTE;
  const timer = setInterval(() => {
    if (cloud.now() < last) cloud.advance('1m');
    else stopped.abort('done');
  }, 4);
  const stopped = new AbortController();
  stopped.signal.addEventListener('abort', () => {
    clearInterval(timer);
  });
  const gaveUp = new Promise<undefined>((resolve) => {
    stopped.signal.addEventListener('abort', () => {
      setTimeout(() => {
        resolve(undefined);
      }, 20);
    });
  });
  for (;;) {
    const next = await Promise.race([stream.next(), gaveUp]);
    if (!next || next.done) return seen;
    seen.push(next.value);
  }
}

test('points come once each, ascending, without a gap, from one overlap back on', async () => {
  const { cloud, monitor } = setUp();
  const points = await readFor(30, cloud, tunnel(monitor).follow({ pollMs: 1 }));
  const first = NOW - 3 * MINUTE - 5 * MINUTE;
  expect(points.map((point) => (point.timestamp - first) / MINUTE)).toEqual(Array.from({ length: 35 }, (_, index) => index + 1));
  expect(points.some((point) => point.late)).toBe(false);
  await monitor.close();
});

test('late points come after all, marked late', async () => {
  const { cloud, monitor } = setUp({ data: { publicationDelayMs: 60_000, late: { ratio: 0.3, byMs: 4 * MINUTE } } });
  const points = await readFor(40, cloud, tunnel(monitor).follow({ pollMs: 1, lagMs: 60_000, overlapMs: 10 * MINUTE }));
  const timestamps = points.map((point) => point.timestamp);
  expect(new Set(timestamps).size).toBe(timestamps.length);
  const settled = timestamps.filter((timestamp) => timestamp <= cloud.now() - 12 * MINUTE);
  expect(settled.length).toBe((Math.max(...settled) - Math.min(...settled)) / MINUTE + 1);
  let newest = -Infinity;
  for (const point of points) {
    expect(point.late ?? false).toBe(point.timestamp < newest);
    newest = Math.max(newest, point.timestamp);
  }
  expect(points.filter((point) => point.late).length).toBeGreaterThan(3);
  await monitor.close();
});

test('a failed poll leaves no gap', async () => {
  const warn = vi.fn();
  const { cloud, monitor } = setUp({}, { logger: { warn } });
  cloud.fail({ action: 'DescribeMetricList', status: 503, times: 6, skip: 3 });
  const points = await readFor(30, cloud, tunnel(monitor).follow({ pollMs: 1, overlapMs: 0 }));
  const timestamps = points.map((point) => point.timestamp);
  expect(timestamps).toEqual(Array.from({ length: timestamps.length }, (_, index) => timestamps[0]! + index * MINUTE));
  expect(timestamps.length).toBeGreaterThan(25);
  expect(warn).toHaveBeenCalledTimes(6);
  await monitor.close();
});

test.each([
  ['auth', { code: 'InvalidAccessKeyId.NotFound', status: 404 }],
  ['forbidden', { code: 'NoPermission', status: 403 }],
  ['quota-exhausted', { code: 'Throttling.User', status: 400, message: 'user api quota limit' }],
] as const)('%s ends the stream: another poll cannot mend it', async (code, failure) => {
  const { cloud, monitor } = setUp();
  cloud.fail({ action: 'DescribeMetricList', times: Infinity, ...failure });
  await expect(tunnel(monitor).follow({ pollMs: 1 }).next()).rejects.toMatchObject({ code });
});

test('from resumes without a gap and without a repeat', async () => {
  const { cloud, monitor } = setUp();
  const before = await readFor(10, cloud, tunnel(monitor).follow({ pollMs: 1 }));
  cloud.advance('3h');
  const from = before.at(-1)!.timestamp;
  const after = await readFor(5, cloud, tunnel(monitor).follow({ pollMs: 1, from }));
  expect(after[0]!.timestamp).toBe(from + MINUTE);
  expect(after.length).toBeGreaterThan(180);
  await monitor.close();
});

test('a range that was set is where the stream begins', async () => {
  const { cloud, monitor } = setUp();
  const points = await readFor(1, cloud, tunnel(monitor).last('2h').follow({ pollMs: 1 }));
  expect(points[0]!.timestamp).toBe(NOW - 120 * MINUTE + MINUTE);
  await monitor.close();
});

test('several metrics and a whole fleet share their polls', async () => {
  const { cloud, monitor } = setUp();
  const stream = monitor.fleet().metric(Quantity.State, Quantity.InboundRate).follow({ pollMs: 60_000 });
  const seen = new Set<string>();
  for (let count = 0; count < 15; count++) {
    const { value } = await stream.next();
    seen.add(`${(value as MetricPoint).metric} ${(value as MetricPoint).resource.tunnelId ?? ''}`);
  }
  expect(seen).toEqual(new Set(['tun.state tun-1', 'tun.state tun-2', 'ipsec_rx.rate ']));
  expect(listCalls(cloud)).toHaveLength(2);
  await stream.return(undefined);
  await monitor.close();
});

test('a reader that waits makes no polls', async () => {
  const { cloud, monitor } = setUp();
  const stream = tunnel(monitor).follow({ pollMs: 1 });
  await stream.next();
  const calls = listCalls(cloud).length;
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(listCalls(cloud)).toHaveLength(calls);
  await stream.return(undefined);
});

test('closing the monitor ends a stream without an error', async () => {
  const { monitor } = setUp();
  const stream = tunnel(monitor).follow({ pollMs: 60_000 });
  for (let count = 0; count < 5; count++) await stream.next();
  const pending = stream.next();
  await monitor.close();
  await expect(pending).resolves.toEqual({ done: true, value: undefined });
  expect(() => tunnel(monitor).follow()).toThrow(/closed/);
});

test('what is remembered is bounded by the overlap', () => {
  const seen = new SeenPoints();
  const dimensions = { tunnelId: 'tun-1' };
  for (let minute = 0; minute < 10_000; minute++) {
    seen.note({ metric: 'tun.state', dimensions, timestamp: minute } as unknown as MetricPoint);
    seen.forgetBefore(minute - 5);
  }
  expect(seen.size).toBe(6);
});

test.each([
  ['pollMs', { pollMs: 0 }],
  ['lagMs', { lagMs: -1 }],
  ['overlapMs', { overlapMs: Number.NaN }],
  ['from', { from: 'yesterday' }],
])('%s out of range is refused at once', (name, options) => {
  const { monitor } = setUp();
  expect(() => tunnel(monitor).follow(options)).toThrow(name);
});

test('a metadata service that is down for a moment does not end the stream: other spellings are tried', async () => {
  const { cloud, monitor } = setUp();
  cloud.fail({ action: 'DescribeMetricMetaList', status: 503 });
  const stream = monitor.gateway('vpn-1').metric(Quantity.InboundPacketRate).follow({ pollMs: 5 });
  expect((await stream.next()).value).toMatchObject({ metric: 'net.rxPkgs' });
  await monitor.close();
});

test('an aborted signal sends nothing', async () => {
  const { cloud, monitor } = setUp();
  await expect(tunnel(monitor).signal(AbortSignal.abort('early')).follow().next()).rejects.toBe('early');
  expect(cloud.calls).toEqual([]);
});

test('a followed series is read by one statistic, whatever the rows of later polls carry', async () => {
  let now = NOW;
  const polls = [{ Value: 5 }, { Average: 1 }, { Average: 1, Value: 6 }, { Value: 7 }];
  const transport = new ScriptedTransport({
    DescribeMetricMetaList: metadataAnswer(['tun.rx_bps', 'userId,instanceId,tunnelId', 'Average']),
    DescribeMetricList: polls.map((statistics) => () => {
      const timestamp = now - 4 * MINUTE;
      now += MINUTE;
      return metricAnswer([{ timestamp, instanceId: 'vpn-1', tunnelId: 'tun-1', ...statistics }]);
    }),
  });
  const monitor = new VpnMonitor({ regionId: 'cn-hangzhou', transport, clock: { now: () => now } });
  const values: number[] = [];
  for await (const point of tunnel(monitor).follow({ pollMs: 1 })) {
    values.push(point.value);
    if (values.length === 3) break;
  }
  expect(values).toEqual([5, 6, 7]);
  await monitor.close();
});
