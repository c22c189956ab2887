import { expect, test } from 'vitest';
import { safeLogger } from '../../src/internal/logger.ts';
import { FREE_PER_MONTH, UsageMeter } from '../../src/transport/usage.ts';

const HOUR = 3_600_000;
const silent = safeLogger();

test('only the four metric queries are billable', () => {
  const meter = new UsageMeter({ now: () => 1_000 }, silent);
  for (const action of [
    'DescribeMetricList',
    'DescribeMetricLast',
    'DescribeMetricData',
    'DescribeMetricTop',
    'DescribeMetricMetaList',
    'Cursor',
    'DescribeVpnGateways',
    'DescribeMetricList',
  ])
    meter.count(action);
  expect(meter.read()).toMatchObject({
    since: 1_000,
    attempts: 8,
    billableCalls: 5,
    freePerMonth: 1_000_000,
    callsByOperation: { DescribeMetricList: 2, Cursor: 1 },
  });
});

test('the projection scales the billable calls to thirty days', () => {
  let now = 0;
  const meter = new UsageMeter({ now: () => now }, silent);
  for (let call = 0; call < 60; call += 1) meter.count('DescribeMetricLast');
  now = HOUR;
  expect(meter.read().projectedPerMonth).toBe(60 * 24 * 30);
  now = 2 * HOUR;
  expect(meter.read().projectedPerMonth).toBe(30 * 24 * 30);
});

test('the first minutes, and a clock that runs backwards, are projected as five minutes', () => {
  let now = 10 * HOUR;
  const meter = new UsageMeter({ now: () => now }, silent);
  meter.count('DescribeMetricList');
  expect(meter.read().projectedPerMonth).toBe(12 * 24 * 30);
  now = HOUR;
  expect(meter.read().projectedPerMonth).toBe(12 * 24 * 30);
  expect(meter.read().projectedPerMonth).toBeLessThan(FREE_PER_MONTH);
});

test('a clock that is set back takes nothing from the time that has passed', () => {
  let [now, monotonic] = [100 * HOUR, 5_000];
  const warnings: unknown[] = [];
  const logger = safeLogger({ warn: (_, fields) => warnings.push(fields) });
  const meter = new UsageMeter({ now: () => now }, logger, () => monotonic);
  for (let minute = 0; minute < 600; minute += 1, now += HOUR / 60, monotonic += HOUR / 60) meter.count('DescribeMetricLast');
  const projectedPerMonth = 60 * 24 * 30;
  expect(meter.read()).toMatchObject({ projectedPerMonth });
  // Behind a moment of the run, and behind its start.
  for (const setTo of [101 * HOUR, 0]) {
    now = setTo;
    expect(meter.read()).toMatchObject({ projectedPerMonth, since: 100 * HOUR });
  }
  expect(warnings).toEqual([]);
});

test('a rate that is too high is warned of, although the clock was set back', () => {
  let [now, monotonic] = [100 * HOUR, 0];
  const warnings: unknown[] = [];
  const meter = new UsageMeter({ now: () => now }, safeLogger({ warn: (_, fields) => warnings.push(fields) }), () => monotonic);
  now = 0;
  for (let call = 0; call < 10_000; call += 1, monotonic += 1_000) meter.count('DescribeMetricLast');
  expect(warnings).toHaveLength(1);
});

test('a reading does not change with later calls', () => {
  const meter = new UsageMeter({ now: () => 0 }, silent);
  const before = meter.read();
  meter.count('Cursor');
  expect(before).toMatchObject({ attempts: 0, callsByOperation: {} });
});

test('a rate that exceeds the free calls of a month is warned of once, and not because of one early backfill', () => {
  let now = 0;
  const warnings: unknown[] = [];
  const meter = new UsageMeter({ now: () => now }, safeLogger({ warn: (_, fields) => warnings.push(fields) }));
  for (let call = 0; call < 1_000; call += 1) meter.count('DescribeMetricList');
  expect(meter.read().projectedPerMonth).toBeGreaterThan(FREE_PER_MONTH);
  expect(warnings).toEqual([]);
  now = HOUR;
  for (let call = 0; call < 1_000; call += 1) meter.count('DescribeMetricList');
  expect(warnings).toEqual([
    {
      projectedPerMonth: expect.toSatisfy((calls: number) => calls > FREE_PER_MONTH) as number,
      freePerMonth: FREE_PER_MONTH,
      billableCalls: 1_400,
    },
  ]);
});

test('a rate within the free calls is not warned of', () => {
  let now = 0;
  const warnings: unknown[] = [];
  const meter = new UsageMeter({ now: () => now }, safeLogger({ warn: () => warnings.push(1) }));
  for (let hour = 0; hour < 100; hour += 1, now += HOUR) for (let call = 0; call < 600; call += 1) meter.count('DescribeMetricLast');
  expect(meter.read().projectedPerMonth).toBeLessThan(FREE_PER_MONTH);
  expect(warnings).toEqual([]);
});
