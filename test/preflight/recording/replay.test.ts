import { recordingTransport, replayTransport, type Transport, VpnMonitor, VpnMonitorError } from 'alicloud-vpn-monitor';
import { beforeAll, expect, test } from 'vitest';
import { directTransport } from '../../support/direct-transport.ts';
import { account, askAll, collect, type RecordedRun, recordedRun, underPseudonyms } from './support.ts';

let run: RecordedRun;
beforeAll(async () => {
  run = await recordedRun();
});

const pseudonym = (original: string): string => run.replaced.get(original) ?? original;

/** A monitor over the recording, in its time or in that of this machine. */
function replayed(clock: { now(): number } = run.cloud.clock) {
  const transport = replayTransport(run.lines);
  return { transport, monitor: new VpnMonitor({ regionId: 'cn-hangzhou', transport, clock }) };
}

test('a run replayed gives what it gave, up to the pseudonyms', async () => {
  const { transport, monitor } = replayed();
  await using _ = monitor;
  const again = await askAll(monitor, pseudonym);
  expect(transport.unrecorded).toEqual([]);
  for (const [what, said] of Object.entries(run.said))
    expect(underPseudonyms(again[what], new Map()), what).toEqual(underPseudonyms(said, run.replaced));
  expect(JSON.stringify(run.said['transitions']).length).toBeGreaterThan(500);
});

test('its own time is that of the recording, whatever this machine says', async () => {
  const { transport, monitor } = replayed(Date);
  await using _ = monitor;
  const again = await askAll(monitor, pseudonym);
  expect(transport.unrecorded.filter(({ params }) => Number(params['EndTime'] ?? 0) < Date.UTC(2026, 1))).toEqual([]);
  // The `Date` of an answer counts in whole seconds.
  const untimed = (said: unknown): unknown =>
    JSON.parse(JSON.stringify(said), (key, value: unknown) => (key === 'observedAt' ? undefined : value));
  for (const what of ['points', 'events', 'transitions'])
    expect(underPseudonyms(untimed(again[what]), new Map()), what).toEqual(underPseudonyms(untimed(run.said[what]), run.replaced));
});

const at = (time: string): number => Date.parse(`2026-01-31T${time}Z`);

test('other windows, in any order, are answered from the rows that were recorded', async () => {
  const { transport, monitor } = replayed();
  await using _ = monitor;
  const windows = [
    [at('11:10:30'), at('11:59:00')],
    [at('10:00:00'), at('10:45:00')],
    [at('10:44:00'), at('11:20:00')],
  ] as const;
  for (const [start, end] of windows) {
    const inside = (one: { timestamp?: number; at?: number }): boolean =>
      (one.timestamp ?? one.at ?? 0) > start && (one.timestamp ?? one.at ?? 0) <= end;
    const of = (what: string): unknown =>
      underPseudonyms((run.said[what] as { timestamp?: number; at?: number }[]).filter(inside), run.replaced);
    const points = await monitor.fleet().metric('state', 'inboundRate').between(start, end).toArray({ limit: 100_000 });
    const order = (list: unknown): string[] => (list as unknown[]).map((one) => JSON.stringify(one)).sort();
    expect(points.length).toBeGreaterThan(100);
    expect(order(underPseudonyms(points, new Map()))).toEqual(order(of('points')));
    expect(underPseudonyms(await monitor.events().between(start, end).toArray({ limit: 1_000 }), new Map())).toEqual(of('events'));
    // A window of logs has ten minutes at least, and may begin that much earlier.
    const [from, to] = [Math.max(start, at('10:12:00')), end];
    const logs = await collect(monitor.connection('vco-0002').logs({ from, to }));
    const kept = (run.said['logs'] as { at: number }[]).filter((line) => line.at >= from && line.at <= to);
    expect(logs.length).toBeGreaterThan(5);
    expect(underPseudonyms(logs, new Map())).toEqual(underPseudonyms(kept, run.replaced));
    const exported = await collect(
      monitor
        .gateway('vpn-0001')
        .metric('inboundRate')
        .between(Math.max(start, at('11:00:00')), Math.max(end, at('11:10:00')))
        .export(),
    );
    expect(exported.length).toBeGreaterThan(5);
  }
  expect(transport.unrecorded).toEqual([]);
});

test('some of the resources, filters of lists and other pages are answered from what was recorded of more', async () => {
  const { transport, monitor } = replayed();
  await using _ = monitor;
  const of = (id: string) =>
    (run.said['points'] as { quantity: string; resource: { tunnelId?: string } }[]).filter(
      (point) => point.quantity === 'state' && point.resource.tunnelId === id,
    );
  const points = await monitor.connection('vco-0002').tunnel('tun-0002').metric('state').last('2h').toArray({ limit: 1_000 });
  expect(points.map(({ timestamp, value }) => [timestamp, value])).toEqual(
    (of('tun-b0original') as unknown as { timestamp: number; value: number }[]).map(({ timestamp, value }) => [timestamp, value]),
  );
  expect(await monitor.connection('vco-0003').tunnel(1).metric('state').latest()).toMatchObject([
    { state: 'up', resource: { tunnelId: 'tun-0003' } },
  ]);
  expect(await monitor.topology.resolve('vco-0003')).toMatchObject({ connection: { connectionId: 'vco-0003' } });
  expect(await monitor.topology.connections({ gatewayId: 'vpn-0001' }).toArray()).toHaveLength(2);
  expect(await monitor.connection('vco-0002').tunnel('tun-0001').diagnose()).toMatchObject([
    { tunnelId: 'tun-0001', code: 'NoExceptionFound' },
  ]);
  expect(
    await monitor
      .events({ names: ['ipsec_tunnel_nego_failed'] })
      .last('2h')
      .toArray({ limit: 10 }),
  ).toHaveLength(1);
  expect(transport.unrecorded).toEqual([]);
  await expect(monitor.topology.resolve('vco-0009')).rejects.toMatchObject({ code: 'not-found' });
});

test('what was not recorded is refused for good, with what there is instead', async () => {
  const { transport, monitor } = replayed();
  await using _ = monitor;
  const failed = await monitor
    .gateway('vpn-0001')
    .metric('inboundRate')
    .between(at('06:00:00'), at('07:00:00'))
    .toArray({ limit: 100 })
    .catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(VpnMonitorError);
  expect(failed).toMatchObject({ code: 'config', retryable: false, action: 'DescribeMetricList' });
  const { message } = failed as Error;
  for (const part of [
    'StartTime=2026-01-31T06:00:00Z',
    'MetricName=net_rx.rate',
    'windows 2026-01-31T09:48:00Z to',
    'vco-0001',
    'record a run',
  ])
    expect(message).toContain(part);
  await expect(monitor.alerts.delete('rule-0001')).rejects.toMatchObject({
    code: 'config',
    message: expect.stringContaining('changes nothing') as string,
  });
  expect(transport.unrecorded.map(({ action }) => action)).toEqual(['DescribeMetricList', 'DeleteMetricRules']);
  expect(() => replayTransport('nonsense')).toThrow('line 1 of the recording');
  for (const none of ['', '\n\n', [], '{"v":1,"at":']) expect(() => replayTransport(none)).toThrow(TypeError);
});

test('it says that the region is another one, and shows whole items of long lists', async () => {
  const elsewhere = new VpnMonitor({ regionId: 'cn-beijing', transport: replayTransport(run.lines), clock: run.cloud.clock });
  await using _ = elsewhere;
  await expect(elsewhere.topology.gateways().toArray()).rejects.toThrow(
    'not recorded for the region cn-beijing. The recording is of cn-hangzhou.',
  );
  const ask = (params: object): Promise<unknown> =>
    replayTransport(run.lines).call(
      { product: 'cms', action: 'DescribeMetricList', params: { MetricName: 'tun.state', ...params } },
      { signal: new AbortController().signal, timeoutMs: 1 },
    );
  const Dimensions = JSON.stringify(Array.from({ length: 9 }, (_, index) => ({ instanceId: 'vpn-0001', tunnelId: `tun-10${index}` })));
  await expect(ask({ Dimensions, Period: '60' })).rejects.toThrow(
    'Dimensions={"instanceId":"vpn-0001","tunnelId":"tun-100"},{"instanceId":"vpn-0001","tunnelId":"tun-101"} and 7 more, Period=60. There',
  );
});

const call = (over: object): string =>
  JSON.stringify({
    v: 1,
    at: 1,
    tookMs: 1,
    product: 'vpc',
    action: 'DescribeVpnGateways',
    params: { RegionId: 'cn-hangzhou', PageNumber: 1, PageSize: 50 },
    ...over,
  });
const listed = (...ids: string[]): object => ({
  answer: { status: 200, body: { TotalCount: ids.length, VpnGateways: { VpnGateway: ids.map((VpnGatewayId) => ({ VpnGatewayId })) } } },
});

test('polls get their answers in the order in which they came, failures in their place, and the last one again', async () => {
  const lines = [
    call(listed('vpn-0001')),
    call({ error: { name: 'Error', code: 'ECONNRESET' } }),
    call({ answer: { status: 503, body: { Code: 'ServiceUnavailable' } } }),
    call({ error: { name: 'VpnMonitorError', code: 'timeout' } }),
    call({ answer: { status: 403, body: { Code: 'Forbidden.RAM' } } }),
    call(listed('vpn-0001', 'vpn-0002')),
  ];
  const monitor = new VpnMonitor({ regionId: 'cn-hangzhou', transport: replayTransport(lines), maxRetries: 0 });
  await using _ = monitor;
  const ask = (): Promise<unknown> =>
    monitor.topology
      .gateways({ refresh: true })
      .toArray()
      .then(
        (all) => all.length,
        (error: unknown) => (error as VpnMonitorError).code,
      );
  const outcomes = [];
  for (let poll = 0; poll < 8; poll++) outcomes.push(await ask());
  expect(outcomes).toEqual([1, 'network', 'server', 'timeout', 'forbidden', 2, 2, 2]);
});

test('with a clock, polls get the answers of their times: none too early, and none that another has replaced', async () => {
  const at = (minute: number, ...ids: string[]): string =>
    call({
      at: minute * 60_000,
      answer: { ...(listed(...ids) as { answer: object }).answer, date: new Date(Date.UTC(2026, 0, 31, 10, minute)).toUTCString() },
    });
  const failed = (minute: number): string => call({ at: minute * 60_000, error: { name: 'Error', code: 'ECONNRESET' } });
  const lines = [at(0, 'a'), at(1, 'a', 'b'), at(2, 'a', 'b', 'c'), failed(3), at(3, 'a'), at(4, 'a', 'b')];
  let minute = 0;
  const transport = replayTransport(lines, { clock: { now: () => Date.UTC(2026, 0, 31, 10) + minute * 60_000 } });
  const ask = async (): Promise<unknown> => {
    const { body } = await transport.call(
      { product: 'vpc', action: 'DescribeVpnGateways', params: { RegionId: 'cn-hangzhou', PageNumber: 1, PageSize: 50 } },
      { signal: new AbortController().signal, timeoutMs: 1 },
    );
    return (body as { TotalCount: number }).TotalCount;
  };
  const told: unknown[] = [];
  for (minute of [0, 0.5, 2, 3, 3, 3, 9]) told.push(await ask().catch((error: unknown) => (error as { code: string }).code));
  expect(told).toEqual([1, 1, 3, 'ECONNRESET', 1, 1, 2]);
  for (const clock of [{}, 1]) expect(() => replayTransport(lines, { clock } as object)).toThrow('must have a now()');
  expect(() => replayTransport(lines, { clocks: Date } as object)).toThrow('clocks');
});

test('a question with another size of pages gets the same rows', async () => {
  const transport = replayTransport([call(listed('vpn-0001', 'vpn-0002', 'vpn-0003'))]);
  const page = async (PageNumber: number): Promise<unknown> =>
    (
      await transport.call(
        { product: 'vpc', action: 'DescribeVpnGateways', params: { RegionId: 'cn-hangzhou', PageNumber, PageSize: 2 } },
        { signal: new AbortController().signal, timeoutMs: 1 },
      )
    ).body;
  expect(await page(1)).toEqual({
    TotalCount: 3,
    VpnGateways: { VpnGateway: [{ VpnGatewayId: 'vpn-0001' }, { VpnGatewayId: 'vpn-0002' }] },
  });
  expect(await page(2)).toEqual({ TotalCount: 3, VpnGateways: { VpnGateway: [{ VpnGatewayId: 'vpn-0003' }] } });
});

test('what is given up is not answered', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(
    replayTransport(call(listed())).call({ product: 'vpc', action: 'DescribeVpnGateways', params: {} }, { signal, timeoutMs: 1 }),
  ).rejects.toThrow('enough');
});

test('a preflight is replayed as it was', async () => {
  const cloud = account();
  const lines: string[] = [];
  const recording = recordingTransport(directTransport(cloud), { write: (line) => void lines.push(line) });
  const over = async (transport: Transport) => {
    await using monitor = new VpnMonitor({ regionId: 'cn-hangzhou', transport, clock: cloud.clock });
    const { operations, metrics, events } = await monitor.preflight({
      features: [
        'topology',
        'metrics',
        'events',
        'top',
        'export',
        'certificates',
        'alerts',
        'subscriptions',
        'diagnosis',
        'routes',
        'flow-logs',
      ],
    });
    return {
      operations: operations.map(({ action, status }) => [action, status]),
      metrics: metrics.map(({ listed, newestAt }) => [listed, newestAt]),
      events,
    };
  };
  const said = await over(recording);
  const transport = replayTransport(lines);
  expect(await over(transport)).toEqual(said);
  expect(transport.unrecorded).toEqual([]);
});
