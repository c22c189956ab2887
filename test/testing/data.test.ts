import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSimulator, type DataOptions, type Simulator } from '../../src/testing/index.ts';
import { HOUR, list, listAll, MINUTE, NOW } from './support.ts';

const METRIC = 'tun.rx_bps';
const make = (data: DataOptions = {}, more = {}): Simulator => createSimulator.preset('dual-tunnel', { now: NOW, data, ...more });
const window = { MetricName: METRIC, StartTime: NOW - 10 * HOUR, EndTime: NOW };
const truth = (cloud: Simulator): readonly { timestamp: number; publishedAt: number }[] =>
  cloud.truth.points({ metric: METRIC, start: window.StartTime, end: window.EndTime });
const keys = (points: readonly { timestamp: number; [key: string]: unknown }[]): string[] =>
  points.map((one) => `${String(one['tunnelId'])} ${one.timestamp}`);

describe('points', () => {
  it('are the same for the same seed and others for another', () => {
    const rows = (seed: number): unknown =>
      listAll(make({}, { seed, connections: [{ id: 'vco-a', tunnels: [{ id: 'tun-a' }, { id: 'tun-b' }] }] }), window).points;
    expect(rows(1)).toEqual(rows(1));
    expect(rows(1)).not.toEqual(rows(2));
  });

  it('agree with the truth in every timestamp and value', () => {
    const cloud = make();
    const { points } = listAll(cloud, window);
    cloud.advance('5m');
    const expected = cloud.truth.points({ metric: METRIC, start: window.StartTime, end: NOW - MINUTE });
    expect(points.map((point) => [point['tunnelId'], point.timestamp, point['Average']])).toEqual(
      expected.map((one) => [one.tunnelId, one.timestamp, one.value]),
    );
    expect(points).toHaveLength(2 * 599);
  });

  it('change smoothly and are never 0 while the tunnel is up', () => {
    const values = listAll(make(), window).points.map((point) => Number(point['Average']));
    expect(Math.min(...values)).toBeGreaterThan(0);
    const jumps = values.slice(1).map((value, index) => Math.abs(value - values[index]!));
    expect(Math.max(...jumps.slice(0, 500))).toBeLessThan(400_000);
    expect(new Set(values).size).toBeGreaterThan(1_000);
  });

  it('of a longer period are the mean, least and greatest of its minutes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), fc.integer({ min: 1, max: 100 }), (minutes, back) => {
        const cloud = make();
        const length = minutes * MINUTE;
        const end = Math.floor((NOW - back * HOUR) / length) * length;
        const Dimensions = JSON.stringify([{ tunnelId: cloud.connections[0]!.tunnelIds[0] }]);
        const span = { MetricName: METRIC, Dimensions, StartTime: end - length, EndTime: end };
        const rows = list(cloud, { ...span, Period: 60 }).points;
        const [long] = list(cloud, { ...span, Period: minutes * 60 }).points;
        expect(long!.timestamp).toBe(end);
        expect(rows).toHaveLength(minutes);
        expect(Number(long!['Average'])).toBeCloseTo(rows.reduce((sum, row) => sum + Number(row['Average']), 0) / minutes, 3);
        expect(long!['Minimum']).toBe(Math.min(...rows.map((row) => Number(row['Minimum']))));
        expect(long!['Maximum']).toBe(Math.max(...rows.map((row) => Number(row['Maximum']))));
      }),
      { numRuns: 30 },
    );
  });

  it('begin with the resource', () => {
    const since = NOW - 10 * MINUTE;
    const cloud = createSimulator({ regionId: 'cn-hangzhou', now: NOW, connections: [{ since }] });
    expect(listAll(cloud, window).points.map((point) => point.timestamp > since)).toEqual(Array(18).fill(true));
  });

  it('may be stamped with the start of their period: same values, one period earlier, published later', () => {
    const at = (stamp: 'start' | 'end', timestamp: number): unknown[] =>
      list(make({ stamp }), { MetricName: METRIC, StartTime: timestamp - 1, EndTime: timestamp }).points.map((point) => point['Average']);
    expect(at('start', NOW - HOUR - MINUTE)).toEqual(at('end', NOW - HOUR));
    expect(at('end', NOW - MINUTE)).toHaveLength(2);
    expect(at('start', NOW - MINUTE)).toHaveLength(0);
  });
});

describe('publication', () => {
  it('waits for its delay', () => {
    const cloud = make({ publicationDelayMs: 3 * MINUTE });
    const newest = (): number => Math.max(...listAll(cloud, window).points.map((point) => point.timestamp));
    expect(newest()).toBe(NOW - 3 * MINUTE);
    cloud.advance('2m');
    expect(newest()).toBe(NOW - MINUTE);
  });

  it('never brings missing points', () => {
    const cloud = make({ missing: 0.3 });
    cloud.advance('1d');
    const shown = keys(listAll(cloud, window).points);
    expect(shown.length).toBeGreaterThan(700);
    expect(shown.length).toBeLessThan(980);
    expect(shown).toEqual(truth(cloud).map((one) => `${String((one as { tunnelId?: string }).tunnelId)} ${one.timestamp}`));
  });

  it('brings late points later, and all of them in the end', () => {
    const cloud = make({ late: { ratio: 0.5, byMs: 15 * MINUTE } });
    const due = (): number => truth(cloud).filter((one) => one.publishedAt <= cloud.now()).length;
    const before = listAll(cloud, window).points;
    expect(before).toHaveLength(due());
    const recent = truth(cloud).filter((one) => one.timestamp > NOW - 16 * MINUTE && one.timestamp < NOW);
    expect(before.length).toBeLessThan(truth(cloud).length - recent.length / 4);
    cloud.advance('20m');
    const after = keys(listAll(cloud, window).points);
    expect(after).toHaveLength(truth(cloud).length);
    expect(after).toEqual(expect.arrayContaining(keys(before)));
  });

  it('may repeat rows and shuffle a page without losing any', () => {
    const plain = listAll(make(), window).points;
    const twice = listAll(make({ duplicate: 0.2, unordered: true }), window).points;
    expect(twice.length).toBeGreaterThan(plain.length * 1.1);
    expect(new Set(keys(twice))).toEqual(new Set(keys(plain)));
    const times = twice.slice(0, 500).map((point) => point.timestamp);
    expect(times).not.toEqual([...times].sort((a, b) => a - b));
  });

  it('may leave statistics blank', () => {
    const cloud = make({ blank: 0.5 });
    const rows = listAll(cloud, window).points;
    const blank = rows.filter((row) => row['Average'] === '');
    expect(blank.length).toBeGreaterThan(400);
    expect(blank.length).toBeLessThan(800);
    expect(
      cloud.truth.points({ metric: METRIC, start: window.StartTime, end: NOW - MINUTE }).filter((one) => one.value === undefined),
    ).toHaveLength(blank.length);
  });
});

describe('truth', () => {
  it('takes a metric in either spelling, and names those there are when asked for another', () => {
    const points = (metric: string): unknown => make().truth.points({ metric, start: NOW - HOUR, end: NOW });
    expect(points('net.rxPkgs')).toEqual(points('net_rx.Pkgs'));
    expect(points('net.rxPkgs')).toHaveLength(60);
    expect(() => points('net.nothing')).toThrow(/no metric net\.nothing.*net_rx\.Pkgs/);
  });

  it('narrows down to a resource', () => {
    const cloud = make();
    const [, tunnelId] = cloud.connections[0]!.tunnelIds;
    const points = cloud.truth.points({ metric: METRIC, resourceId: tunnelId!, start: NOW - HOUR, end: NOW, period: '5m' });
    expect(points.map((one) => [one.tunnelId, (NOW - one.timestamp) / MINUTE])).toEqual(
      [55, 50, 45, 40, 35, 30, 25, 20, 15, 10, 5, 0].map((ago) => [tunnelId, ago]),
    );
  });
});
