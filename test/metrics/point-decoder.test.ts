import { expect, test } from 'vitest';
import { metricSpec } from '../../src/catalog/index.ts';
import { catalogDescriptions, descriptionsFrom } from '../../src/metadata/metric-description.ts';
import { PointDecoder } from '../../src/metrics/run/point-decoder.ts';
import { StatisticChoice } from '../../src/metrics/run/statistic-choice.ts';
import type { SeriesSelection } from '../../src/metrics/series-selection.ts';

const spec = (name: string) => metricSpec(name)!;
const state = spec('tun.state');
const describe = descriptionsFrom([
  { MetricName: 'tun.state', Dimensions: 'userId,instanceId,tunnelId', Statistics: 'Average,Minimum,Maximum', Periods: '60' },
  { MetricName: 'net_rx.rate', Dimensions: 'userId,instanceId', Statistics: 'Value', Periods: '60' },
  { MetricName: 'ssl_client.count', Dimensions: 'userId,instanceId', Statistics: 'SampleCount,Sum', Periods: '60' },
]);
const tunnel = (id: string): SeriesSelection => ({
  spec: state,
  resource: { attachedTo: 'vpn-gateway', gatewayId: 'vpn-1', connectionId: 'vco-1', tunnelId: id },
});
const gateway = (name: string): SeriesSelection => ({ spec: spec(name), resource: { attachedTo: 'vpn-gateway', gatewayId: 'vpn-1' } });
const row = (timestamp: unknown, Average: unknown, more: object = {}): object => ({
  timestamp,
  userId: '1',
  instanceId: 'vpn-1',
  tunnelId: 'tun-1',
  Average,
  ...more,
});
const carrying = (timestamp: unknown, statistics: object): object => ({
  timestamp,
  userId: '1',
  instanceId: 'vpn-1',
  tunnelId: 'tun-1',
  ...statistics,
});
const tunnels = (): PointDecoder => new PointDecoder(describe(state), [tunnel('tun-1'), tunnel('tun-2')]);

test('a row becomes a point with its resource, statistics, dimensions and state', () => {
  const [point] = tunnels().decode([row(60_000, 0.5, { Minimum: 0, Maximum: '1' })]);
  expect(point).toEqual({
    metric: 'tun.state',
    quantity: 'state',
    unit: 'state',
    timestamp: 60_000,
    value: 0.5,
    statistics: { average: 0.5, minimum: 0, maximum: 1 },
    state: 'mixed',
    resource: { attachedTo: 'vpn-gateway', gatewayId: 'vpn-1', connectionId: 'vco-1', tunnelId: 'tun-1' },
    dimensions: { userId: '1', instanceId: 'vpn-1', tunnelId: 'tun-1' },
  });
});

test.each([
  [1, 'up'],
  [0, 'down'],
  ['1', 'up'],
  [0.25, 'mixed'],
])('the value %j of a state metric reads %s', (value, expected) => {
  expect(tunnels().decode([row(1, value)])[0]?.state).toBe(expected);
});

test('a value that no state can have has no state', () => {
  expect(
    tunnels()
      .decode([row(1, 2), row(2, -1)])
      .map((point) => [point.value, point.state]),
  ).toEqual([
    [2, undefined],
    [-1, undefined],
  ]);
});

test.each([[''], ['  '], [null], [undefined], ['NaN'], ['n/a'], [Number.NaN], [Number.POSITIVE_INFINITY], [true], [[]], [{}]])(
  'a primary statistic of %j yields no point and is counted',
  (value) => {
    const decoder = tunnels();
    expect(decoder.decode([row(1, value)])).toEqual([]);
    expect(decoder.skipped.withoutValue).toBe(1);
  },
);

test('a row without the primary statistic is skipped even when it has another one', () => {
  const decoder = tunnels();
  expect(decoder.decode([{ ...row(1, undefined), Maximum: 1 }])).toEqual([]);
  expect(decoder.skipped.withoutValue).toBe(1);
});

test('a metric that offers only Value is read from Value', () => {
  const decoder = new PointDecoder(describe(spec('net_rx.rate')), [gateway('net_rx.rate')]);
  expect(decoder.decode([{ timestamp: 1, userId: 7, instanceId: 'vpn-1', Value: '12.5' }])).toMatchObject([
    { value: 12.5, statistics: { value: 12.5 }, dimensions: { userId: '7', instanceId: 'vpn-1' } },
  ]);
});

test('the first listed statistic is read where there is neither Average nor Value', () => {
  const decoder = new PointDecoder(describe(spec('ssl_client.count')), [gateway('ssl_client.count')]);
  expect(decoder.decode([{ timestamp: 1, instanceId: 'vpn-1', SampleCount: 3, Sum: 9 }])).toMatchObject([
    { value: 3, statistics: { sum: 9 } },
  ]);
});

test('without metadata the first readable row decides the statistic of its series for good', () => {
  const decoder = new PointDecoder(catalogDescriptions(spec('net_rx.rate')), [gateway('net_rx.rate')]);
  const rows = [{ Value: '' }, { Value: 5 }, { Value: 6, Average: 1 }, { Average: 7 }].map((values, at) => ({
    timestamp: at,
    instanceId: 'vpn-1',
    ...values,
  }));
  expect(decoder.decode(rows).map((point) => point.value)).toEqual([5, 6]);
  expect(decoder.skipped.withoutValue).toBe(2);
});

test.each([[null], [undefined], ['row'], [1], [{}], [row('', 1)], [row('soon', 1)], [row(null, 1)]])(
  'the malformed row %j is skipped and counted',
  (item) => {
    const decoder = tunnels();
    expect(decoder.decode([item])).toEqual([]);
    expect(decoder.skipped.malformed).toBe(1);
  },
);

test('rows of other resources are dropped, whatever the service was asked', () => {
  const decoder = tunnels();
  const rows = [row(1, 1, { tunnelId: 'tun-9' }), row(1, 1, { instanceId: 'vpn-9' }), row(1, 1), row(1, 1, { vco: 'vco-9' })];
  expect(decoder.decode(rows)).toHaveLength(1);
  expect(decoder.skipped.foreign).toBe(3);
});

test('a row without dimensions belongs to the only resource that was asked for, and to nobody among several', () => {
  const bare = { timestamp: 1, Average: 1 };
  expect(new PointDecoder(describe(state), [tunnel('tun-1')]).decode([bare])).toMatchObject([{ resource: { tunnelId: 'tun-1' } }]);
  const several = tunnels();
  expect(several.decode([bare])).toEqual([]);
  expect(several.skipped.unattributed).toBe(1);
});

test('a row that names a gateway but no tunnel is not taken for a tunnel', () => {
  const decoder = new PointDecoder(describe(state), [tunnel('tun-1')]);
  expect(decoder.decode([{ timestamp: 1, instanceId: 'vpn-1', Average: 1 }])).toEqual([]);
});

test('unordered rows come out ascending and repeated ones once, within a page and across pages', () => {
  const decoder = tunnels();
  expect(decoder.decode([row(3, 1), row(1, 1), row(2, 1), row(1, 1)]).map((point) => point.timestamp)).toEqual([1, 2, 3]);
  expect(decoder.decode([row(2, 1), row(4, 1)]).map((point) => point.timestamp)).toEqual([4]);
});

test('forget() keeps what is newer, and the window drops what is older', () => {
  const decoder = tunnels();
  decoder.decode([row(1, 1), row(2, 1)]);
  decoder.forget(1);
  expect(decoder.decode([row(1, 1), row(2, 1), row(3, 1), row(9, 1)], { start: 1, end: 5 }).map((point) => point.timestamp)).toEqual([3]);
  expect(decoder.skipped.outside).toBe(2);
});

test('interleaved series are kept apart and share one resource and one dimensions object each', () => {
  const rows = [1, 2, 3].flatMap((at) => [row(at, 1), row(at, 0, { tunnelId: 'tun-2' })]);
  const points = tunnels().decode(rows);
  expect(points.map((point) => `${point.timestamp} ${point.resource.tunnelId!} ${point.value}`)).toEqual([
    '1 tun-1 1',
    '1 tun-2 0',
    '2 tun-1 1',
    '2 tun-2 0',
    '3 tun-1 1',
    '3 tun-2 0',
  ]);
  expect(new Set(points.map((point) => point.resource)).size).toBe(2);
  expect(new Set(points.map((point) => point.dimensions)).size).toBe(2);
});

test('series that differ only in an id nobody documented are two series', () => {
  const points = tunnels().decode([row(1, 1, { zoneId: 'a' }), row(1, 0, { zoneId: 'b' }), row(1, 0, { zoneId: 'b' }), row(1, 1)]);
  expect(points.map((point) => point.dimensions['zoneId'])).toEqual(['a', 'b', undefined]);
});

test('a statistic nobody listed, even as text, does not split a series', () => {
  const points = tunnels().decode([row(1, 1, { P95: '7.1', unit: 'x' }), row(2, 1, { P95: '7.2', unit: 'x' }), row(2, 1, { P95: 7.3 })]);
  expect(points.map((point) => point.timestamp)).toEqual([1, 2]);
  expect(points[0]?.dimensions).toEqual({ userId: '1', instanceId: 'vpn-1', tunnelId: 'tun-1' });
});

test('without metadata a blank Average does not let another statistic in', () => {
  const decoder = new PointDecoder(catalogDescriptions(state), [tunnel('tun-1')]);
  expect(
    decoder.decode([row(1, '', { Minimum: 1, Maximum: 9 }), row(2, 5, { Minimum: 1, Maximum: 9 })]).map((point) => point.value),
  ).toEqual([5]);
  expect(decoder.skipped.withoutValue).toBe(1);
});

test('a value that means no state, and a metric that is none, leave no `state` key', () => {
  const decoder = new PointDecoder(describe(spec('net_rx.rate')), [gateway('net_rx.rate')]);
  const points = [...tunnels().decode([row(1, 2)]), ...decoder.decode([{ timestamp: 1, instanceId: 'vpn-1', Value: 1 }])];
  expect(points.map((point) => [point.metric, 'state' in point])).toEqual([
    ['tun.state', false],
    ['net_rx.rate', false],
  ]);
});

test.each([
  ['Average', { average: 1 }],
  ['Minimum', { minimum: 1 }],
  ['Maximum', { maximum: 1 }],
  ['Sum', { sum: 1 }],
  ['Value', { value: 1 }],
])('a row with %s alone has a statistic of that name and no key for the others', (name, statistics) => {
  const decoder = new PointDecoder(catalogDescriptions(state), [tunnel('tun-1')]);
  expect(decoder.decode([{ timestamp: 1, tunnelId: 'tun-1', [name]: 1 }]).map((point) => point.statistics)).toStrictEqual([statistics]);
});

test('the window is open at its start and closed at its end', () => {
  const decoder = tunnels();
  const rows = [1, 2, 3, 4].map((at) => row(at, 1));
  expect(decoder.decode(rows, { start: 1, end: 3 }).map((point) => point.timestamp)).toEqual([2, 3]);
  expect(decoder.skipped.outside).toBe(2);
});

test('points keep the order of an answer that gives one series after the other', () => {
  const rows = [row(1, 1), row(2, 1), row(1, 1, { tunnelId: 'tun-2' }), row(2, 1, { tunnelId: 'tun-2' })];
  expect(
    tunnels()
      .decode(rows)
      .map((point) => `${point.resource.tunnelId!} ${point.timestamp}`),
  ).toEqual(['tun-1 1', 'tun-1 2', 'tun-2 1', 'tun-2 2']);
});

test('a page of nothing but late rows comes out ascending', () => {
  const decoder = tunnels();
  decoder.decode([row(9, 1)]);
  expect(decoder.decode([row(3, 1), row(1, 1), row(2, 1)]).map((point) => point.timestamp)).toEqual([1, 2, 3]);
});

test('what forget() forgot is taken for new where no window drops it, also beside series of other resources', () => {
  const decoder = tunnels();
  decoder.decode([row(1, 1), row(1, 1, { tunnelId: 'tun-9' }), row(2, 1)]);
  decoder.forget(1);
  expect(decoder.decode([row(1, 1), row(2, 1)]).map((point) => point.timestamp)).toEqual([1]);
});

test('series met are counted: all of them, and those that belong to the query', () => {
  const decoder = tunnels();
  expect([decoder.knownSeries, decoder.matchedSeries]).toEqual([0, 0]);
  decoder.decode([row(1, 1), row(1, 1, { tunnelId: 'tun-2' }), row(1, 1, { tunnelId: 'tun-9' }), row(2, 1)]);
  expect([decoder.knownSeries, decoder.matchedSeries]).toEqual([3, 2]);
});

test('rows are told apart by their dimensions in whatever order the series follow one another', () => {
  const decoder = new PointDecoder(describe(state), ['tun-1', 'tun-2', 'tun-3'].map(tunnel));
  const order = [1, 2, 1, 3, 2, 3, 1, 1, 2].map((number, at) => [at, `tun-${number}`] as const);
  const points = decoder.decode(order.map(([at, tunnelId]) => row(at, 1, { tunnelId })));
  expect(points.map((point) => [point.timestamp, point.resource.tunnelId])).toEqual(order);
});

test('a row that shares no dimension with the one before is of another series', () => {
  const rows = ['tun-1', 'tun-2', 'tun-9'].map((tunnelId) => ({ timestamp: 1, tunnelId, Average: 1 }));
  expect(
    tunnels()
      .decode(rows)
      .map((point) => point.resource.tunnelId),
  ).toEqual(['tun-1', 'tun-2']);
});

test('a row with dimensions is not taken for one more of the series without any', () => {
  const decoder = new PointDecoder(describe(state), [tunnel('tun-1')]);
  expect(decoder.decode([{ timestamp: 1, Average: 1 }, row(2, 1, { tunnelId: 'tun-9' })]).map((point) => point.timestamp)).toEqual([1]);
  expect(decoder.skipped.foreign).toBe(1);
});

test('a key without a value does not stand in for a dimension that is missing', () => {
  const decoder = new PointDecoder(describe(state), [tunnel('tun-1')]);
  const { tunnelId: _, ...rest } = row(2, 1) as Record<string, unknown>;
  expect(decoder.decode([row(1, 1), { ...rest, zoneId: undefined }, { ...rest, zoneId: null }]).map((point) => point.timestamp)).toEqual([
    1,
  ]);
  expect(decoder.skipped.unattributed).toBe(2);
});

test.each([[null], [undefined]])('a column that was %j once may carry an id later', (nothing) => {
  const decoder = tunnels();
  expect(decoder.decode([row(1, 1, { vco: nothing }), row(2, 1, { vco: 'vco-9' })]).map((point) => point.timestamp)).toEqual([1]);
  expect(decoder.skipped.foreign).toBe(1);
});

test.each([['timestamp'], ['order'], ['_count'], ['Average'], ['Minimum'], ['Maximum'], ['Sum'], ['Value'], ['Mid']])(
  '%s is no dimension, even where the service lists it as one or its name looks like an id',
  (name) => {
    const described = descriptionsFrom([
      { MetricName: 'tun.state', Dimensions: `userId,tunnelId,${name}`, Statistics: 'Average,Mid', Periods: '60' },
    ]);
    const decoder = new PointDecoder(described(state), [tunnel('tun-1')]);
    const points = decoder.decode([1, 2].map((at) => row(at, 1, name === 'timestamp' ? {} : { [name]: at })));
    expect(points.map((point) => Object.keys(point.dimensions))).toEqual(Array(2).fill(['userId', 'instanceId', 'tunnelId']));
    expect(decoder.knownSeries).toBe(1);
  },
);

test('a number under a name nobody documented is no dimension, nor is one with "id" inside its name', () => {
  const decoder = tunnels();
  const points = decoder.decode([row(1, 1, { P95: 7, bandwidth: 10 }), row(2, 1, { P95: 8, bandwidth: 20 })]);
  expect(points.map((point) => point.dimensions)).toEqual(Array(2).fill({ userId: '1', instanceId: 'vpn-1', tunnelId: 'tun-1' }));
  expect(decoder.knownSeries).toBe(1);
});

test.each([[true], [{}], [['a']]])('an id of %j is no dimension', (zoneId) => {
  const [point] = tunnels().decode([row(1, 1, { zoneId })]);
  expect(point?.dimensions).toEqual({ userId: '1', instanceId: 'vpn-1', tunnelId: 'tun-1' });
});

test('a repeated row is recognised among other series when the first one brought a statistic nobody listed', () => {
  const rows = [row(1, 1, { P95: 7 }), row(1, 1, { P95: 7, tunnelId: 'tun-2' }), row(1, 1, { P95: 7 })];
  expect(
    tunnels()
      .decode(rows)
      .map((point) => point.resource.tunnelId),
  ).toEqual(['tun-1', 'tun-2']);
});

test('a repeated row with its keys in another order is recognised, right after its series or where the order of the series has it', () => {
  const reversed = (item: object): object => Object.fromEntries(Object.entries(item).reverse());
  const second = (at: number): object => row(at, 1, { tunnelId: 'tun-2' });
  const decoder = tunnels();
  expect(decoder.decode([row(1, 1), reversed(row(1, 1)), reversed(row(1, 1, { P95: 7 }))])).toHaveLength(1);
  expect(decoder.decode([second(1), row(2, 1), reversed(second(1))])).toHaveLength(2);
  expect(decoder.knownSeries).toBe(2);
});

test('a repeated row with its keys in another order is recognised wherever it comes among other series', () => {
  const orders = [
    ['userId', 'instanceId', 'tunnelId'],
    ['tunnelId', 'userId', 'instanceId'],
    ['instanceId', 'tunnelId', 'userId'],
    ['tunnelId', 'instanceId', 'userId'],
  ] as const;
  // No sequence is what the one before has led to expect.
  const sequences = [
    [1, 2, 3],
    [3, 2, 1],
    [2, 1, 3],
    [1, 3, 2],
    [3, 1, 2],
  ] as const;
  const written = (order: readonly string[], number: number): object => {
    const dimensions: Readonly<Record<string, string>> = { userId: '1', instanceId: 'vpn-1', tunnelId: `tun-${number}` };
    return { timestamp: 1, ...Object.fromEntries(order.map((name) => [name, dimensions[name]])), Average: 1 };
  };
  for (const first of orders) {
    const decoder = new PointDecoder(
      describe(state),
      [1, 2, 3].map((number) => tunnel(`tun-${number}`)),
    );
    const points = decoder.decode(
      [first, ...orders].flatMap((order, index) => (sequences[index] ?? []).map((number) => written(order, number))),
    );
    expect(points.map(({ resource }) => resource.tunnelId)).toEqual(['tun-1', 'tun-2', 'tun-3']);
    expect([decoder.knownSeries, decoder.matchedSeries]).toEqual([3, 3]);
  }
});

test('a row that lacks a dimension is another series than one that has it, whatever order the dimensions were met in', () => {
  const decoder = new PointDecoder(describe(state), [tunnel('tun-1'), tunnel('tun-2')]);
  const rows = [
    { timestamp: 1, tunnelId: 'tun-1', Average: 1 },
    { timestamp: 1, instanceId: 'vpn-1', tunnelId: 'tun-1', Average: 1 },
    { timestamp: 1, tunnelId: 'tun-2', Average: 1 },
    { timestamp: 1, tunnelId: 'tun-1', instanceId: 'vpn-1', Average: 1 },
    { timestamp: 1, instanceId: 'tun-1', tunnelId: 'vpn-1', Average: 1 },
  ];
  decoder.decode(rows);
  expect(decoder.knownSeries).toBe(4);
});

test('a series whose rows never carry the listed statistic is read by what they carry, and the decoder says so', () => {
  const decoder = tunnels();
  expect(
    decoder
      .decode([carrying(1, { Value: 1 }), carrying(2, { Value: '0' })])
      .map(({ timestamp, value, statistics, state }) => [timestamp, value, statistics, state]),
  ).toEqual([
    [1, 1, { value: 1 }, 'up'],
    [2, 0, { value: 0 }, 'down'],
  ]);
  expect([decoder.otherStatistic, decoder.skipped.withoutValue]).toEqual(['Value', 0]);
});

test.each([
  [{ Sum: 5, Maximum: 4, Minimum: 3, Value: 2 }, 2],
  [{ Sum: 5, Maximum: 4, Minimum: 3 }, 3],
  [{ Sum: 5, Maximum: 4 }, 4],
  [{ Sum: 5 }, 5],
])('of %j the series is read by the value %d', (statistics, value) => {
  expect(tunnels().decode([carrying(1, statistics)])).toMatchObject([{ value }]);
});

test('a metric that lists only what its rows do not carry is read by Average before any other', () => {
  const decoder = new PointDecoder(describe(spec('net_rx.rate')), [gateway('net_rx.rate')]);
  expect(decoder.decode([{ timestamp: 1, instanceId: 'vpn-1', Minimum: 1, Average: 2 }])).toMatchObject([{ value: 2 }]);
});

test.each([
  ['after it', [carrying(1, { Maximum: 9 }), carrying(2, { Average: 1, Maximum: 9 })], [2]],
  ['before it', [carrying(1, { Average: 1, Maximum: 9 }), carrying(2, { Maximum: 9 })], [1]],
  ['around it', [carrying(1, { Maximum: 9 }), carrying(2, { Average: 1 }), carrying(3, { Maximum: 9 })], [2]],
  ['with nothing but a blank', [carrying(1, { Maximum: 9 }), carrying(2, { Average: '', Maximum: 9 })], []],
])('a row without the listed statistic yields no point where a row of its series on the page has it %s', (_where, rows, timestamps) => {
  const decoder = tunnels();
  expect(decoder.decode(rows).map((point) => point.timestamp)).toEqual(timestamps);
  expect([decoder.otherStatistic, decoder.skipped.withoutValue]).toEqual([undefined, rows.length - timestamps.length]);
});

test('rows of other series, outside the window or without a time do not show that a series carries the listed statistic', () => {
  const decoder = tunnels();
  const others = [
    carrying(2, { Average: 1, tunnelId: 'tun-2' }),
    carrying(2, { Average: 1, tunnelId: 'tun-9' }),
    carrying(0, { Average: 1 }),
    carrying(9, { Average: 1 }),
    carrying('soon', { Average: 1 }),
    'row',
  ];
  const points = decoder.decode([carrying(1, { Value: 5 }), ...others], { start: 0, end: 5 });
  expect(points.map(({ resource, value }) => [resource.tunnelId, value])).toEqual([
    ['tun-1', 5],
    ['tun-2', 1],
  ]);
  expect([decoder.knownSeries, decoder.skipped]).toEqual([3, { withoutValue: 0, malformed: 2, foreign: 1, unattributed: 0, outside: 2 }]);
});

test('a series keeps the statistic that it was first read by: later pages never mix another one in', () => {
  const decoder = tunnels();
  expect(decoder.decode([carrying(1, { Value: 5 }), carrying(1, { Average: 0.5, tunnelId: 'tun-2' })])).toHaveLength(2);
  const points = decoder.decode([
    carrying(2, { Average: 1 }),
    carrying(3, { Average: 1, Value: 6 }),
    carrying(2, { Value: 7, tunnelId: 'tun-2' }),
    carrying(3, { Average: 1, Value: 7, tunnelId: 'tun-2' }),
  ]);
  expect(points.map(({ resource, timestamp, value }) => [resource.tunnelId, timestamp, value])).toEqual([
    ['tun-1', 3, 6],
    ['tun-2', 3, 1],
  ]);
  expect(decoder.skipped.withoutValue).toBe(2);
});

test('a page that shows no statistic of a series decides nothing', () => {
  const decoder = tunnels();
  expect(decoder.decode([carrying(1, {}), carrying(2, { P95: 3 })])).toEqual([]);
  expect(decoder.otherStatistic).toBeUndefined();
  expect(decoder.decode([carrying(3, { Average: 1, Maximum: 9 })])).toMatchObject([{ value: 1 }]);
});

test('without metadata nothing is listed, so no statistic is another one', () => {
  const decoder = new PointDecoder(catalogDescriptions(state), [tunnel('tun-1')]);
  expect(decoder.decode([carrying(1, { Maximum: 1 })])).toMatchObject([{ value: 1 }]);
  expect(decoder.otherStatistic).toBeUndefined();
});

test('decoders that share their choice read a series by one statistic', () => {
  const choice = new StatisticChoice();
  const decoder = (): PointDecoder => new PointDecoder(describe(state), [tunnel('tun-1'), tunnel('tun-2')], choice);
  decoder().decode([carrying(1, { Value: 5 }), carrying(1, { Average: 1, tunnelId: 'tun-2' })]);
  const points = decoder().decode([carrying(2, { Average: 1, Value: 6 }), carrying(2, { Value: 7, tunnelId: 'tun-2' })]);
  expect(points.map(({ resource, value }) => [resource.tunnelId, value])).toEqual([['tun-1', 6]]);
});
