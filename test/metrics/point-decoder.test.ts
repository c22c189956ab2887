import { expect, test } from 'vitest';
import { metricSpec } from '../../src/catalog/index.ts';
import { descriptionsFrom, catalogDescriptions } from '../../src/metadata/metric-description.ts';
import { PointDecoder } from '../../src/metrics/point-decoder.ts';
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
const row = (timestamp: unknown, Average: unknown, more: object = {}): object => ({ timestamp, userId: '1', instanceId: 'vpn-1', tunnelId: 'tun-1', Average, ...more });
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
  expect(tunnels().decode([row(1, 2), row(2, -1)]).map((point) => [point.value, point.state])).toEqual([
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
  expect(decoder.decode([{ timestamp: 1, instanceId: 'vpn-1', SampleCount: 3, Sum: 9 }])).toMatchObject([{ value: 3, statistics: { sum: 9 } }]);
});

test('without metadata the first readable row decides the statistic of its series for good', () => {
  const decoder = new PointDecoder(catalogDescriptions(spec('net_rx.rate')), [gateway('net_rx.rate')]);
  const rows = [{ Value: '' }, { Value: 5 }, { Value: 6, Average: 1 }, { Average: 7 }].map((values, at) => ({ timestamp: at, instanceId: 'vpn-1', ...values }));
  expect(decoder.decode(rows).map((point) => point.value)).toEqual([5, 6]);
  expect(decoder.skipped.withoutValue).toBe(2);
});

test.each([[null], ['row'], [1], [{}], [row('', 1)], [row('soon', 1)], [row(null, 1)]])('the malformed row %j is skipped and counted', (item) => {
  const decoder = tunnels();
  expect(decoder.decode([item])).toEqual([]);
  expect(decoder.skipped.malformed).toBe(1);
});

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
  expect(decoder.decode([row(1, '', { Minimum: 1, Maximum: 9 }), row(2, 5, { Minimum: 1, Maximum: 9 })]).map((point) => point.value)).toEqual([5]);
  expect(decoder.skipped.withoutValue).toBe(1);
});
