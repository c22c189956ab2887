import { type MetricPoint, VpnMonitor } from 'alicloud-vpn-monitor';
import { describe, expect, test } from 'vitest';
import { metricSpec } from '../../src/catalog/index.ts';
import { finiteNumber } from '../../src/internal/records.ts';
import { catalogDescriptions } from '../../src/metadata/metric-description.ts';
import { PolledRows, polledSeries } from '../../src/metrics/polling/polled-series.ts';
import { metadataAnswer, metricAnswer } from '../support/scripted-transport.ts';

const NOW = Date.UTC(2026, 0, 31, 12);
const MINUTE = 60_000;

test.each(['0', '7', '-7', '+7', '0.5', '.5', '5.', '007', '1e3', '1.5E-7', ' 12 '])('%j is a number', (value) => {
  expect(finiteNumber(value)).toBe(Number(value));
});

test.each([
  '',
  ' ',
  '0x1F',
  '0b1',
  '0o7',
  '1,000',
  '1_000',
  'Infinity',
  'NaN',
  '1e999',
  '--1',
  '1.2.3',
  '.',
  'e3',
  '12px',
  '٣',
  [],
  [1],
  {},
  true,
  null,
  undefined,
  Number.NaN,
  Infinity,
])('%j is none', (value) => {
  expect(finiteNumber(value)).toBeUndefined();
});

function setUp(listed: string, rows: readonly object[]) {
  const warnings: unknown[] = [];
  const points = rows.map((statistics, index) => ({
    timestamp: NOW - (rows.length - index) * MINUTE,
    instanceId: 'vpn-1',
    tunnelId: 'tun-1',
    ...statistics,
  }));
  const monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    clock: { now: () => NOW },
    maxRetries: 0,
    logger: { warn: (_, fields) => warnings.push(fields) },
    transport: {
      call: ({ action }) => {
        const results = points.map(({ timestamp, instanceId, tunnelId, ...Measurements }) => ({
          Timestamp: timestamp,
          Dimensions: [
            { Label: 'instanceId', Value: instanceId },
            { Label: 'tunnelId', Value: tunnelId },
          ],
          Measurements,
        }));
        const bodies: Record<string, object> = {
          DescribeMetricMetaList: metadataAnswer(['tun.rx_bps', 'userId,instanceId,tunnelId', listed]),
          DescribeMetricList: metricAnswer(points),
          DescribeMetricLast: metricAnswer(points.slice(-1)),
          DescribeMetricTop: metricAnswer(points.slice(-1)),
          Cursor: { Code: 200, Success: true, Cursor: 'C' },
          BatchExport: { Code: 200, Success: true, HasNext: false, DataResults: results },
        };
        return Promise.resolve({ status: 200, body: bodies[action]! });
      },
    },
  });
  return { warnings, query: monitor.gateway('vpn-1').connection('vco-1').tunnel('tun-1').metric('inboundRate') };
}
const values = async (points: AsyncIterable<MetricPoint>, most = Infinity): Promise<number[]> => {
  const found: number[] = [];
  for await (const { value } of points) if (found.push(value) >= most) break;
  return found;
};

describe('a series that never carries the listed statistic is read by what its rows carry, with one warning', () => {
  const rows = Array.from({ length: 5 }, (_, index) => ({ Average: index }));
  const all = [0, 1, 2, 3, 4];
  test.each([
    ['absent', 'Value', rows],
    ['blank', 'Value', rows.map((row) => ({ ...row, Value: '' }))],
    ['null', 'Value', rows.map((row) => ({ ...row, Value: null }))],
    ['no number', 'Value', rows.map((row) => ({ ...row, Value: '0x1F' }))],
  ])('where it is %s', async (_, listed, given) => {
    const { query, warnings } = setUp(listed, given);
    expect(await values(query)).toEqual(all);
    expect(await values(query.export())).toEqual(all);
    expect(await values(query.last('1h').follow({ lagMs: 0, pollMs: 1 }), 5)).toEqual(all);
    expect(warnings).toEqual([{ metric: 'tun.rx_bps', listed: 'Value', readBy: 'Average' }]);
  });

  test('the newest point and the highest too, where the column is absent', async () => {
    const { query, warnings } = setUp('Value', rows);
    expect(await query.latest()).toMatchObject([{ value: 4 }]);
    expect(await query.top()).toMatchObject([{ value: 4 }]);
    expect(warnings).toHaveLength(1);
  });
});

test('a value that is blank now and then is missing, and not made up from another', async () => {
  const { query } = setUp('Average', [
    { Average: '', Maximum: 9 },
    { Average: 1, Maximum: 9 },
    { Average: '', Maximum: 9 },
    { Average: '', Maximum: 9 },
    { Average: '', Maximum: 9 },
  ]);
  expect(await values(query)).toEqual([1]);
});

test('latest({ maxAgeMs }) leaves out what is older', async () => {
  const { query } = setUp('Average', [{ Average: 1 }]);
  expect(await query.latest({ maxAgeMs: MINUTE })).toHaveLength(1);
  expect(await query.latest({ maxAgeMs: MINUTE - 1 })).toEqual([]);
  expect(await query.latest({ maxAgeMs: undefined })).toHaveLength(1);
  for (const maxAgeMs of [0, -1, Number.NaN, '1m' as unknown as number])
    await expect(query.latest({ maxAgeMs })).rejects.toThrow(/maxAgeMs/);
});

test('columns that are nested deeply or have a toString of their own are no ids', () => {
  const description = catalogDescriptions(metricSpec('tun.state')!);
  const series = polledSeries([{ spec: description.spec, resource: { attachedTo: 'vpn-gateway', tunnelId: 'tun-1' }, tag: 1 }]);
  const taken: number[] = [];
  const rows = new PolledRows(
    { number: 1, description, byId: () => series[0], take: (_, timestamp) => taken.push(timestamp), onOtherStatistic: () => undefined },
    [],
  );
  rows.takePage([
    {
      odd: JSON.parse(`${'['.repeat(10_000)}${']'.repeat(10_000)}`) as unknown,
      other: { toString: 1 },
      tunnelId: 'tun-1',
      timestamp: 5,
      Average: 1,
      Value: 1,
    },
  ]);
  expect(taken).toEqual([5]);
});
