import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Announced } from '../../../src/watch/timeline/ledger.ts';
import { matchChanges, type ShownChange } from '../../../src/watch/timeline/match-changes.ts';

const TOLERANCE = 2;

/** Changes from lines such as `down @5`, or `down 3-5`, which came about after 3. */
const changesOf = (...lines: readonly string[]): readonly ShownChange[] =>
  lines.map((line) => {
    const [, to, after, at] = /^(up|down) (?:@|([\d.]+)-)([\d.]+)$/.exec(line) ?? [];
    return { to: to as 'up' | 'down', at: Number(at), after: Number(after ?? at) };
  });
const lineOf = ({ to, at }: Announced): string => `${to} @${at}`;

/** The announced changes that stand for one of the history, and those of the history that they stand for. */
function matched(announced: readonly string[], history: readonly string[]): readonly [readonly string[], readonly string[]] {
  const [ledger, changes] = [changesOf(...announced), changesOf(...history)];
  const found = matchChanges(ledger, changes, TOLERANCE);
  return [ledger.filter((one) => found.announced.has(one)).map(lineOf), changes.filter((one) => found.changes.has(one)).map(lineOf)];
}

test('where nothing was announced, or nothing happened, nothing is matched', () => {
  expect(matched([], ['down @5'])).toEqual([[], []]);
  expect(matched(['down @5'], [])).toEqual([[], []]);
});

describe('an announced change may be one of the history', () => {
  test.each([
    ['of the same time', 'down @5', true],
    ['of the other value', 'up @5', false],
    ['while the value lasts', 'down @19', true],
    ['as soon as it may have come about, and by the tolerance earlier', 'down @1', true],
    ['before that', 'down @0.9', false],
    ['by the tolerance after its end', 'down @22', true],
    ['after that', 'down @22.1', false],
  ])('%s', (_, announced, isMatched) => {
    expect(matched([announced], ['down 3-5', 'up @20'])).toEqual(isMatched ? [[announced], ['down @5']] : [[], []]);
  });

  test('at any time after it, where the value lasts', () => {
    expect(matched(['down @1000'], ['down @5'])).toEqual([['down @1000'], ['down @5']]);
  });
});

test('one stands for one: the nearest', () => {
  expect(matched(['down @5'], ['down @4', 'up @4.2', 'down @5', 'up @6'])).toEqual([['down @5'], ['down @5']]);
  expect(matched(['down @3.1', 'down @5'], ['down @5', 'up @6'])).toEqual([['down @5'], ['down @5']]);
  expect(matched(['down @5', 'down @6.5'], ['down @5', 'up @6'])).toEqual([['down @5'], ['down @5']]);
});

test('as many are matched as can be, also where fewer were nearer', () => {
  expect(matched(['down @5.9', 'down @7.5'], ['down @5', 'up @6', 'down @6.2', 'up @8'])).toEqual([
    ['down @5.9', 'down @7.5'],
    ['down @5', 'down @6.2'],
  ]);
});

test('the order of what was announced is that of time, however it is listed', () => {
  expect(matched(['down @7.5', 'down @5.9'], ['down @5', 'up @6', 'down @6.2', 'up @8'])).toEqual([
    ['down @7.5', 'down @5.9'],
    ['down @5', 'down @6.2'],
  ]);
});

test('ups and downs are matched by themselves', () => {
  expect(matched(['down @5', 'up @6'], ['down @5', 'up @6'])).toEqual([
    ['down @5', 'up @6'],
    ['down @5', 'up @6'],
  ]);
  expect(matched(['up @5', 'down @6'], ['down @5', 'up @6'])).toEqual([
    ['up @5', 'down @6'],
    ['down @5', 'up @6'],
  ]);
});

// --- Held against all ways to match

const announced = fc.array(fc.record({ to: fc.constantFrom('up' as const, 'down' as const), at: fc.integer({ min: 0, max: 30 }) }), {
  maxLength: 5,
});
const shown = fc
  .array(fc.record({ at: fc.integer({ min: 1, max: 8 }), before: fc.integer({ min: 0, max: 3 }) }), { maxLength: 6 })
  .map((steps): readonly ShownChange[] => {
    let at = 0;
    return steps.map((step, index) => {
      at += step.at;
      return { to: index % 2 === 0 ? 'down' : 'up', at, after: at - Math.min(step.before, step.at) };
    });
  });

const apart = (one: Announced, history: readonly ShownChange[], change: ShownChange): number =>
  Math.max(0, change.at - one.at, one.at - (history[history.indexOf(change) + 1]?.at ?? Infinity));
const isSame = (one: Announced, history: readonly ShownChange[], change: ShownChange): boolean =>
  one.to === change.to &&
  one.at >= change.after - TOLERANCE &&
  one.at <= (history[history.indexOf(change) + 1]?.at ?? Infinity) + TOLERANCE;

/** The most that can be matched of one value, in order, and how little they can then be apart. */
function best(
  own: readonly Announced[],
  changes: readonly ShownChange[],
  history: readonly ShownChange[],
): readonly [count: number, apartMs: number] {
  const [one, ...others] = own;
  if (!one) return [0, 0];
  const ways = [best(others, changes, history)];
  for (const [index, change] of changes.entries()) {
    if (!isSame(one, history, change)) continue;
    const [count, apartMs] = best(others, changes.slice(index + 1), history);
    ways.push([count + 1, apartMs + apart(one, history, change)]);
  }
  return ways.reduce((found, way) => (way[0] > found[0] || (way[0] === found[0] && way[1] < found[1]) ? way : found));
}

test('of all ways to match in order of time it is one with the most, and of those the nearest', () => {
  fc.assert(
    fc.property(announced, shown, (ledger, history) => {
      const found = matchChanges(ledger, history, TOLERANCE);
      for (const value of ['up', 'down'] as const) {
        const own = ledger.filter(({ to }) => to === value).sort((a, b) => a.at - b.at);
        const [pairs, changes] = [
          own.filter((one) => found.announced.has(one)),
          history.filter((one) => found.changes.has(one) && one.to === value),
        ];
        expect(pairs.length).toBe(changes.length);
        const apartMs = pairs.reduce((sum, one, index) => sum + apart(one, history, changes[index]!), 0);
        expect([pairs.length, apartMs]).toEqual(
          best(
            own,
            history.filter(({ to }) => to === value),
            history,
          ),
        );
        for (const [index, one] of pairs.entries()) expect(isSame(one, history, changes[index]!)).toBe(true);
      }
    }),
    { numRuns: 2000 },
  );
});
