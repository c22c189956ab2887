import { expect, test } from 'vitest';
import { metricSpec } from '../../src/catalog/index.ts';
import { catalogDescriptions } from '../../src/metadata/metric-description.ts';
import { FilterMemory } from '../../src/metrics/filter-memory.ts';
import { type MetricPlan, planMetrics, planSlices } from '../../src/metrics/run/plan.ts';
import type { SeriesSelection } from '../../src/metrics/series-selection.ts';

const HOUR = 3_600_000;
const state = metricSpec('tun.state')!;
const tunnels = (count: number): SeriesSelection[] =>
  Array.from({ length: count }, (_, index) => ({
    spec: state,
    resource: { attachedTo: 'vpn-gateway', gatewayId: `vpn-${index % 7}`, connectionId: `vco-${index >> 1}`, tunnelId: `tun-${index}` },
  }));

function plan(count: number, options: { hours?: number; inAccount?: number; memory?: FilterMemory } = {}): MetricPlan {
  const { hours, inAccount, memory = new FilterMemory() } = options;
  const [found] = planMetrics({
    selected: { selections: tunnels(count), ...(inAccount === undefined ? {} : { regionSeries: () => inAccount }) },
    describe: catalogDescriptions,
    memory,
    period: 60,
    window: hours === undefined ? undefined : { start: 0, end: hours * HOUR },
  });
  return found!;
}
const calls = ({ batches }: MetricPlan): number => batches.reduce((sum, batch) => sum + batch.shape.calls, 0);

test('up to 50 series share one request', () => {
  expect(plan(50).batches).toHaveLength(1);
  expect(plan(50, { inAccount: 1 }).batches[0]?.level).toBe('full');
});

test('beyond 50 the whole account is asked where that takes fewer calls', () => {
  expect(plan(2000).batches.map((batch) => [batch.level, batch.shape.calls])).toEqual([['account', 2]]);
});

test('beyond 50 batches are asked where the account is much larger than the fleet', () => {
  const large = plan(120, { inAccount: 100_000 });
  expect(large.batches.map((batch) => [batch.level, batch.selections.length])).toEqual([
    ['full', 50],
    ['full', 50],
    ['full', 20],
  ]);
});

test('what an account-wide answer counted is remembered', () => {
  const memory = new FilterMemory();
  memory.counted(catalogDescriptions(state), 50_000);
  expect(plan(120, { memory }).batches[0]?.level).toBe('full');
});

test('batches are sized to fill pages: an hour of 240 tunnels takes 10 calls', () => {
  const hour = plan(240, { hours: 1, inAccount: 2000 });
  expect(calls(hour)).toBe(10);
  expect(Math.max(...hour.batches.map((batch) => batch.selections.length))).toBeLessThanOrEqual(50);
});

test('a series named twice is asked once', () => {
  const [only] = planMetrics({
    selected: { selections: [...tunnels(3), ...tunnels(3)] },
    describe: catalogDescriptions,
    memory: new FilterMemory(),
    period: undefined,
    window: undefined,
  });
  expect(only?.selections).toHaveLength(3);
});

test('the slices of every batch cover the window without gap or overlap', () => {
  const day = plan(130, { hours: 24, inAccount: 1_000_000 });
  const window = { start: 30_000, end: 30_000 + 24 * HOUR };
  const slices = planSlices([day], window);
  for (const batch of day.batches) {
    const own = slices.filter((slice) => slice.batch === batch);
    expect(own[0]?.start).toBe(window.start);
    expect(own.at(-1)?.end).toBe(window.end);
    for (const [index, slice] of own.slice(1).entries()) expect(slice.start).toBe(own[index]?.end);
  }
  expect(slices.map((slice) => slice.start)).toEqual(slices.map((slice) => slice.start).sort((a, b) => a - b));
});
