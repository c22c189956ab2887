import { type ErrorCode, VpnMonitorError } from 'alicloud-vpn-monitor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FailedSeries, SeriesGroup } from '../../../src/watch/sources/series-group.ts';
import { SeriesGroups } from '../../../src/watch/sources/series-groups.ts';

const MINUTE = 60_000;
const failure = (code: ErrorCode): VpnMonitorError => new VpnMonitorError('no', { code });

/** A service that is asked for the series of one metric, fifty a request, and fails for requests that hold one of some. */
class Rounds {
  readonly groups: SeriesGroups<number>;
  readonly bad = new Set<number>();
  code: ErrorCode = 'server';
  isDivisible = true;
  isAccountWide = false;
  now = 0;
  calls = 0;
  /** The rounds in which a series was asked for that breaks requests. */
  readonly asked = new Map<number, number[]>();
  readonly readAt = new Map<number, number>();

  readonly #count: number;

  constructor(count: number) {
    this.#count = count;
    this.groups = new SeriesGroups(Array.from({ length: count }, (_, index) => index));
  }

  /** Rounds one after another, and the calls of each. */
  run(count: number): number[] {
    return Array.from({ length: count }, () => {
      this.now += MINUTE;
      this.calls = 0;
      this.groups.settle(
        this.groups.due().map((group) => ({ group, failed: this.#ask(group) })),
        this.now,
      );
      // Each of them is in one group.
      const all = new Set(this.groups.all.flatMap(({ series }) => series));
      const sizes = this.groups.all.reduce((total, { series }) => total + series.length, 0);
      if (all.size !== this.#count || sizes !== this.#count)
        throw new Error(`${sizes} of ${this.#count} series are in groups, ${all.size} of them different`);
      return this.calls;
    });
  }

  #ask({ series, probation }: SeriesGroup<number>): FailedSeries<number>[] {
    const size = this.isAccountWide && probation === 0 ? series.length : 50;
    const batches = Array.from({ length: Math.ceil(series.length / size) }, (_, index) => series.slice(index * size, (index + 1) * size));
    return batches.flatMap((batch) => {
      this.calls++;
      for (const one of batch) if (this.bad.has(one)) this.asked.set(one, [...(this.asked.get(one) ?? []), this.now / MINUTE]);
      if (batch.some((one) => this.bad.has(one)) || (size > 50 && this.bad.has(-1)))
        return [{ series: batch, error: failure(this.code), isDivisible: this.isDivisible }];
      for (const one of batch) this.readAt.set(one, this.now);
      return [];
    });
  }
}

test('all are asked for together while they can be read', () => {
  const rounds = new Rounds(120);
  expect([rounds.run(20), rounds.groups.all.length, rounds.groups.lastReadAt]).toEqual([Array(20).fill(3), 1, 20 * MINUTE]);
});

test('whatever fails, the rest is read, for few calls, and all are asked for together when it has ended', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 300 }), fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), (count, picks) => {
      const rounds = new Rounds(count);
      rounds.run(3);
      for (const pick of picks) rounds.bad.add(pick % count);
      fc.pre(rounds.bad.size < count);
      const fewest = Math.ceil(count / 50);
      const looking = rounds.run(60);
      expect(Math.max(...looking)).toBeLessThanOrEqual(fewest + 9 * rounds.bad.size);
      for (let one = 0; one < count; one++) if (!rounds.bad.has(one)) expect(rounds.readAt.get(one), String(one)).toBe(rounds.now);
      const found = rounds.run(100);
      expect(Math.max(...found)).toBeLessThanOrEqual(fewest + rounds.bad.size);
      expect(found.reduce((total, calls) => total + calls, 0)).toBeLessThanOrEqual(100 * fewest + 10 * rounds.bad.size);
      rounds.bad.clear();
      rounds.run(10 + 10 + 2);
      expect([rounds.groups.all.length, rounds.run(1)]).toEqual([1, [fewest]]);
    }),
  );
});

test('what breaks requests is alone after as many rounds as it takes to halve fifty, and asked for ever more seldom', () => {
  for (const bad of [0, 49, 50, 99, 119]) {
    const rounds = new Rounds(120);
    rounds.run(3);
    rounds.bad.add(bad);
    rounds.run(60);
    const alone = rounds.groups.all.find(({ series }) => series.includes(bad));
    expect(alone?.series).toEqual([bad]);
    const gaps = rounds.asked.get(bad)!.map((round, index, all) => round - (all[index - 1] ?? round - 1));
    expect(gaps.slice(0, gaps.indexOf(2)).length, String(bad)).toBeLessThanOrEqual(2 + 6);
    expect(gaps.slice(gaps.indexOf(2))).toEqual([2, 4, 8, ...Array<number>(gaps.length - gaps.indexOf(2) - 3).fill(10)]);
  }
});

test('many that break requests are found without a flood', () => {
  const rounds = new Rounds(500);
  rounds.run(3);
  for (let one = 100; one < 300; one++) rounds.bad.add(one);
  expect(Math.max(...rounds.run(600))).toBeLessThanOrEqual(10 + 6 + 30);
  for (let one = 0; one < 500; one++) if (!rounds.bad.has(one)) expect(rounds.now - rounds.readAt.get(one)!).toBe(0);
  rounds.bad.clear();
  rounds.run(60);
  expect([rounds.groups.all.length, rounds.run(1)]).toEqual([1, [10]]);
});

test('where nothing can be read a few pieces are tried, and all is asked for at once when it is over', () => {
  const rounds = new Rounds(500);
  rounds.run(3);
  for (let one = 0; one < 500; one++) rounds.bad.add(one);
  expect(Math.max(...rounds.run(1_000))).toBeLessThanOrEqual(10 + 6);
  rounds.bad.clear();
  rounds.run(1);
  expect([...rounds.readAt.values()].every((at) => at === rounds.now)).toBe(true);
  rounds.run(12);
  expect(rounds.groups.all.length).toBe(1);
});

test.each(['auth', 'forbidden', 'throttled', 'quota-exhausted', 'network', 'config'] as const)(
  'a failure of the kind %s splits nothing',
  (code) => {
    const rounds = new Rounds(120);
    rounds.run(3);
    rounds.code = code;
    rounds.bad.add(60);
    expect(rounds.run(30)).toEqual(Array(30).fill(3));
    expect(rounds.groups.all.map(({ series }) => series.length)).toEqual([70, 50]);
    rounds.bad.clear();
    rounds.run(2);
    expect(rounds.groups.all.length).toBe(1);
  },
);

test.each(['server', 'invalid-request', 'not-found', 'protocol', 'timeout'] as const)(
  'a failure of the kind %s may be due to one series',
  (code) => {
    const rounds = new Rounds(120);
    rounds.run(3);
    rounds.code = code;
    rounds.bad.add(60);
    rounds.run(30);
    expect(rounds.groups.all.find(({ series }) => series.includes(60))?.series).toEqual([60]);
  },
);

test('what is no error of the service splits nothing, nor does a request that is the same for each of its series', () => {
  const rounds = new Rounds(120);
  rounds.isDivisible = false;
  rounds.bad.add(60);
  rounds.run(30);
  expect(rounds.groups.all.map(({ series }) => series.length)).toEqual([70, 50]);
  const [main] = new SeriesGroups([1, 2]).all;
  const groups = new SeriesGroups([1, 2]);
  for (let round = 1; round < 9; round++)
    groups.settle(
      groups.due().map((group) => ({ group, failed: [{ series: [1, 2], error: new RangeError('ours'), isDivisible: true }] })),
      round,
    );
  expect(groups.all).toEqual([main]);
});

test('a whole account that cannot be read at once is read in batches, and at once more and more seldom', () => {
  const rounds = new Rounds(500);
  rounds.isAccountWide = true;
  expect(rounds.run(3)).toEqual([1, 1, 1]);
  rounds.bad.add(-1);
  const calls = rounds.run(1_000);
  expect(Math.max(...calls)).toBeLessThanOrEqual(10 + 1);
  // A round in which no batch is asked for is one that was tried at once.
  expect(calls.filter((count) => count <= 2).length).toBeLessThanOrEqual(25);
  for (const at of rounds.readAt.values()) expect(rounds.now - at).toBeLessThanOrEqual(3 * MINUTE);
  rounds.bad.clear();
  rounds.run(200);
  expect(rounds.run(1)).toEqual([1]);
});

describe('when other series are wanted', () => {
  const key = (one: { readonly id: number }): number => one.id;
  const isSame = (one: { readonly name: string }, other: { readonly name: string }): boolean => one.name === other.name;
  const named = (id: number, name = 'a'): { readonly id: number; readonly name: string } => ({ id, name });

  test('those that stay go on from where they are, new ones begin with those that can be read, and what is gone is forgotten', () => {
    const before = [1, 2, 3, 4].map((id) => named(id));
    const groups = new SeriesGroups(before);
    const [group] = groups.due();
    groups.settle([{ group: group!, failed: [{ series: [before[3]!], error: failure('server'), isDivisible: true }] }], MINUTE);
    groups.replace([named(2), named(3, 'b'), named(4), named(5)], isSame, key);
    expect(groups.all.map(({ series, readAt, failures }) => [series, readAt, failures])).toEqual([
      [[named(2), named(3, 'b'), named(5)], MINUTE, 0],
      [[named(4)], undefined, 1],
    ]);
    // What has stayed as it is, is the same.
    expect([groups.all[0]!.series[0] === before[1], groups.all[1]!.series[0] === before[3]]).toEqual([true, true]);
    groups.replace([named(4), named(6)], isSame, key);
    expect(groups.all.map(({ series }) => series.map(key))).toEqual([[6], [4]]);
    groups.replace([named(6)], isSame, key);
    expect(groups.all.map(({ series }) => series.map(key))).toEqual([[6]]);
  });

  test('where none is left that can be read, new ones are read from when others last were', () => {
    const groups = new SeriesGroups([named(1)], 7);
    const fails = (): void => {
      groups.settle(
        groups.due().map((group) => ({
          group,
          failed: group.series.some(({ id }) => id === 1)
            ? [{ series: [...group.series], error: failure('server'), isDivisible: true }]
            : [],
        })),
        2 * MINUTE,
      );
    };
    groups.replace([named(1), named(2)], isSame, key);
    for (let round = 0; round < 3; round++) fails();
    groups.replace([named(1), named(3)], isSame, key);
    expect(groups.all.map(({ series, readAt }) => [series.map(key), readAt])).toEqual([
      [[3], 2 * MINUTE],
      [[1], 7],
    ]);
  });
});

test('what was read of a range is not read again, and what was given up is', () => {
  const groups = new SeriesGroups([1, 2], 5 * MINUTE);
  const [group] = groups.due();
  groups.breakOff(group!, 3 * MINUTE);
  expect(groups.all.map(({ readAt, brokenFrom }) => [readAt, brokenFrom])).toEqual([[5 * MINUTE, 3 * MINUTE]]);
  groups.settle(
    groups
      .due()
      .map((one) => ({ group: one, failed: [{ series: [1], error: failure('server'), isDivisible: true, readUntil: 4 * MINUTE }] })),
    9 * MINUTE,
  );
  expect(groups.all.map(({ series, readAt, brokenFrom }) => [series, readAt, brokenFrom])).toEqual([
    [[2], 9 * MINUTE, undefined],
    [[1], 5 * MINUTE, 4 * MINUTE],
  ]);
  groups.settle(
    groups.due().map((one) => ({ group: one, failed: [{ series: one.series, error: failure('throttled'), isDivisible: true }] })),
    10 * MINUTE,
  );
  expect(groups.all.map(({ brokenFrom }) => brokenFrom)).toEqual([undefined, 4 * MINUTE]);
});
