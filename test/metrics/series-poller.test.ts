import { type ApiRequest, Quantity, type Transport, VpnMonitor } from 'alicloud-vpn-monitor';
import { createSimulator, type DataOptions, type SimulatorOptions } from 'alicloud-vpn-monitor/testing';
import { describe, expect, test } from 'vitest';
import { type MetricSpec, metricSpec } from '../../src/catalog/index.ts';
import { safeLogger } from '../../src/internal/logger.ts';
import { type MetadataOption, metadataSource } from '../../src/metadata/index.ts';
import { FilterMemory, MetricQuery, type QueryContext, type SelectedSeries } from '../../src/metrics/index.ts';
import { type PolledSeries, polledSeries, readSeriesRange, SeriesPoller, type TaggedSeries } from '../../src/metrics/polling/index.ts';
import { countSeries, seriesOfConnection } from '../../src/scopes/index.ts';
import { createCaller } from '../../src/transport/index.ts';
import { directTransport } from '../support/direct-transport.ts';
import { metadataAnswer, metricAnswer, ScriptedTransport } from '../support/scripted-transport.ts';

const NOW = Date.UTC(2026, 0, 31, 12);
const MINUTE = 60_000;
const FOREVER = new AbortController().signal;
type Answer = object | ((request: ApiRequest) => object | Promise<object>);
type Row = Readonly<Record<string, unknown>>;

/** What reads, and counts its calls. */
function contextOf(transport: Transport, clock: QueryContext['clock'], metadata: MetadataOption = 'live') {
  const logger = safeLogger();
  const caller = createCaller({
    transport,
    attemptTimeoutMs: 10_000,
    totalTimeoutMs: 10_000,
    maxRetries: 0,
    requestsPerSecond: 100_000,
    logger,
    clock,
  });
  const context: QueryContext = {
    caller,
    regionId: 'cn-hangzhou',
    metadata: metadataSource(metadata, caller, logger, FOREVER),
    memory: new FilterMemory(),
    clock,
    logger,
    closed: FOREVER,
  };
  const calls = (): number => caller.usage().callsByOperation['DescribeMetricLast'] ?? 0;
  return { context, calls };
}

type Values = ReadonlyMap<string, readonly [timestamp: number, value: number]>;
const inOrder = (values: Values): unknown => [...values].sort(([a], [b]) => a.localeCompare(b));

async function taken(latest: SeriesPoller<string>, into = new Map<string, readonly [number, number]>()): Promise<Values> {
  await latest.read((id, timestamp, value) => into.set(id, [timestamp, value]), FOREVER);
  return into;
}

async function asked(context: QueryContext, selected: SelectedSeries): Promise<Values> {
  const points = await new MetricQuery(context, () => Promise.resolve(selected)).latest();
  return new Map(points.map(({ resource, timestamp, value }) => [resource.tunnelId ?? resource.connectionId ?? '', [timestamp, value]]));
}

describe('the same values as the query, for as many calls', () => {
  const fleet = (connections: number, mode: 'single' | 'dual', place: 'gateway' | 'router'): Partial<SimulatorOptions> => ({
    gateways: [{ id: 'vpn-1' }, { id: 'vpn-2' }],
    connections: Array.from({ length: connections }, (_, index) => ({
      id: `vco-${index}`,
      mode,
      bgp: true,
      ...(place === 'gateway' ? { gatewayId: `vpn-${(index % 2) + 1}` } : { transitRouterId: 'tr-1' }),
    })),
  });
  const data: Readonly<Record<string, DataOptions>> = {
    plain: {},
    'with gaps': { missing: 0.2, blank: 0.1 },
    twice: { duplicate: 0.5 },
    'in any order': { unordered: true },
  };
  const cases = (['single', 'dual'] as const).flatMap((mode) =>
    (['gateway', 'router'] as const).flatMap((place) => [3, 70].map((count) => [count, mode, place] as const)),
  );

  test.each(cases)('of %d connections of mode %s on a %s', async (count, mode, place) => {
    for (const [name, options] of Object.entries(data)) {
      for (const metadata of ['live', 'catalog'] as const) {
        const cloud = createSimulator({
          regionId: 'cn-hangzhou',
          now: NOW,
          credentials: 'any',
          data: options,
          ...fleet(count, mode, place),
        });
        const transport = directTransport(cloud);
        const monitor = new VpnMonitor({ regionId: 'cn-hangzhou', transport, clock: cloud.clock, requestsPerSecond: 100_000 });
        const connections = await monitor.topology.connections().toArray();
        for (const quantity of [Quantity.State, Quantity.BgpState]) {
          const series = connections
            .flatMap((connection) => seriesOfConnection(connection, quantity, new Map()))
            .map((one): TaggedSeries<string> => ({ ...one, tag: one.resource.tunnelId ?? one.resource.connectionId ?? '' }));
          expect(series.length).toBeGreaterThanOrEqual(count);
          const regionSeries = (spec: MetricSpec): number => countSeries(connections, spec);
          const [own, other] = [contextOf(transport, cloud.clock, metadata), contextOf(transport, cloud.clock, metadata)];
          const latest = new SeriesPoller(own.context, polledSeries(series), regionSeries);
          for (let minute = 0; minute < 3; minute++) {
            const [values, expected] = [await taken(latest), await asked(other.context, { selections: series, regionSeries })];
            expect(inOrder(values), `${name} ${metadata}`).toEqual(inOrder(expected));
            expect(own.calls(), `${name} ${metadata}`).toBe(other.calls());
            cloud.advance(MINUTE);
          }
        }
      }
    }
  });
});

const STATE = metricSpec('tun.state')!;
const METADATA = metadataAnswer(['tun.state', 'userId,instanceId,tunnelId', 'Average']);
const seriesFor = (count: number): TaggedSeries<string>[] =>
  Array.from({ length: count }, (_, index) => ({
    spec: STATE,
    tag: `tun-${index + 1}`,
    resource: { attachedTo: 'vpn-gateway', gatewayId: 'vpn-1', connectionId: 'vco-1', tunnelId: `tun-${index + 1}` },
  }));
const row = (tunnel: number, Average: unknown = 1, more: Row = {}): Row => ({
  timestamp: NOW,
  userId: '1',
  instanceId: 'vpn-1',
  tunnelId: `tun-${tunnel}`,
  Average,
  ...more,
});

interface ReadingOptions {
  readonly regionSeries?: number;
  readonly metadata?: object | 'catalog';
  readonly series?: readonly PolledSeries<string>[];
  readonly ranges?: readonly Answer[];
  readonly warn?: QueryContext['logger']['warn'];
}

/** A reader of tunnels that is answered so. */
function reading(
  count: number,
  answers: readonly Answer[],
  { regionSeries, metadata = METADATA, series = polledSeries(seriesFor(count)), ranges = [], warn = () => undefined }: ReadingOptions = {},
) {
  let now = NOW;
  const transport = new ScriptedTransport({
    DescribeMetricMetaList: metadata === 'catalog' ? [] : metadata,
    DescribeMetricLast: answers,
    DescribeMetricList: ranges,
  });
  const {
    context: { logger, ...rest },
    calls,
  } = contextOf(transport, { now: () => now }, metadata === 'catalog' ? 'catalog' : 'live');
  const context = { ...rest, logger: { ...logger, warn } };
  const latest = new SeriesPoller(context, series, regionSeries === undefined ? undefined : () => regionSeries);
  const values = async (): Promise<Readonly<Record<string, number>>> =>
    Object.fromEntries([...(await taken(latest))].map(([id, [, value]]) => [id, value]));
  return { latest, context, calls, values, transport, pass: (ms: number) => (now += ms) };
}
const answering = (...rounds: readonly (readonly unknown[])[]): readonly object[] =>
  rounds.map((rows) => metricAnswer(rows as readonly object[]));

test('rows are told apart whatever their order, and however many they are', async () => {
  const rounds = [
    [row(1, 0), row(2, 1), row(3, 0.5)],
    [row(3, 1), row(1, 0), row(2, 0)],
    [row(2, 1)],
    [row(3, 0), row(2, 0), row(9, 1), row(1, 1)],
    [row(1, 0), row(1, 0), row(2, 1)],
  ];
  const { values } = reading(3, answering(...rounds));
  for (const expected of [
    { 'tun-1': 0, 'tun-2': 1, 'tun-3': 0.5 },
    { 'tun-1': 0, 'tun-2': 0, 'tun-3': 1 },
    { 'tun-2': 1 },
    { 'tun-1': 1, 'tun-2': 0, 'tun-3': 0 },
    { 'tun-1': 0, 'tun-2': 1 },
  ])
    expect(await values()).toEqual(expected);
});

test('of several values of a series the newest is last, and it counts once', async () => {
  const rows = [row(1, 1, { timestamp: NOW - MINUTE }), row(1, 0), row(1, 1, { timestamp: NOW - 2 * MINUTE }), row(2)];
  const { latest } = reading(2, answering(rows, rows));
  for (let round = 0; round < 2; round++) {
    const heard: unknown[] = [];
    expect(await latest.read((id, timestamp, value) => heard.push([id, (timestamp - NOW) / MINUTE, value]), FOREVER)).toEqual({
      count: 2,
      failed: [],
    });
    expect(heard).toEqual([
      ['tun-1', -1, 1],
      ['tun-1', 0, 0],
      ['tun-2', 0, 1],
    ]);
  }
});

test('rows that are nothing, or say nothing, are passed over: of whatever place', async () => {
  const odd = [
    null,
    7,
    'text',
    [],
    {},
    row(1, ''),
    row(1, 1, { timestamp: null }),
    row(1, 'x'),
    row(1, 1, { tunnelId: null }),
    row(1, 1, { tunnelId: 12 }),
  ];
  const { values } = reading(2, answering([...odd, row(1, '0'), row(2)], [row(2, '0.5'), ...odd, row(1, 1, { timestamp: String(NOW) })]));
  expect(await values()).toEqual({ 'tun-1': 0, 'tun-2': 1 });
  expect(await values()).toEqual({ 'tun-1': 1, 'tun-2': 0.5 });
});

describe('the statistic that a series is read by', () => {
  const bare = (tunnel: number, at: number, more: Row): Row => ({
    timestamp: NOW + at * MINUTE,
    userId: '1',
    instanceId: 'vpn-1',
    tunnelId: `tun-${tunnel}`,
    ...more,
  });

  test('without metadata the rows say which is meant', async () => {
    expect(
      await reading(2, answering([bare(1, 0, { Minimum: 0, Value: 1 }), bare(2, 0, { Minimum: 0, Value: 1 })]), {
        metadata: 'catalog',
      }).values(),
    ).toEqual({ 'tun-1': 1, 'tun-2': 1 });
    expect(await reading(1, answering([bare(1, 0, { Minimum: 0, Maximum: 1 })]), { metadata: 'catalog' }).values()).toEqual({ 'tun-1': 0 });
  });

  test('a series is never read by two', async () => {
    const { values } = reading(
      1,
      answering([bare(1, 0, { Minimum: 0, Value: 1 })], [bare(1, 1, { Minimum: 0 })], [bare(1, 2, { Minimum: 0, Value: 1 })]),
      { metadata: 'catalog' },
    );
    expect([await values(), await values(), await values()]).toEqual([{ 'tun-1': 1 }, {}, { 'tun-1': 1 }]);
  });

  test('where the rows of a series never carry the listed one, it is what they carry, with one warning', async () => {
    const warnings: unknown[] = [];
    const rounds = [0, 1, 2, 3].map((at) => [
      bare(1, at, { Maximum: 1, Value: 0 }),
      bare(2, at, { Average: 1, Value: 0 }),
      bare(3, at, { Average: '', Value: 0 }),
    ]);
    const { values } = reading(3, answering(...rounds), { warn: (message, fields) => warnings.push([message, fields]) });
    expect([await values(), await values()]).toEqual([{ 'tun-2': 1 }, { 'tun-2': 1 }]);
    expect([await values(), await values()]).toEqual([
      { 'tun-1': 0, 'tun-2': 1, 'tun-3': 0 },
      { 'tun-1': 0, 'tun-2': 1, 'tun-3': 0 },
    ]);
    expect(warnings).toEqual([[expect.stringContaining('statistic'), { metric: 'tun.state', listed: 'Average', readBy: 'Value' }]]);
  });

  test('a few rows that lack it, or one that is repeated, let no other in', async () => {
    const lacking = (at: number): Row => bare(1, at, { Value: 0 });
    const { values } = reading(
      1,
      answering(
        [lacking(0)],
        [lacking(0)],
        [lacking(0)],
        [lacking(1)],
        [bare(1, 2, { Average: 1, Value: 0 })],
        [lacking(3)],
        [lacking(4)],
        [lacking(5)],
      ),
    );
    for (const expected of [{}, {}, {}, {}, { 'tun-1': 1 }, {}, {}, {}]) expect(await values()).toEqual(expected);
  });

  test('what a series is read by stays with it when another reader takes it on', async () => {
    const own = polledSeries(seriesFor(1));
    const rounds = answering(...[0, 1, 2, 3].map((at) => [bare(1, at, { Value: at })]));
    const { context, values } = reading(1, rounds, { series: own });
    for (const expected of [{}, {}, { 'tun-1': 2 }]) expect(await values()).toEqual(expected);
    expect([...(await taken(new SeriesPoller(context, own, undefined))).values()]).toEqual([[NOW + 3 * MINUTE, 3]]);
  });

  test('a range is read by the same', async () => {
    const own = polledSeries(seriesFor(2));
    const at = (minute: number): readonly Row[] => [bare(1, minute, { Value: 0 }), bare(2, minute, { Average: 1, Value: 0 })];
    const { context, values, transport } = reading(2, answering(at(0), at(1), at(2)), {
      series: own,
      ranges: answering(
        [bare(1, 3, { Value: 0 }), bare(1, 4, { Average: 1 })],
        [bare(2, 3, { Average: 1, Value: 0 }), bare(2, 4, { Value: 0 })],
      ),
    });
    for (let round = 0; round < 3; round++) await values();
    const points: unknown[] = [];
    const range = { series: own, regionSeries: undefined, start: NOW + 2 * MINUTE, end: NOW + 4 * MINUTE };
    expect(
      await readSeriesRange(
        context,
        range,
        (page) => points.push(...page.map(({ resource, timestamp, value }) => [resource.tunnelId, (timestamp - NOW) / MINUTE, value])),
        FOREVER,
      ),
    ).toEqual({ count: 2, failed: [] });
    expect(points).toEqual([
      ['tun-1', 3, 0],
      ['tun-2', 3, 1],
    ]);
    expect(transport.sent('DescribeMetricList')).toHaveLength(2);
  });
});

test('a page more is read', async () => {
  const { values } = reading(3, [
    metricAnswer([row(1), row(2)]),
    metricAnswer([row(1)], { NextToken: 'A' }),
    metricAnswer([], { NextToken: 'B' }),
    metricAnswer([row(3, 0), row(2, 0)]),
  ]);
  expect(await values()).toEqual({ 'tun-1': 1, 'tun-2': 1 });
  expect(await values()).toEqual({ 'tun-1': 1, 'tun-2': 0, 'tun-3': 0 });
});

test('how many series an account has is learned, and asked for otherwise where that is cheaper', async () => {
  // Of 120 tunnels the account-wide answer is one page as far as is known, but it turns out to be seven.
  const pages = Array.from({ length: 7 }, (_, page) =>
    metricAnswer(
      Array.from({ length: 1440 }, (_, index) => row(page * 1440 + index + 1)),
      page < 6 ? { NextToken: `T${page}` } : {},
    ),
  );
  const batch = ({ params }: ApiRequest): object =>
    metricAnswer((JSON.parse(params['Dimensions'] as string) as Row[]).map((entry) => ({ ...row(1, 0), ...entry })));
  const { values, calls, context } = reading(120, [...pages, batch, batch, batch, batch, batch, batch]);
  expect(Object.keys(await values())).toHaveLength(120);
  expect(calls()).toBe(7);
  expect(context.memory.accountSeries((await context.metadata.describe())(STATE))).toBe(10_080);
  for (const expected of [10, 13]) {
    expect(new Set(Object.values(await values()))).toEqual(new Set([0]));
    expect(calls()).toBe(expected);
  }
});

test('two batches that are answered at once are not mixed up', async () => {
  const answer = async ({ params }: ApiRequest): Promise<object> => {
    const entries = JSON.parse(params['Dimensions'] as string) as Row[];
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
    return metricAnswer(entries.map((entry) => ({ ...row(1, Number(String(entry['tunnelId']).slice(4))), ...entry })));
  };
  const { values } = reading(
    120,
    Array.from({ length: 15 }, () => answer),
    { regionSeries: 100_000 },
  );
  for (let round = 0; round < 5; round++)
    expect(await values()).toEqual(Object.fromEntries(seriesFor(120).map(({ tag }, index) => [tag, index + 1])));
});

test('where one batch fails, the others are read all the same, the result says which failed, and the next read is right', async () => {
  const failing = { Code: '500', Success: false, Message: 'boom' };
  const answer = ({ params }: ApiRequest): object =>
    metricAnswer((JSON.parse(params['Dimensions'] as string) as Row[]).map((entry) => ({ ...row(1, 0), ...entry })));
  const later = async (request: ApiRequest): Promise<object> => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return answer(request);
  };
  const { latest, values } = reading(120, [answer, failing, later, answer, answer, answer], { regionSeries: 100_000 });
  const heard = new Map<string, readonly [number, number]>();
  const { count, failed } = await latest.read((id, timestamp, value) => heard.set(id, [timestamp, value]), FOREVER);
  expect([count, failed.map(({ error, isDivisible, series }) => [error, isDivisible, series.map(({ tag }) => tag)])]).toEqual([
    70,
    [
      [
        expect.objectContaining({ code: 'server' }),
        true,
        seriesFor(100)
          .slice(50)
          .map(({ tag }) => tag),
      ],
    ],
  ]);
  expect([...heard.keys()].sort()).toEqual(
    seriesFor(120)
      .filter((_, index) => index < 50 || index >= 100)
      .map(({ tag }) => tag)
      .sort(),
  );
  expect(Object.keys(await values())).toHaveLength(120);
});

test('an account-wide answer may break off and be read to its end the next time', async () => {
  const { latest, values } = reading(2, [
    metricAnswer([row(1, 0)], { NextToken: 'A' }),
    { Code: '500', Success: false },
    metricAnswer([row(2, 0), row(1)]),
  ]);
  const heard = new Map<string, readonly [number, number]>();
  const { failed } = await latest.read((id, timestamp, value) => heard.set(id, [timestamp, value]), FOREVER);
  expect(failed.map(({ error, series }) => [error, series.length])).toEqual([[expect.objectContaining({ code: 'server' }), 2]]);
  expect([...heard.keys()]).toEqual(['tun-1']);
  expect(await values()).toEqual({ 'tun-1': 1, 'tun-2': 0 });
});

describe('what is not recognised', () => {
  test('where there is no data it is asked for in other ways once in ten minutes', async () => {
    const { values, calls, pass } = reading(
      1,
      Array.from({ length: 60 }, () => metricAnswer([])),
    );
    for (let minute = 0; minute < 20; minute++) {
      expect(await values()).toEqual({});
      pass(MINUTE);
    }
    // Each time the query itself, and the three filters that are wider.
    expect(calls()).toBeLessThanOrEqual(20 + 2 * (1 + 3));
  });

  test('rows that do not name their resource are read each time, by the query', async () => {
    const anonymous = { timestamp: NOW, userId: '1', Average: 1 };
    const { values, calls, pass } = reading(
      1,
      Array.from({ length: 60 }, () => metricAnswer([anonymous])),
    );
    for (let minute = 0; minute < 21; minute++) {
      expect(await values()).toEqual({ 'tun-1': 1 });
      pass(MINUTE);
    }
    // Every ten minutes it is seen whether the query is still needed.
    expect(calls()).toBe(21 + 3);
  });

  test('when rows name their resource again the query is left', async () => {
    const anonymous = { timestamp: NOW, userId: '1', Average: 1 };
    const { values, calls, pass } = reading(1, [
      ...Array.from({ length: 3 }, () => metricAnswer([anonymous])),
      ...Array.from({ length: 20 }, () => metricAnswer([row(1, 0)])),
    ]);
    expect([await values(), await values()]).toEqual([{ 'tun-1': 1 }, { 'tun-1': 1 }]);
    pass(10 * MINUTE);
    for (let round = 0; round < 3; round++) expect(await values()).toEqual({ 'tun-1': 0 });
    expect(calls()).toBe(6);
  });

  test('a refused filter is widened once', async () => {
    const refused = { Code: '400', Success: false, Message: 'parse param dimensions error' };
    const answer = ({ params }: ApiRequest): object =>
      (params['Dimensions'] as string).includes('tunnelId') ? refused : metricAnswer([row(1), row(2), row(3, 0)]);
    const { values, calls } = reading(
      2,
      Array.from({ length: 9 }, () => answer),
    );
    for (let round = 0; round < 3; round++) expect(await values()).toEqual({ 'tun-1': 1, 'tun-2': 1 });
    expect(calls()).toBe(3 + 2);
  });

  test('a filter that is ignored yields the wanted alone', async () => {
    const { values, calls } = reading(2, answering([row(7, 0), row(2), row(1), row(8, 0)], [row(7, 0), row(1), row(2), row(8, 0)]));
    for (let round = 0; round < 2; round++) expect(await values()).toEqual({ 'tun-1': 1, 'tun-2': 1 });
    expect(calls()).toBe(2);
  });

  test('a key that holds something else is found out, and the filter that works is used from then on', async () => {
    const answer = ({ params }: ApiRequest): object =>
      metricAnswer((params['Dimensions'] as string).includes('instanceId') ? [] : [row(1, 0, { instanceId: 'vco-1' })]);
    const { values, calls } = reading(
      1,
      Array.from({ length: 9 }, () => answer),
    );
    expect(await values()).toEqual({ 'tun-1': 0 });
    const before = calls();
    for (let round = 0; round < 3; round++) expect(await values()).toEqual({ 'tun-1': 0 });
    expect(calls() - before).toBe(3);
  });
});

test('what is said of a metric may change', async () => {
  const transport = new ScriptedTransport({ DescribeMetricLast: answering([row(1, 1, { Value: 0 })], [row(1, 1, { Value: 0 })]) });
  const { context } = contextOf(transport, { now: () => NOW }, 'catalog');
  const rows = metadataSource(
    [
      { Namespace: 'acs_vpn', MetricName: 'tun_state', Dimensions: 'userId,instanceId,tunnelId', Statistics: 'Value', Periods: '60' },
    ] as never,
    context.caller,
    context.logger,
    FOREVER,
  );
  const changing = { ...context, metadata: { describe: () => metadata.describe() } };
  let { metadata } = context;
  const latest = new SeriesPoller(changing, polledSeries(seriesFor(1)), undefined);
  expect([...(await taken(latest)).values()]).toEqual([[NOW, 1]]);
  metadata = rows;
  expect([...(await taken(latest)).values()]).toEqual([[NOW, 0]]);
  expect(transport.sent('DescribeMetricLast').map(({ MetricName }) => MetricName)).toEqual(['tun.state', 'tun_state']);
});

test('without series nothing is asked', async () => {
  const { values, calls } = reading(0, []);
  expect(await values()).toEqual({});
  expect(calls()).toBe(0);
});
