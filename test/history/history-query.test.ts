import { inspect } from 'node:util';
import { type HistoryProgress, type Logger, VpnMonitor, type VpnMonitorOptions } from 'alicloud-vpn-monitor';
import { createSimulator, type Simulator } from 'alicloud-vpn-monitor/testing';
import { describe, expect, test } from 'vitest';
import { account, line, MINUTE, NOW, REGION } from '../watch/support/watched.ts';
import { inconsistencies, pastOf, transitionsOf } from './support.ts';

const HOUR = 60 * MINUTE;
const START = NOW - 6 * HOUR;
const at = (minutes: number): number => START + minutes * MINUTE;

interface Served extends AsyncDisposable {
  readonly cloud: Simulator;
  readonly monitor: VpnMonitor;
}

/** An account over real HTTP, and a monitor of it. */
async function served(cloud: Simulator = account(), options: Partial<VpnMonitorOptions> = {}): Promise<Served> {
  const server = await cloud.listen();
  const monitor = new VpnMonitor({
    regionId: REGION,
    endpoint: server.endpoint,
    credentials: cloud.credentials,
    clock: cloud.clock,
    maxRetries: 0,
    requestsPerSecond: 1_000,
    ...options,
  });
  return {
    cloud,
    monitor,
    async [Symbol.asyncDispose]() {
      await monitor.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

const countOf = ({ calls }: Simulator, action: string): number => calls.filter((call) => call.action === action).length;

describe('transitions', () => {
  test('outages of a tunnel, of BGP, of a health check and of connections, in order of time', async () => {
    await using account = await served();
    const { cloud, monitor } = account;
    cloud
      .tunnel('tun-1')
      .down({ at: at(60.3) })
      .up({ at: at(80.5) });
    cloud
      .tunnel('tun-2')
      .down({ at: at(70) })
      .up({ at: at(71) });
    cloud
      .tunnel('tun-2')
      .bgpDown({ at: at(200) })
      .bgpUp({ at: at(230) });
    cloud
      .connection('vco-router')
      .down({ at: at(150.5) })
      .up({ at: at(160) });
    cloud
      .connection('vco-single')
      .healthFailed({ at: at(300) })
      .healthOk({ at: at(310) });
    const told = await transitionsOf(pastOf(monitor, START, NOW));
    expect(told.filter(({ type }) => !type.startsWith('bgp')).map(line)).toEqual([
      '07:00:18 tunnel:down tun-1',
      '07:00:18 connection:degraded vco-dual',
      '07:00:18 connection:failover vco-dual',
      '07:10:00 tunnel:down tun-2',
      '07:10:00 connection:down vco-dual',
      '07:11:00 tunnel:up tun-2',
      '07:11:00 connection:degraded vco-dual',
      '07:11:00 connection:failover vco-dual',
      '07:20:30 tunnel:up tun-1',
      '07:20:30 connection:up vco-dual',
      '08:30:30 tunnel:down vco-router',
      '08:30:30 connection:down vco-router',
      '08:40:00 tunnel:up vco-router',
      '08:40:00 connection:up vco-router',
      '11:00:00 health:failed vco-single',
      '11:10:00 health:ok vco-single',
    ]);
    expect(
      told
        .filter(({ type, resource }) => type.startsWith('bgp') && resource.tunnelId === 'tun-2')
        .map(line)
        .slice(-2),
    ).toEqual(['09:20:00 bgp:down tun-2', '09:50:00 bgp:up tun-2']);
    expect(told.every((one) => Object.isFrozen(one) && one.late === undefined && one.observedAt === NOW)).toBe(true);
    const [first] = told;
    expect(first).toMatchObject({
      source: 'event',
      evidence: { event: { name: 'ipsec_tunnel_nego_failed' } },
      connection: { connectionId: 'vco-dual', name: 'office', state: 'degraded', tunnels: ['tun-1', 'tun-2'], since: at(60.3) },
    });
    const bgp = told.find(({ type }) => type === 'bgp:down');
    expect(bgp).toMatchObject({ source: 'metric', evidence: { metric: 'tun.bgp_state', value: 0 } });
    // The timestamp is that of a datapoint that says so.
    const truth = cloud.truth.points({ metric: 'tun.bgp_state', resourceId: 'tun-1', start: START, end: NOW });
    expect(truth.find(({ timestamp }) => timestamp === bgp?.evidence.at)?.value).toBe(0);
  });

  test('are those after the start, up to the end, with what was before known', async () => {
    await using account = await served();
    const { cloud, monitor } = account;
    cloud
      .connection('vco-single')
      .down({ at: at(30) })
      .up({ at: at(120) })
      .down({ at: at(180) });
    const one = monitor.history(monitor.connection('vco-single'));
    expect((await transitionsOf(one.between(at(60), at(180)))).map(line)).toEqual([
      '08:00:00 tunnel:up vco-single',
      '08:00:00 connection:up vco-single',
      '09:00:00 tunnel:down vco-single',
      '09:00:00 connection:down vco-single',
    ]);
    expect(await transitionsOf(one.between(at(120), at(180) - 1))).toEqual([]);
    const { tunnels } = await one.between(at(60), at(240)).availability();
    expect(tunnels.get('vco-single')).toMatchObject({
      downMs: 120 * MINUTE,
      upMs: 60 * MINUTE,
      ratio: 1 / 3,
      outages: [
        { from: at(60), to: at(120), startedBefore: true, durationMs: 60 * MINUTE },
        { from: at(180), durationMs: 60 * MINUTE },
      ],
    });
  });

  test('come by metrics alone, and by events alone', async () => {
    await using account = await served(account1());
    const { cloud, monitor } = account;
    cloud
      .connection('vco-1')
      .down({ at: at(60.5), phase: 'phase1' })
      .up({ at: at(70.5) });
    const byMetrics = await transitionsOf(pastOf(monitor, START, NOW, { sources: ['metrics'] }));
    expect(byMetrics.map(line)).toEqual([
      '07:01:00 tunnel:down vco-1',
      '07:01:00 connection:down vco-1',
      '07:11:00 tunnel:up vco-1',
      '07:11:00 connection:up vco-1',
    ]);
    expect(countOf(cloud, 'DescribeSystemEventAttribute')).toBe(0);
    cloud.resetCalls();
    const byEvents = await transitionsOf(pastOf(monitor, START, NOW, { sources: ['events'], staleAfterMs: HOUR }));
    expect(byEvents.map(line)).toEqual([
      '07:00:30 tunnel:down vco-1',
      '07:00:30 connection:down vco-1',
      '07:10:30 tunnel:up vco-1',
      '07:10:30 connection:up vco-1',
      '08:10:30 tunnel:stale vco-1',
    ]);
    expect(byEvents[0]).toMatchObject({ from: 'unknown', phase: 'phase1' });
    expect(countOf(cloud, 'DescribeMetricList')).toBe(0);
  });

  test('of tunnels alone leave their connection out', async () => {
    await using account = await served();
    const { cloud, monitor } = account;
    cloud
      .tunnel('tun-1')
      .down({ at: at(60) })
      .up({ at: at(70) });
    cloud
      .tunnel('tun-2')
      .down({ at: at(90) })
      .up({ at: at(95) });
    const history = monitor.history(monitor.tunnel('tun-2')).between(START, NOW);
    expect((await transitionsOf(history)).filter(({ type }) => !type.startsWith('bgp')).map(line)).toEqual([
      '07:30:00 tunnel:down tun-2',
      '07:35:00 tunnel:up tun-2',
    ]);
    const { tunnels, connections } = await history.availability();
    expect([[...tunnels.keys()], [...connections.keys()]]).toEqual([['tun-2'], []]);
  });

  test('of longer periods reach further back', async () => {
    await using account = await served(account1());
    const { cloud, monitor } = account;
    const from = NOW - 60 * 24 * HOUR;
    cloud
      .connection('vco-1')
      .down({ at: from + 24 * HOUR })
      .up({ at: from + 25 * HOUR });
    const history = monitor.history(monitor.fleet(), { sources: ['metrics'] }).last('61d');
    await expect(transitionsOf(history)).rejects.toThrow(RangeError);
    await expect(history.availability()).rejects.toThrow(/31 days that points of 60 s are kept/);
    expect((await transitionsOf(history.period(300))).map(({ type, at: time }) => [type, time])).toEqual([
      ['tunnel:down', from + 24 * HOUR],
      ['connection:down', from + 24 * HOUR],
      ['tunnel:up', from + 25 * HOUR],
      ['connection:up', from + 25 * HOUR],
    ]);
  });

  test('come again with the same ids when the query is read again', async () => {
    await using account = await served();
    const { cloud, monitor } = account;
    cloud.tunnel('tun-1').flap({ every: '7m', times: 5, at: at(33) });
    const history = pastOf(monitor, START, NOW);
    const [once, again] = [await transitionsOf(history), await transitionsOf(history)];
    expect(once.length).toBeGreaterThan(20);
    expect(again).toEqual(once);
    expect(new Set(once.map(({ id }) => id)).size).toBe(once.length);
    // Another range that holds them as well.
    const part = await transitionsOf(history.between(at(45), NOW));
    expect(part.map(({ id }) => id)).toEqual(once.filter(({ at: time }) => time > at(45)).map(({ id }) => id));
  });
});

/** One connection of a single tunnel. */
const account1 = (): Simulator =>
  createSimulator({
    regionId: REGION,
    now: NOW,
    gateways: [{ id: 'vpn-1' }],
    connections: [{ id: 'vco-1', gatewayId: 'vpn-1', mode: 'single' }],
  });

describe('availability', () => {
  test('adds up, and turns into lists', async () => {
    await using account = await served();
    const { cloud, monitor } = account;
    cloud
      .tunnel('tun-1')
      .down({ at: at(60.3) })
      .up({ at: at(80.5) });
    cloud
      .tunnel('tun-2')
      .down({ at: at(70) })
      .up({ at: at(71) });
    cloud.connection('vco-single').down({ at: at(340), phase: 'phase2' });
    const availability = await pastOf(monitor, START, NOW).availability();
    expect(inconsistencies(availability)).toEqual([]);
    const { tunnels, connections } = availability;
    expect(connections.get('vco-dual')).toMatchObject({
      downMs: MINUTE,
      degradedMs: 19.2 * MINUTE,
      unknownMs: 0,
      outages: [{ from: at(70), to: at(71), durationMs: MINUTE }],
    });
    expect(tunnels.get('vco-single')?.outages).toEqual([{ from: at(340), durationMs: 20 * MINUTE, phase: 'phase2' }]);
    expect(Object.keys(JSON.parse(JSON.stringify(availability)) as object)).toEqual(['from', 'to', 'tunnels', 'connections']);
    expect(Object.isFrozen(availability) && Object.isFrozen(connections.get('vco-dual')?.spans)).toBe(true);
  });

  test('is unknown before anything was heard', async () => {
    const cloud = createSimulator({
      regionId: REGION,
      now: NOW,
      gateways: [{ id: 'vpn-1' }],
      connections: [{ id: 'vco-1', gatewayId: 'vpn-1', mode: 'single', since: at(300) }],
    });
    await using account = await served(cloud);
    const availability = await pastOf(account.monitor, START, NOW).availability();
    expect(inconsistencies(availability)).toEqual([]);
    expect(availability.tunnels.get('vco-1')).toMatchObject({ unknownMs: 300 * MINUTE, upMs: 60 * MINUTE, ratio: 1 });
    const before = await pastOf(account.monitor, START, at(200)).availability();
    expect(before.tunnels.get('vco-1')).toMatchObject({
      unknownMs: 200 * MINUTE,
      ratio: undefined,
      outages: [],
      spans: [{ state: 'unknown', from: START, to: at(200) }],
    });
  });
});

describe('asking', () => {
  test('shares requests, and asks for events once', async () => {
    const connections = Array.from({ length: 60 }, (_, index) => ({ id: `vco-${index}`, gatewayId: 'vpn-1' }));
    const cloud = createSimulator({ regionId: REGION, now: NOW, gateways: [{ id: 'vpn-1' }], connections });
    await using account = await served(cloud);
    await transitionsOf(account.monitor.history(account.monitor.fleet()).last('2h'));
    // Of 120 tunnels 134 to 137 periods, 1440 points a page: no fewer pages hold them.
    expect(countOf(cloud, 'DescribeMetricList')).toBeLessThanOrEqual(13 + 1);
    expect(countOf(cloud, 'DescribeVpnConnections')).toBe(2);
    expect(countOf(cloud, 'DescribeSystemEventAttribute')).toBe(1);
  });

  test('says how far it is, whatever the listener does', async () => {
    const errors: unknown[] = [];
    const logger: Partial<Logger> = { error: (message) => errors.push(message) };
    await using account = await served(account1(), { logger });
    const said: HistoryProgress[] = [];
    const history = account.monitor.history(account.monitor.fleet()).last('5d');
    await history.progress((one) => said.push(one)).availability();
    expect(said.at(-1)).toEqual({ fetched: said.at(-1)?.planned, planned: said.at(-1)?.planned, at: NOW });
    expect(said.map(({ at: time }) => time)).toEqual(said.map(({ at: time }) => time).toSorted((a, b) => a - b));
    expect(said.length).toBeGreaterThan(5);
    expect(errors).toEqual([]);
    await history
      .progress(() => {
        throw new Error('a bar that breaks');
      })
      .availability();
    await history.progress(() => Promise.reject(new Error('a bar that breaks later'))).availability();
    expect(errors.length).toBeGreaterThan(10);
  });

  test('ends at once when it is aborted, with the reason', async () => {
    await using account = await served(account1());
    const { cloud, monitor } = account;
    const controller = new AbortController();
    cloud.fail({ kind: 'hang', action: 'DescribeMetricList', times: Infinity });
    const reading = monitor.history(monitor.fleet()).signal(controller.signal).availability();
    setTimeout(() => {
      controller.abort(new Error('enough'));
    }, 50);
    await expect(reading).rejects.toThrow('enough');
    await expect(transitionsOf(monitor.history(monitor.fleet()).signal(AbortSignal.abort(new Error('before'))))).rejects.toThrow('before');
  });

  test('ends when the reader leaves, and with the monitor', async () => {
    await using account = await served();
    const { cloud, monitor } = account;
    cloud.tunnel('tun-1').flap({ every: '5m', at: NOW - 30 * 24 * HOUR });
    for await (const one of monitor.history(monitor.fleet()).last('31d')) {
      expect(one.type).toBeDefined();
      break;
    }
    const { length } = cloud.calls;
    expect(length).toBeLessThan(60);
    cloud.fail({ kind: 'hang', action: 'DescribeMetricList', times: Infinity });
    const reading = monitor.history(monitor.fleet()).availability();
    setTimeout(() => void monitor.close(), 50);
    await expect(reading).rejects.toThrow('the monitor was closed');
    await expect(transitionsOf(monitor.history(monitor.fleet()))).rejects.toMatchObject({ code: 'config' });
  });

  test.each([
    ['DescribeMetricList', 5],
    ['DescribeSystemEventAttribute', 12],
  ] as const)('throws what fails half-way of %s after the transitions before it', async (action, skip) => {
    await using account = await served(account1());
    const { cloud, monitor } = account;
    cloud.connection('vco-1').flap({ every: '3h', at: NOW - 9 * 24 * HOUR });
    cloud.fail({ status: 500, action, skip, times: Infinity });
    const told: string[] = [];
    const reading = (async () => {
      for await (const one of monitor.history(monitor.fleet()).last('10d')) told.push(line(one));
    })();
    await expect(reading).rejects.toMatchObject({ code: 'server' });
    expect(told.length).toBeGreaterThan(10);
    await expect(monitor.history(monitor.fleet()).last('10d').availability()).rejects.toMatchObject({ code: 'server' });
  });

  test('does with ids where connections must not be listed', async () => {
    const warnings: unknown[] = [];
    await using account = await served(account1(), { logger: { warn: (message) => warnings.push(message) } });
    const { cloud, monitor } = account;
    cloud
      .connection('vco-1')
      .down({ at: at(100) })
      .up({ at: at(110) });
    cloud.fail({ code: 'Forbidden.RAM', status: 403, action: 'DescribeVpnConnections', times: Infinity });
    const history = monitor.history(monitor.gateway('vpn-1').connection('vco-1')).between(START, NOW);
    expect((await transitionsOf(history)).map(line)).toEqual([
      '07:40:00 tunnel:down vco-1',
      '07:40:00 connection:down vco-1',
      '07:50:00 tunnel:up vco-1',
      '07:50:00 connection:up vco-1',
    ]);
    expect(warnings).toHaveLength(1);
    await expect(monitor.history(monitor.fleet()).availability()).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('says what does not exist', async () => {
    const warnings: unknown[] = [];
    await using account = await served(account1(), { logger: { warn: (message) => warnings.push(message) } });
    const { monitor } = account;
    const gone = [monitor.connection('vco-gone'), monitor.gateway('vpn-gone'), monitor.tunnel('tun-gone')];
    for (const target of gone) await expect(transitionsOf(monitor.history(target))).rejects.toMatchObject({ code: 'not-found' });
    await expect(monitor.history(gone).availability()).rejects.toMatchObject({ code: 'not-found' });
    expect(warnings).toEqual([]);
    const { tunnels } = await monitor
      .history([monitor.connection('vco-1'), monitor.connection('vco-gone')])
      .last('1h')
      .availability();
    expect([...tunnels.keys()]).toEqual(['vco-1']);
    expect(warnings).toHaveLength(1);
  });
});

describe('what makes no sense is refused at once', () => {
  const monitor = new VpnMonitor({ regionId: REGION, transport: { call: () => Promise.reject(new Error('nothing is asked')) } });
  const of = (options: object) => () => monitor.history(monitor.fleet(), options);
  test.each([
    [of({ stalAfterMs: 1 }), TypeError, "history() has no option 'stalAfterMs'; did you mean staleAfterMs?"],
    [of({ sources: ['topology'] }), RangeError, "sources holds 'topology', which is none of metrics, events"],
    [of({ sources: [] }), RangeError, 'sources must hold one or more of metrics, events'],
    [of({ sources: 'events' }), TypeError, "sources must be a list of metrics, events, not 'events'"],
    [of({ staleAfterMs: -1 }), RangeError, 'staleAfterMs -1 must be 1 or more milliseconds'],
    [of({ staleAfterMs: 30_000 }), RangeError, 'staleAfterMs 30000 is shorter than the period of 60 s'],
    [of({ confirm: { down: 0 } }), RangeError, 'confirm.down 0 must be a whole number of at least 1'],
    [of({ confirm: { downs: 2 } }), TypeError, 'downs'],
    [of({ confirm: { down: 2 }, sources: ['events'] }), RangeError, 'needs the source metrics'],
    [() => monitor.history([] as never), Error, 'history()'],
    [() => monitor.history('vco-1' as never), TypeError, 'history() takes scopes'],
    [() => monitor.history(monitor.fleet()).last('soon' as never), TypeError, 'soon'],
    [() => monitor.history(monitor.fleet()).between(5, 5), RangeError, 'before end'],
    [() => monitor.history(monitor.fleet()).period(90), RangeError, 'period 90'],
    [
      () => monitor.history(monitor.fleet(), { staleAfterMs: 600_000 }).period(3600),
      RangeError,
      'staleAfterMs 600000 is shorter than the period of 3600 s',
    ],
    [() => monitor.history(monitor.fleet()).signal({} as never), TypeError, 'AbortSignal'],
    [() => monitor.history(monitor.fleet()).progress(undefined as never), TypeError, 'progress() takes a function'],
  ] as const)('%#', (make, type, message) => {
    expect(make).toThrow(type);
    expect(make).toThrow(message);
  });

  test('and what lies in the future before anything is asked', async () => {
    const history = monitor.history(monitor.fleet()).between(Date.now() + HOUR, Date.now() + 2 * HOUR);
    await expect(transitionsOf(history)).rejects.toThrow('lies in the future');
    expect(monitor.usage().callsByOperation).toEqual({});
  });
});

test('refinements make new queries, and show nothing of the monitor', () => {
  const monitor = new VpnMonitor({ regionId: REGION, credentials: { accessKeyId: 'an-id', accessKeySecret: 'a-marked-secret' } });
  const history = monitor.history(monitor.fleet());
  for (const other of [
    history.last('1h'),
    history.between(1, 2),
    history.period(300),
    history.signal(new AbortController().signal),
    history.progress(() => undefined),
  ])
    expect(other).not.toBe(history);
  expect(inspect(history, { depth: 9, showHidden: true }) + JSON.stringify(history)).not.toContain('a-marked-secret');
});
