import { getEventListeners } from 'node:events';
import {
  ConnectionMetric,
  GatewayMetric,
  Quantity,
  TunnelMetric,
  VpnMonitor,
  VpnMonitorError,
  type VpnMonitorOptions,
} from 'alicloud-vpn-monitor';
import { describe, expect, test, vi } from 'vitest';
import { metadataAnswer, metricAnswer, ScriptedTransport } from '../support/scripted-transport.ts';

const NOW = Date.UTC(2026, 0, 31, 12);
const MINUTE = 60_000;
const metadata = metadataAnswer(
  ['net_rx.rate', 'userId,instanceId', 'Value'],
  ['net_rx.Pkgs', 'userId,instanceId', 'Value'],
  ['ipsec_rx.rate', 'userId,instanceId,ipsecId', 'Value'],
  ['tun.state', 'userId,instanceId,tunnelId', 'Average,Minimum,Maximum'],
);

function monitorOn(answers: ConstructorParameters<typeof ScriptedTransport>[0], options: Partial<VpnMonitorOptions> = {}) {
  const transport = new ScriptedTransport({ DescribeMetricMetaList: metadata, ...answers });
  return {
    transport,
    monitor: new VpnMonitor({ regionId: 'cn-hangzhou', transport, clock: { now: () => NOW }, maxRetries: 0, ...options }),
  };
}
const rowAt = (minute: number, value = minute): object => ({
  timestamp: NOW - 60 * MINUTE + minute * MINUTE,
  userId: '1',
  instanceId: 'vpn-1',
  Value: value,
});

test('a query sends what the service needs, with times as milliseconds', async () => {
  const { transport, monitor } = monitorOn({ DescribeMetricList: metricAnswer([rowAt(1)]) });
  await monitor.gateway('vpn-1').metric(GatewayMetric.InboundPacketRate).last('1h').toArray({ limit: 100 });
  expect(transport.sent('DescribeMetricList')).toEqual([
    {
      Namespace: 'acs_vpn',
      MetricName: 'net_rx.Pkgs',
      Period: '60',
      Dimensions: '[{"instanceId":"vpn-1"}]',
      StartTime: String(NOW - 60 * MINUTE),
      EndTime: String(NOW),
      Length: '1440',
    },
  ]);
});

test('a point carries the documented name whatever the service calls the metric', async () => {
  const { monitor } = monitorOn({ DescribeMetricList: metricAnswer([rowAt(1, 9)]) });
  const [point] = await monitor.gateway('vpn-1').metric(Quantity.InboundPacketRate).toArray({ limit: 1 });
  expect(point).toMatchObject({ metric: 'net.rxPkgs', quantity: 'inboundPacketRate', unit: 'packet/s', value: 9 });
});

test('connections are selected by gateway and ipsecId where the service keys them so', async () => {
  const { transport, monitor } = monitorOn({ DescribeMetricList: metricAnswer([]) });
  await monitor.gateway('vpn-1').connection('vco-1').metric(ConnectionMetric.InboundRate).toArray({ limit: 1 });
  expect(transport.sent('DescribeMetricList')[0]?.['Dimensions']).toBe('[{"instanceId":"vpn-1","ipsecId":"vco-1"}]');
});

test('page two repeats every parameter of page one', async () => {
  const { transport, monitor } = monitorOn({
    DescribeMetricList: [metricAnswer([rowAt(1)], { NextToken: 'T' }), metricAnswer([rowAt(2)], { NextToken: ' ' })],
  });
  const points = await monitor.gateway('vpn-1').metric('net_rx.rate').toArray({ limit: 10 });
  const [first, second] = transport.sent('DescribeMetricList');
  expect(second).toEqual({ ...first, NextToken: 'T' });
  expect(points.map((point) => point.value)).toEqual([1, 2]);
});

test.each([
  ['the same token', ['A', 'A']],
  ['a cycle of tokens', ['A', 'B', 'A']],
])('paging ends at %s', async (_, tokens) => {
  const { transport, monitor } = monitorOn({
    DescribeMetricList: tokens.map((NextToken, at) => metricAnswer([rowAt(at + 1)], { NextToken })),
  });
  const points = await monitor.gateway('vpn-1').metric('net_rx.rate').toArray({ limit: 10 });
  expect(points).toHaveLength(tokens.length);
  expect(transport.sent('DescribeMetricList')).toHaveLength(tokens.length);
});

test('an error after some pages is thrown after they were yielded', async () => {
  const { monitor } = monitorOn({
    DescribeMetricList: [metricAnswer([rowAt(1)], { NextToken: 'T' }), { Code: '500', Success: false, Message: 'boom' }],
  });
  const seen: number[] = [];
  const read = async (): Promise<void> => {
    for await (const point of monitor.gateway('vpn-1').metric('net_rx.rate')) seen.push(point.value);
  };
  await expect(read()).rejects.toMatchObject({ code: 'server', action: 'DescribeMetricList' });
  expect(seen).toEqual([1]);
});

test.each([
  ['JSON text', JSON.stringify([rowAt(1)])],
  ['an array', [rowAt(1)]],
])('Datapoints as %s is read', async (_, Datapoints) => {
  const { monitor } = monitorOn({ DescribeMetricList: { Code: 200, Success: 'true', Datapoints } });
  expect(await monitor.gateway('vpn-1').metric('net_rx.rate').toArray({ limit: 2 })).toHaveLength(1);
});

test.each([[''], [undefined], ['[]'], [[]]])('Datapoints of %j means no points', async (Datapoints) => {
  const { monitor } = monitorOn({ DescribeMetricList: { Code: '200', Success: true, Datapoints } });
  expect(await monitor.gateway('vpn-1').metric('net_rx.rate').toArray({ limit: 2 })).toEqual([]);
});

test.each([['[{'], ['<html>'], ['"text"'], [7]])('Datapoints of %j is a protocol error', async (Datapoints) => {
  const { monitor } = monitorOn({ DescribeMetricList: { Code: '200', Success: true, RequestId: 'R1', Datapoints } });
  const failure = await monitor
    .gateway('vpn-1')
    .metric('net_rx.rate')
    .toArray({ limit: 2 })
    .catch((error: unknown) => error);
  expect(VpnMonitorError.isInstance(failure)).toBe(true);
  expect(failure).toMatchObject({ code: 'protocol', action: 'DescribeMetricList', requestId: 'R1' });
});

test('a long range is cut into slices of one page that leave no gap and do not overlap', async () => {
  const { transport, monitor } = monitorOn({ DescribeMetricList: [metricAnswer([]), metricAnswer([]), metricAnswer([])] });
  const progress = [];
  for await (const page of monitor.gateway('vpn-1').metric('net_rx.rate').last('50h').pages()) progress.push(page.progress);
  const windows = transport.sent('DescribeMetricList').map((params) => [Number(params['StartTime']), Number(params['EndTime'])]);
  expect(windows[0]![0]).toBe(NOW - 50 * 60 * MINUTE);
  expect(windows[0]![1]).toBe(windows[1]![0]);
  expect(windows[1]![1]).toBe(windows[2]![0]);
  expect(windows[2]![1]).toBe(NOW);
  expect(progress).toEqual([1, 2, 3].map((fetched) => ({ fetched, planned: 3 })));
});

test('no slice is longer than 31 days', async () => {
  const { transport, monitor } = monitorOn({ DescribeMetricList: Array.from({ length: 3 }, () => metricAnswer([])) });
  await monitor.gateway('vpn-1').metric('net_rx.rate').period(3600).last('91d').toArray({ limit: 1 });
  const spans = transport.sent('DescribeMetricList').map((params) => Number(params['EndTime']) - Number(params['StartTime']));
  expect(spans).toHaveLength(3);
  expect(Math.max(...spans)).toBeLessThanOrEqual(31 * 86_400_000);
});

test('a point on the seam of two slices comes once', async () => {
  const seam = NOW - 26 * 60 * MINUTE;
  const row = (timestamp: number): object => ({ timestamp, instanceId: 'vpn-1', Value: 1 });
  const { monitor } = monitorOn({
    DescribeMetricList: [metricAnswer([row(seam)]), metricAnswer([row(seam), row(seam + MINUTE)]), metricAnswer([])],
  });
  const points = await monitor.gateway('vpn-1').metric('net_rx.rate').last('50h').toArray({ limit: 9 });
  expect(points.map((point) => point.timestamp)).toEqual([seam, seam + MINUTE]);
});

test('several metrics in one query are asked one after the other and told apart', async () => {
  const { transport, monitor } = monitorOn({ DescribeMetricList: [metricAnswer([rowAt(1, 10)]), metricAnswer([rowAt(1, 20)])] });
  const points = await monitor.gateway('vpn-1').metric(GatewayMetric.InboundRate, GatewayMetric.InboundPacketRate).toArray({ limit: 9 });
  expect(points.map((point) => [point.metric, point.value])).toEqual([
    ['net_rx.rate', 10],
    ['net.rxPkgs', 20],
  ]);
  expect(transport.sent('DescribeMetricMetaList')).toHaveLength(1);
});

test('a query can be iterated again and refined without changing', async () => {
  const { transport, monitor } = monitorOn({
    DescribeMetricList: [metricAnswer([rowAt(1)]), metricAnswer([rowAt(1)]), metricAnswer([rowAt(1)])],
  });
  const base = monitor.gateway('vpn-1').metric('net_rx.rate').last('1h');
  const refined = base.last('2h').period(300);
  expect(await base.toArray({ limit: 5 })).toEqual(await base.toArray({ limit: 5 }));
  await refined.toArray({ limit: 5 });
  expect(transport.sent('DescribeMetricList').map((params) => [NOW - Number(params['StartTime']), params['Period']])).toEqual([
    [60 * MINUTE, '60'],
    [60 * MINUTE, '60'],
    [120 * MINUTE, '300'],
  ]);
});

describe('latest', () => {
  test.each(['the call', 'the query'])('the signal of %s ends it while the service is silent, and leaves no listener', async (whose) => {
    const { monitor, transport } = monitorOn({ DescribeMetricLast: () => new Promise(() => undefined) });
    const [asked, other] = [new AbortController(), new AbortController()];
    const query = monitor
      .gateway('vpn-1')
      .metric('net_rx.rate')
      .signal((whose === 'the query' ? asked : other).signal);
    const latest = query.latest({ signal: (whose === 'the query' ? other : asked).signal });
    await vi.waitFor(() => {
      expect(transport.sent('DescribeMetricLast')).toHaveLength(1);
    });
    asked.abort(new Error('enough'));
    await expect(latest).rejects.toThrow('enough');
    expect([asked, other].flatMap(({ signal }) => getEventListeners(signal, 'abort'))).toEqual([]);
  });

  test('a signal must be one', async () => {
    const { monitor } = monitorOn({});
    const wrong = { signal: new AbortController() } as unknown as { signal: AbortSignal };
    await expect(monitor.gateway('vpn-1').metric('net_rx.rate').latest(wrong)).rejects.toThrow(TypeError);
  });

  test('yields the newest point of each series and lets the service choose how far back', async () => {
    const rows = [1, 3, 2].map((minute) => rowAt(minute));
    const { transport, monitor } = monitorOn({ DescribeMetricLast: metricAnswer(rows) });
    expect(await monitor.gateway('vpn-1').metric('net_rx.rate').latest()).toMatchObject([{ value: 3 }]);
    expect(transport.sent('DescribeMetricLast')[0]).not.toHaveProperty('StartTime');
  });

  test('keeps to a range that was set', async () => {
    const { monitor } = monitorOn({ DescribeMetricLast: metricAnswer([rowAt(1)]) });
    expect(await monitor.gateway('vpn-1').metric('net_rx.rate').last('5m').latest()).toEqual([]);
  });

  test('a series without data has no entry', async () => {
    const { monitor } = monitorOn({ DescribeMetricLast: metricAnswer('') });
    expect(await monitor.gateway('vpn-1').metric('net_rx.rate').latest()).toEqual([]);
  });
});

describe('bad input is refused before any request', () => {
  const query = (build: (monitor: VpnMonitor) => unknown) => async () => {
    const { transport, monitor } = monitorOn({});
    let failure: unknown;
    try {
      await build(monitor);
    } catch (error) {
      failure = error;
    }
    expect(transport.requests).toEqual([]);
    return failure;
  };
  const series = (monitor: VpnMonitor) => monitor.gateway('vpn-1').metric('net_rx.rate');
  const all = { limit: 10 };

  test.each([
    ['an empty id', TypeError, '""', (m: VpnMonitor) => m.gateway('')],
    ['a bare prefix', TypeError, '"vpn-"', (m: VpnMonitor) => m.gateway('vpn-')],
    ['blanks in an id', TypeError, '"vpn-1 "', (m: VpnMonitor) => m.gateway('vpn-1 ')],
    ['an id that is no text', TypeError, '42', (m: VpnMonitor) => m.gateway(42 as never)],
    ['a connection id for a gateway', TypeError, 'connection(id)', (m: VpnMonitor) => m.gateway('vco-1')],
    ['a tunnel id for a connection', TypeError, 'tunnel(id)', (m: VpnMonitor) => m.attachment('tun-1')],
    ['a gateway id for a tunnel', TypeError, 'gateway(id)', (m: VpnMonitor) => m.attachment('vco-1').tunnel('vpn-1')],
    ['an unknown metric', RangeError, 'inboundRate (net_rx.rate)', (m: VpnMonitor) => m.gateway('vpn-1').metric('cpu' as never)],
    ['a metric of another resource', RangeError, 'tun.state', (m: VpnMonitor) => m.gateway('vpn-1').metric(TunnelMetric.State as never)],
    ['no metric', TypeError, 'at least one', (m: VpnMonitor) => (m.gateway('vpn-1').metric as () => unknown).call(m.gateway('vpn-1'))],
    ['start after end', RangeError, '2026-01-02', (m: VpnMonitor) => series(m).between('2026-01-02', '2026-01-01')],
    ['start at end', RangeError, 'before end', (m: VpnMonitor) => series(m).between(5, 5)],
    ['text without a zone', TypeError, '2026-01-01T00:00', (m: VpnMonitor) => series(m).between('2026-01-01T00:00', 5)],
    ['an invalid Date', TypeError, 'Invalid Date', (m: VpnMonitor) => series(m).between(new Date('x'), 5)],
    ['a malformed duration', TypeError, '"1 hour"', (m: VpnMonitor) => series(m).last('1 hour' as never)],
    ['a negative duration', RangeError, '-5', (m: VpnMonitor) => series(m).last(-5)],
    ['a duration below a millisecond', RangeError, '0.4', (m: VpnMonitor) => series(m).last(0.4)],
    ['a day that does not exist', TypeError, '2026-02-30', (m: VpnMonitor) => series(m).between('2026-02-30T00:00:00Z', '2026-03-03')],
    ['a signal that is none', TypeError, 'AbortSignal', (m: VpnMonitor) => series(m).signal(new AbortController() as never)],
    [
      'a start in the future',
      RangeError,
      'future',
      (m: VpnMonitor) =>
        series(m)
          .between(NOW + 3_600_000, NOW + 7_200_000)
          .toArray(all),
    ],
    ['no duration', TypeError, 'undefined', (m: VpnMonitor) => series(m).last(undefined as never)],
    ['a period of 90 s', RangeError, '90', (m: VpnMonitor) => series(m).period(90)],
    ['a period of 0 s', RangeError, '0', (m: VpnMonitor) => series(m).period(0)],
    ['a range beyond 31 days of minutes', RangeError, 'period(300)', (m: VpnMonitor) => series(m).last('32d').toArray(all)],
    ['a range beyond 91 days', RangeError, '91 days', (m: VpnMonitor) => series(m).period(300).last('92d').toArray(all)],
    ['toArray without a limit', RangeError, 'limit', (m: VpnMonitor) => series(m).toArray(undefined as never)],
    ['toArray with a limit of 0', RangeError, '0', (m: VpnMonitor) => series(m).toArray({ limit: 0 })],
  ] as const)('%s', async (_, kind, part, build) => {
    const failure = await query(build)();
    expect(failure).toBeInstanceOf(kind);
    expect((failure as Error).message).toContain(part);
  });

  test.each([[''], ['CN-Hangzhou '], ['https://cn-hangzhou'], [undefined], [7]])('a region of %j', (regionId) => {
    expect(() => new VpnMonitor({ regionId: regionId as string })).toThrow(TypeError);
  });

  test.each([
    ['metadata', { metadata: 'lively' }],
    ['metadata', { metadata: [{ MetricName: 'x' }] }],
    ['clock', { clock: {} }],
    ['transport', { transport: {} }],
    ['maxRetries', { maxRetries: -1 }],
    ['attemptTimeoutMs', { attemptTimeoutMs: 0 }],
    ['totalTimeoutMs', { totalTimeoutMs: Number.NaN }],
    ['requestsPerSecond', { requestsPerSecond: '40' }],
    ['accessKeyId', { credentials: { accessKeyId: '', accessKeySecret: 'x' } }],
    ['endpoint', { endpoint: '127.0.0.1:1' }],
    ['endpoint', { endpoint: { host: '127.0.0.1:1' } }],
    ['endpoint', { endpoint: { cms: 'https://metrics.cn-hangzhou.aliyuncs.com/' } }],
  ])('the option %s', (name, option) => {
    expect(() => new VpnMonitor({ regionId: 'cn-hangzhou', ...(option as object) })).toThrow(name);
  });
});

test('toArray past its limit is a RangeError', async () => {
  const { monitor } = monitorOn({ DescribeMetricList: metricAnswer([rowAt(1), rowAt(2)]) });
  await expect(monitor.gateway('vpn-1').metric('net_rx.rate').toArray({ limit: 1 })).rejects.toThrow(RangeError);
});

test('a period finer than the service offers is refused with what it offers', async () => {
  const { monitor } = monitorOn({ DescribeMetricMetaList: metadataAnswer(['net_rx.rate', 'userId,instanceId', 'Value', '300,3600']) });
  await expect(monitor.gateway('vpn-1').metric('net_rx.rate').period(60).toArray({ limit: 1 })).rejects.toThrow('300, 3600');
});

test('without a period the finest one that the service offers is asked for', async () => {
  const { transport, monitor } = monitorOn({
    DescribeMetricMetaList: metadataAnswer(['net_rx.rate', 'userId,instanceId', 'Value', '15,300,3600']),
    DescribeMetricList: metricAnswer([]),
  });
  await monitor.gateway('vpn-1').metric('net_rx.rate').toArray({ limit: 1 });
  expect(transport.sent('DescribeMetricList')[0]?.['Period']).toBe('300');
});

test('rows without their statistic are counted in the log', async () => {
  const warnings: unknown[] = [];
  const { monitor } = monitorOn(
    { DescribeMetricList: metricAnswer([rowAt(1), { ...rowAt(2), Value: '' }]) },
    { logger: { warn: (_, fields) => warnings.push(fields) } },
  );
  expect(await monitor.gateway('vpn-1').metric('net_rx.rate').toArray({ limit: 9 })).toHaveLength(1);
  expect(warnings).toEqual([{ metric: 'net_rx.rate', withoutValue: 1, malformed: 0, foreign: 0, unattributed: 0, outside: 0 }]);
});

test('a metric whose rows never carry the listed statistic is read by what they carry, with one warning', async () => {
  const warnings: unknown[] = [];
  const averageAt = (minute: number): object => ({
    timestamp: NOW - 60 * MINUTE + minute * MINUTE,
    userId: '1',
    instanceId: 'vpn-1',
    Average: minute,
  });
  const { monitor } = monitorOn(
    {
      DescribeMetricList: [metricAnswer([averageAt(1), averageAt(2)]), metricAnswer([averageAt(3)])],
      DescribeMetricLast: metricAnswer([averageAt(4)]),
    },
    { logger: { warn: (_, fields) => warnings.push(fields) } },
  );
  const query = monitor.gateway('vpn-1').metric('net_rx.rate');
  const values = [...(await query.toArray({ limit: 9 })), ...(await query.toArray({ limit: 9 })), ...(await query.latest())].map(
    (point) => point.value,
  );
  expect(values).toEqual([1, 2, 3, 4]);
  expect(warnings).toEqual([{ metric: 'net_rx.rate', listed: 'Value', readBy: 'Average' }]);
});

test('a signal ends a query that waits, at once and with its reason', async () => {
  const { monitor } = monitorOn({ DescribeMetricList: () => new Promise(() => undefined) });
  const controller = new AbortController();
  const pending = monitor.gateway('vpn-1').metric('net_rx.rate').signal(controller.signal).toArray({ limit: 1 });
  const reason = new Error('enough');
  setTimeout(() => {
    controller.abort(reason);
  }, 10);
  await expect(pending).rejects.toBe(reason);
});

test('close() ends a running query and refuses later ones', async () => {
  const { monitor } = monitorOn({ DescribeMetricList: () => new Promise(() => undefined) });
  const query = monitor.gateway('vpn-1').metric('net_rx.rate');
  const pending = query.toArray({ limit: 1 });
  setTimeout(() => void monitor.close(), 10);
  await expect(pending).rejects.toMatchObject({ name: 'AbortError' });
  await expect(query.toArray({ limit: 1 })).rejects.toMatchObject({ code: 'config' });
});

test.each([[Date.UTC(2100, 0, 1)], [NOW * 1000], [Number.MAX_SAFE_INTEGER]])(
  'an end in the future (%d) asks for nothing that cannot exist yet',
  async (end) => {
    const { transport, monitor } = monitorOn({ DescribeMetricList: metricAnswer([rowAt(1)]) });
    expect(
      await monitor
        .gateway('vpn-1')
        .metric('net_rx.rate')
        .between(NOW - 3_600_000, end)
        .toArray({ limit: 9 }),
    ).toHaveLength(1);
    expect(Number(transport.sent('DescribeMetricList')[0]?.['EndTime'])).toBeLessThanOrEqual(NOW + 3_600_000);
  },
);

test('a clock with fractions sends whole milliseconds, and one without a time is named', async () => {
  const { transport, monitor } = monitorOn({ DescribeMetricList: metricAnswer([]) }, { clock: { now: () => NOW + 0.25 } });
  await monitor.gateway('vpn-1').metric('net_rx.rate').toArray({ limit: 1 });
  expect(transport.sent('DescribeMetricList')[0]?.['EndTime']).toBe(String(NOW));
  expect(() => new VpnMonitor({ regionId: 'cn-hangzhou', clock: { now: () => Number.NaN } }).usage()).toThrow(/clock\.now\(\) gave NaN/);
});

test('rows outside the window are not yielded, whatever the service rounds or ignores', async () => {
  const { monitor } = monitorOn({ DescribeMetricList: metricAnswer([rowAt(-3), rowAt(0), rowAt(1), rowAt(60), rowAt(61)]) });
  const points = await monitor.gateway('vpn-1').metric('net_rx.rate').last('1h').toArray({ limit: 9 });
  expect(points.map((point) => point.value)).toEqual([1, 60]);
});

test('a service that begins every slice early repeats no point and keeps the order', async () => {
  const early = ({ params }: { params: Readonly<Record<string, unknown>> }): object => {
    const [start, end] = [Number(params['StartTime']), Number(params['EndTime'])];
    const first = Math.ceil((start - 3 * MINUTE) / MINUTE) * MINUTE;
    return metricAnswer(
      Array.from({ length: Math.floor((end - first) / MINUTE) + 1 }, (_, index) => ({
        timestamp: first + index * MINUTE,
        instanceId: 'vpn-1',
        Value: 1,
      })),
    );
  };
  const { monitor } = monitorOn({ DescribeMetricList: [early, early, early] });
  const times = (await monitor.gateway('vpn-1').metric('net_rx.rate').last('3d').toArray({ limit: 9_999 })).map((point) => point.timestamp);
  expect(times).toHaveLength(3 * 1440);
  expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
});

test('Datapoints that are cut short are asked for again', async () => {
  const { transport, monitor } = monitorOn(
    { DescribeMetricList: [metricAnswer('[{"timest'), metricAnswer([rowAt(1)])] },
    { maxRetries: 1 },
  );
  expect(await monitor.gateway('vpn-1').metric('net_rx.rate').toArray({ limit: 2 })).toHaveLength(1);
  expect(transport.sent('DescribeMetricList')).toHaveLength(2);
});

test.each([
  ['an empty object', {}],
  ['a stream', new ReadableStream()],
  ['a date', new Date()],
])('%s is a protocol error, not an empty series', async (_, body) => {
  const monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    metadata: 'catalog',
    maxRetries: 0,
    transport: { call: () => Promise.resolve({ status: 200, body }) },
  });
  await expect(monitor.gateway('vpn-1').metric('net_rx.rate').latest()).rejects.toMatchObject({ code: 'protocol' });
});

test('a chain of new tokens without rows ends in an error, not in an empty quota', async () => {
  let token = 0;
  const endless = (): object => metricAnswer([], { NextToken: `T${++token}` });
  const { transport, monitor } = monitorOn(
    { DescribeMetricList: Array.from({ length: 500 }, () => endless) },
    { requestsPerSecond: 10_000 },
  );
  await expect(monitor.gateway('vpn-1').metric('net_rx.rate').toArray({ limit: 1 })).rejects.toMatchObject({ code: 'protocol' });
  expect(transport.sent('DescribeMetricList').length).toBeLessThan(100);
});

test('latest() of several metrics stops its other requests when one fails', async () => {
  let calls = 0;
  const monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    metadata: 'catalog',
    transport: {
      call({ params }) {
        calls++;
        const forbidden = params['MetricName'] === 'net_rx.rate';
        return Promise.reject(
          Object.assign(
            new Error('no'),
            forbidden ? { code: 'NoPermission', statusCode: 403 } : { code: 'ServiceUnavailable', statusCode: 503 },
          ),
        );
      },
    },
  });
  await expect(monitor.gateway('vpn-1').metric('inboundRate', 'outboundRate').latest()).rejects.toMatchObject({ code: 'forbidden' });
  const before = calls;
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(calls).toBe(before);
});

test('a hundred queries behind one signal print no warning', async () => {
  const warn = vi.spyOn(process, 'emitWarning');
  const { monitor } = monitorOn({ DescribeMetricList: Array.from({ length: 100 }, () => metricAnswer([])) }, { requestsPerSecond: 1000 });
  const { signal } = new AbortController();
  await Promise.all(Array.from({ length: 100 }, () => monitor.gateway('vpn-1').metric('net_rx.rate').signal(signal).toArray({ limit: 1 })));
  expect(warn).not.toHaveBeenCalled();
});
