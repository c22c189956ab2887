import { describe, expect, test } from 'vitest';
import { conditionSince, type Histories, lateInstants, newFailovers, valuesAt } from '../../src/watch/course.ts';
import { BEGINNING, type Change, type Origin, type Value } from '../../src/watch/timeline/index.ts';

/** A tunnel that came to its first value at one time, and to others after it, such as `up @1, down @5`. */
function historyOf(line: string): { readonly origin: Origin; readonly changes: readonly Change[] } {
  const [first, ...others] = line.split(', ').map((one) => ({ to: one.split(' @')[0] as Value, at: Number(one.split(' @')[1]) }));
  return {
    origin: { value: first!.to, since: first!.at, code: BEGINNING, was: 'unknown' },
    changes: others.map(({ to, at }) => ({ to, at, after: at, phase: undefined, code: BEGINNING })),
  };
}
const historiesOf = (active: string, standby: string): Histories =>
  new Map([
    ['a', historyOf(active)],
    ['b', historyOf(standby)],
  ]);
const ROLES = { active: 'a', standby: 'b' };
const ALWAYS = { from: 0, until: 100 };

test('what the tunnels were at an instant is what changed last before it', () => {
  const histories = historiesOf('up @1, down @5, up @8', 'up @2');
  const at = (instant: number): readonly (Value | undefined)[] => ['a', 'b'].map((key) => valuesAt(histories, instant).get(key));
  expect([at(0), at(1), at(5), at(7.9), at(8)]).toEqual([
    ['unknown', 'unknown'],
    ['up', 'unknown'],
    ['down', 'up'],
    ['down', 'up'],
    ['up', 'up'],
  ]);
});

describe('since when the connection was what it was', () => {
  const histories = historiesOf('up @1, down @5, up @8', 'up @2, down @6, up @7');

  test.each([
    ['up, since the second tunnel was known', 3, 2],
    ['degraded, since the first was lost', 5, 5],
    ['down, since the second was', 6.5, 6],
    ['degraded, since one came back', 7.5, 7],
    ['up, since both were', 50, 8],
    ['unknown, since one of them was known', 1.5, 1],
  ])('%s', (_, at, since) => {
    expect(conditionSince(histories, at)).toBe(since);
  });

  test('before anything was known, since then', () => {
    expect(conditionSince(histories, 0.5)).toBe(0.5);
  });

  test('where the tunnels took turns, since the first of them', () => {
    expect(conditionSince(historiesOf('up @1, down @5, up @8', 'up @1, down @8'), 9)).toBe(5);
  });
});

describe('failovers that are new', () => {
  const found = (before: Histories, now: Histories, between = ALWAYS): readonly number[] => [...newFailovers(before, now, ROLES, between)];
  const quiet = historiesOf('up @1', 'up @1');

  test('are those where the standby tunnel stood in for the active one', () => {
    expect(found(quiet, historiesOf('up @1, down @5, up @8', 'up @1'))).toEqual([5]);
    expect(found(quiet, historiesOf('up @1', 'up @1, down @5, up @8'))).toEqual([]);
    expect(found(quiet, historiesOf('up @1, down @5, up @8, down @12, up @13', 'up @1'))).toEqual([5, 12]);
  });

  test('are those with which what is known begins', () => {
    expect(found(quiet, historiesOf('down @1, up @8', 'up @1'))).toEqual([1]);
  });

  test('are none while both were down, but when the standby tunnel came back first', () => {
    expect(found(quiet, historiesOf('up @1, down @5, up @8', 'up @1, down @4, up @9'))).toEqual([]);
    expect(found(quiet, historiesOf('up @1, down @5, up @8', 'up @1, down @4, up @7'))).toEqual([7]);
  });

  test('go on while nobody knows of one of the tunnels', () => {
    expect(found(quiet, historiesOf('up @1, down @5, unknown @6, down @7, up @8', 'up @1'))).toEqual([5]);
  });

  test('are not those that were there before, also under another time', () => {
    const before = historiesOf('up @1, down @5.5, up @8', 'up @1');
    expect(found(before, historiesOf('up @1, down @5, up @8', 'up @1'))).toEqual([]);
    expect(found(before, historiesOf('up @1, down @5, up @8, down @12, up @13', 'up @1'))).toEqual([12]);
    expect(found(before, historiesOf('up @1, down @2, up @3, down @5, up @8', 'up @1'))).toEqual([2]);
  });

  test('are asked for between two instants, both among them', () => {
    const now = historiesOf('up @1, down @5, up @6, down @12, up @13', 'up @1');
    expect([
      found(quiet, now, { from: 5, until: 11 }),
      found(quiet, now, { from: 6, until: 12 }),
      found(quiet, now, { from: 6, until: 11 }),
    ]).toEqual([[5], [12], []]);
  });

  test('are none where one of the two has no part', () => {
    const now = historiesOf('up @1, down @5, up @8', 'up @1');
    expect([
      ...newFailovers(quiet, now, { active: 'a', standby: undefined }, ALWAYS),
      ...newFailovers(quiet, now, { active: undefined, standby: 'b' }, ALWAYS),
    ]).toEqual([]);
  });
});

describe('the instants of late changes', () => {
  const late = (...times: readonly number[]): readonly { readonly tunnel: string; readonly at: number }[] =>
    times.map((at) => ({ tunnel: 'a', at }));

  test('are their own, and what the other tunnel did meanwhile', () => {
    expect(lateInstants(late(5, 8), historiesOf('up @1, down @5, up @8', 'up @1, down @6, up @7, down @9'))).toEqual([5, 6, 7, 8]);
  });

  test('are what the other tunnel did in each of several outages', () => {
    expect(lateInstants(late(5, 8, 12, 15), historiesOf('up @1, down @5, up @8, down @12, up @15', 'up @1, down @13, up @14'))).toEqual([
      5, 8, 12, 13, 14, 15,
    ]);
  });

  test('are not those between two outages, nor those of the ends', () => {
    expect(
      lateInstants(late(5, 8, 12, 13), historiesOf('up @1, down @5, up @8, down @12, up @13', 'up @1, down @8, up @10, down @13')),
    ).toEqual([5, 8, 12, 13]);
  });

  test('of both tunnels are in order, each once', () => {
    const both = [...late(5, 8), { tunnel: 'b', at: 5 }, { tunnel: 'b', at: 6 }];
    expect(lateInstants(both, historiesOf('up @1, down @5, up @8', 'up @1, down @5, up @6'))).toEqual([5, 6, 8]);
  });

  test('are none where nothing is late', () => {
    expect(lateInstants([], historiesOf('up @1, down @5, up @8', 'up @1'))).toEqual([]);
  });
});
