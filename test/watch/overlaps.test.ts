import { describe, expect, test } from 'vitest';
import type { Histories } from '../../src/watch/course.ts';
import { withoutDoubtfulOverlaps } from '../../src/watch/overlaps.ts';
import { BEGINNING, EMPTY, interpret } from '../../src/watch/timeline/index.ts';
import { encode, inOrder } from '../../src/watch/timeline/observation.ts';
import { MINUTE, observationOf, SETTINGS } from './support/script.ts';

/** The changes of tunnels, up since minute 1, by lines such as `event a down @5`, as the connection goes by them. */
function settled(...lines: readonly string[]): string[] {
  const histories = new Map(
    ['a', 'b', 'c'].map((tunnel) => {
      const observations = inOrder(
        [`poll ${tunnel} up @1`, ...lines.filter((line) => line.split(' ')[1] === tunnel)].map((line) => encode(observationOf(line))),
      );
      return [tunnel, interpret({ ...EMPTY, observations, periodMs: MINUTE }, SETTINGS.confirm)] as const;
    }),
  );
  return [...withoutDoubtfulOverlaps(histories, MINUTE)].flatMap(([tunnel, { changes }]) =>
    changes.length > 0 ? [`${tunnel}: ${changes.map(({ to, at }) => `${to} @${at / MINUTE}`).join(', ')}`] : [],
  );
}

const swapped = (line: string): string => line.replace(/ ([ab]) /, (_, tunnel) => (tunnel === 'a' ? ' b ' : ' a '));
const swappedOutput = (lines: readonly string[]): string[] =>
  lines.map((line) => line.replace(/^[ab]/, (tunnel) => (tunnel === 'a' ? 'b' : 'a'))).sort();

/** The same with the tunnels swapped. */
function expectBothWays(lines: readonly string[], expected: readonly string[]): void {
  expect(settled(...lines)).toEqual(expected);
  expect(settled(...lines.map(swapped))).toEqual(swappedOutput(expected));
}

test('an end that was long not heard of lies within the last five minutes', () => {
  expectBothWays(['event a down @5', 'poll a up @20', 'event b down @14', 'event b up @30'], ['a: down @5, up @20', 'b: down @14, up @30']);
  expectBothWays(['event a down @5', 'poll a up @20', 'event b down @16', 'event b up @30'], ['a: down @5, up @16', 'b: down @16, up @30']);
});

describe('an outage that may have ended before the next one began ends then', () => {
  test.each([
    [
      'where a poll shows its end',
      ['event a down @5', 'poll a up @7', 'event b down @6', 'event b up @9'],
      ['a: down @5, up @6', 'b: down @6, up @9'],
    ],
    [
      'where a poll shows both',
      ['poll a down @5', 'poll a up @7', 'poll b down @6', 'poll b up @9'],
      ['a: down @5, up @6', 'b: down @6, up @9'],
    ],
    [
      'where datapoints show it',
      ['point a down @5', 'point a up @8', 'event b down @5.5', 'event b up @9'],
      ['a: down @4, up @5.5', 'b: down @5.5, up @9'],
    ],
    [
      'where it is known to have begun last',
      ['event a down @5', `event a up @${6 + 1 / 6}`, 'poll b down @6', 'poll b up @9'],
      [`a: down @5, up @${6 + 1 / 6}`, `b: down @${6 + 1 / 6}, up @9`],
    ],
    [
      'where the one that goes on began in a minute that a datapoint names',
      ['event a down @6.2', 'poll a down @6.5', 'poll a up @9', 'point b down @7'],
      ['a: down @6.2, up @6.5', 'b: down @6.5'],
    ],
    ['where the other goes on', ['event a down @5', 'poll a up @7', 'event b down @6'], ['a: down @5, up @6', 'b: down @6']],
    [
      'where a datapoint shows that the next one began',
      ['event a down @5', 'event a up @6.3', 'point b down @7', 'event b up @9'],
      ['a: down @5, up @6.3', 'b: down @6.3, up @9'],
    ],
    [
      'where the clocks of two sources differ by less than they may',
      ['event a down @5', 'event a up @6.1', 'poll b down @6', 'event b up @9'],
      ['a: down @5, up @6.1', 'b: down @6.1, up @9'],
    ],
  ])('%s', (_, lines, expected) => {
    expectBothWays(lines, expected);
  });

  test('also where either may have been first: the one that began first', () => {
    expectBothWays(
      ['point a down @7', 'poll a up @8', 'point b down @7.5', 'poll b up @12'],
      ['a: down @6, up @6.5', 'b: down @6.5, up @12'],
    );
  });

  test('where the one that ends first is dated as the other is', () => {
    expectBothWays(['event a down @8', 'event a up @9', 'point b down @9', 'event b up @10'], ['a: down @8, up @9', 'b: down @9, up @10']);
  });

  test('of three tunnels, as late as the last of the others ends', () => {
    expect(settled('point a down @7', 'event a up @8', 'event b down @4', 'event b up @6.1', 'event c down @5', 'event c up @7')).toEqual([
      'a: down @7, up @8',
      'b: down @4, up @6.1',
      'c: down @5, up @7',
    ]);
  });

  test('of three tunnels as well, before the first of the others', () => {
    expect(settled('event a down @5', 'poll a up @9', 'event b down @6', 'event b up @7', 'event c down @8', 'event c up @10')).toEqual([
      'a: down @5, up @6',
      'b: down @6, up @7',
      'c: down @8, up @10',
    ]);
  });
});

describe('an outage keeps its dates', () => {
  test('where no other tunnel had one', () => {
    expectBothWays(['point a down @5', 'poll a up @9.8'], ['a: down @4, up @9.8']);
    const histories: Histories = new Map([
      ['a', { origin: { value: 'down', since: MINUTE, code: BEGINNING, was: 'unknown' }, changes: [] }],
    ]);
    expect(withoutDoubtfulOverlaps(histories, MINUTE)).toBe(histories);
  });

  test.each([
    [
      'where events show that it overlaps',
      ['event a down @5', 'event a up @7', 'event b down @6', 'event b up @9'],
      ['a: down @5, up @7', 'b: down @6, up @9'],
    ],
    [
      'where events show that it overlaps for seconds',
      ['event a down @5', 'event a up @6.1', 'event b down @6', 'event b up @9'],
      ['a: down @5, up @6.1', 'b: down @6, up @9'],
    ],
    [
      'where a poll of the overlap found it',
      ['event a down @5', 'poll a down @6.5', 'poll a up @7', 'event b down @6', 'event b up @9'],
      ['a: down @5, up @7', 'b: down @6, up @9'],
    ],
    [
      'where one poll found both',
      ['poll a down @5', 'poll a up @6', 'poll b down @5', 'poll b up @6'],
      ['a: down @5, up @6', 'b: down @5, up @6'],
    ],
    [
      'where the datapoints of one minute show both',
      ['point a down @6', 'point a up @7', 'point b down @6', 'point b up @7'],
      ['a: down @5, up @6', 'b: down @5, up @6'],
    ],
    [
      'where a poll found it down as another one was lost',
      ['poll a down @5', 'poll a down @6', 'poll a up @7', 'poll b down @6', 'poll b up @9'],
      ['a: down @5, up @7', 'b: down @6, up @9'],
    ],
    [
      'where the other would have lasted no time',
      ['event a down @5', 'poll a down @6.1', 'poll a up @7', 'event b down @6', 'event b up @6.1'],
      ['a: down @5, up @7', 'b: down @6, up @6.1'],
    ],
    [
      'where the other was over before',
      ['event a down @5', 'poll a down @6.12', 'poll a up @7', 'event b down @6', 'event b up @6.1'],
      ['a: down @5, up @7', 'b: down @6, up @6.1'],
    ],
    [
      'where it would have lasted no time',
      ['event a down @6', 'poll a up @7', 'event b down @6', 'event b up @9'],
      ['a: down @6, up @7', 'b: down @6, up @9'],
    ],
    ['where it goes on', ['poll a down @5', 'poll b down @6'], ['a: down @5', 'b: down @6']],
    [
      'where it is apart from the other',
      ['poll a down @5', 'poll a up @7', 'event b down @8', 'event b up @9'],
      ['a: down @5, up @7', 'b: down @8, up @9'],
    ],
  ])('%s', (_, lines, expected) => {
    expectBothWays(lines, expected);
  });
});

describe('an outage that had begun before what is remembered', () => {
  const historyOf = (...lines: readonly string[]) =>
    interpret({ ...EMPTY, observations: inOrder(lines.map((line) => encode(observationOf(line)))), periodMs: MINUTE }, SETTINGS.confirm);
  const datesOf = (...histories: readonly ReturnType<typeof historyOf>[]): string[] =>
    [...withoutDoubtfulOverlaps(new Map(histories.map((history, index) => [String(index), history])), MINUTE).values()].map(({ changes }) =>
      changes.map(({ to, at }) => `${to} @${at / MINUTE}`).join(', '),
    );

  test('ends as others do', () => {
    const [begun, other] = [historyOf('poll a down @1', 'poll a up @7'), historyOf('poll b up @1', 'event b down @6', 'event b up @9')];
    expect([datesOf(begun, other), datesOf(other, begun)]).toEqual([
      ['up @6', 'down @6, up @9'],
      ['down @6, up @9', 'up @6'],
    ]);
  });

  test('has no beginning that could have another date', () => {
    const [begun, other] = [historyOf('poll a down @5', 'event a up @7'), historyOf('poll b up @1', 'event b down @3', 'poll b up @9')];
    expect([datesOf(begun, other), datesOf(other, begun)]).toEqual([
      ['up @7', 'down @3, up @9'],
      ['down @3, up @9', 'up @7'],
    ]);
  });

  test('is none of a tunnel that was up', () => {
    expect(datesOf(historyOf('poll a up @1', 'poll a down @20'), historyOf('poll b up @1', 'event b down @19', 'event b up @30'))).toEqual([
      'down @20',
      'down @19, up @30',
    ]);
  });
});
