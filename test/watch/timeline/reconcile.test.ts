import { describe, expect, test } from 'vitest';
import { accountOf, type Untold } from '../../src/watch/account.ts';
import type { Settings, Track, Value } from '../../src/watch/memory.ts';
import { courseOf, encode, inOrder, mark, markOf, timeOf } from '../../src/watch/time-line.ts';
import { UNTOUCHED } from '../../src/watch/track.ts';
import { MINUTE, readingOf, SETTINGS } from './support/script.ts';

const settings: Settings = { ...SETTINGS, staleAfterMs: 10 * MINUTE };

/** Readings from lines without their tunnel, such as `poll up @5`. */
const codesOf = (...lines: readonly string[]): readonly number[] => inOrder(lines.map((line) => encode(readingOf(line.replace(' ', ' t ')))));

/** Marks from lines such as `up @5`. */
const marksOf = (...lines: readonly string[]): readonly number[] => lines.map((line) => mark(Number(line.split('@')[1]) * MINUTE, line.split(' ')[0] as Value));
const linesOf = (marks: readonly number[]): readonly string[] => marks.map((code) => `${markOf(code) ?? ''} @${timeOf(code) / MINUTE}`);

/** A tunnel that is known to be up since minute 1, and what else was heard. */
const heard = (track: Partial<Track>, ...lines: readonly string[]): Track => ({ ...UNTOUCHED, periodMs: MINUTE, value: 'up', said: 'up', ...track, readings: codesOf('poll up @1', ...lines) });

interface Told {
  readonly untold: readonly string[];
  readonly unshown: readonly string[];
}

/** What an account comes to where more is heard of the time before `known`, and what is news. */
function account(track: Track, more: readonly string[], known = 100, live: readonly Untold[] = []): Told {
  const readings = inOrder([...track.readings, ...codesOf(...more)]);
  const course = courseOf({ ...track, readings }, settings.confirm, known * MINUTE * 64);
  const { untold, unshown } = accountOf(track, course, live, settings);
  return { untold: untold.map(({ from, to, at, late }) => `${from} > ${to} @${at / MINUTE}${late ? ' late' : ''}`), unshown: linesOf(unshown) };
}

const news = (from: Value, to: Value, at: number): Untold => ({ from, to, at: at * MINUTE, late: false, phase: undefined, code: 0 });

describe('an outage that was missed', () => {
  test('is told late, with its end', () => {
    expect(account(heard({}, 'poll up @9'), ['event down @5', 'event up @6'])).toEqual({ untold: ['up > down @5 late', 'down > up @6 late'], unshown: [] });
  });

  test('is told of none that is news, or has no end yet', () => {
    expect(account(heard({}, 'poll up @4'), ['event down @5', 'event up @6'], 4).untold).toEqual([]);
    expect(account(heard({}), ['event down @5']).untold).toEqual([]);
  });

  test('stands beside those that were told: each for the nearest one', () => {
    const told = heard({}, 'event down @5', 'event up @6', 'poll up @20');
    expect(account(told, ['event down @11', 'event up @12']).untold).toEqual(['up > down @11 late', 'down > up @12 late']);
    expect(account(told, ['event down @2', 'event up @3']).untold).toEqual(['up > down @2 late', 'down > up @3 late']);
  });

  test('is the one that what is news stands for, where that is nearer', () => {
    const told = heard({}, 'poll up @20');
    expect(account(told, ['event down @5', 'event up @6', 'event down @11', 'event up @12'], 100, [news('up', 'down', 5.5)]).untold).toEqual(['up > down @11 late', 'down > up @12 late', 'up > down @5.5']);
  });

  test('is followed by silence where that was told last, as what ended the last outage shows it', () => {
    const track = heard({ said: 'unknown', asOf: 9 * MINUTE }, 'poll up @9');
    const readings = inOrder([...track.readings, ...codesOf('event down @3', 'event up @4', 'event down @5', 'event up @6')]);
    const { untold } = accountOf(track, courseOf({ ...track, readings }, settings.confirm), [], settings);
    expect(untold.map(({ from, to, at, code }) => `${from} > ${to} @${at / MINUTE} by @${timeOf(code) / MINUTE}`)).toEqual([
      'unknown > down @3 by @3',
      'down > up @4 by @4',
      'up > down @5 by @5',
      'down > up @6 by @6',
      'up > unknown @19 by @6',
    ]);
  });
});

describe('of several outages, each that was told stands for one that is shown, in order of time', () => {
  const lines = ['event down @5', 'event up @6', 'event down @6.2', 'event up @8'] as const;

  test('also where another were nearer', () => {
    // The first was told as of 5.9, which is nearer to the second; the second as of 7.5.
    const track = heard({ unshown: marksOf('down @7.5') }, 'poll down @5.9', 'poll up @9');
    expect(account(track, lines)).toEqual({ untold: [], unshown: [] });
  });

  test('whether it is remembered or shown still', () => {
    const three = ['event down @2.5', 'event up @3.5', 'event down @5.2', 'event up @6'] as const;
    const track = heard({ unshown: marksOf('down @3', 'up @3.8') }, 'event down @9', 'event up @9.5', 'poll up @12');
    expect(account(track, three)).toEqual({ untold: ['up > down @5.2 late', 'down > up @6 late'], unshown: [] });
  });

  test('as many as there are, and of those the nearest', () => {
    const track = heard({}, 'poll up @20');
    const told = [news('up', 'down', 6), news('down', 'up', 8)];
    expect(account(track, lines, 100, told).untold.filter((line) => line.endsWith('late'))).toEqual(['up > down @5 late', 'down > up @6 late']);
    expect(account(track, lines, 100, [news('up', 'down', 5.4)]).untold.filter((line) => line.endsWith('late'))).toEqual(['up > down @6.2 late', 'down > up @8 late']);
  });
});

describe('what was told and is no longer shown', () => {
  const late = ['event down @5', 'event up @6'] as const;

  test('is struck off by what takes its place, with what ended it', () => {
    expect(account(heard({ unshown: marksOf('down @5.5', 'up @6.5') }, 'poll up @9'), late)).toEqual({ untold: [], unshown: [] });
    expect(account(heard({ unshown: marksOf('up @4.5', 'down @5.5', 'down @5.8', 'up @6.5', 'up @7') }, 'poll up @9'), late)).toEqual({ untold: [], unshown: ['up @4.5', 'down @5.8', 'up @7'] });
    expect(account(heard({ unshown: marksOf('down @5.5') }, 'poll up @9'), late)).toEqual({ untold: [], unshown: [] });
  });

  test('stands for what takes its place, however far that is, and not for what says something else', () => {
    expect(account(heard({ unshown: marksOf('down @2', 'up @2.5') }, 'poll up @9'), late)).toEqual({ untold: [], unshown: [] });
    expect(account(heard({ unshown: marksOf('down @8') }, 'poll up @9'), late).untold).toEqual([]);
    expect(account(heard({ unshown: marksOf('up @5') }, 'poll up @9'), late).untold).toEqual(['up > down @5 late', 'down > up @6 late']);
  });

  test('is told again neither as one nor as the other, and stands for one alone', () => {
    const twice = ['event down @3', 'event up @4', ...late] as const;
    expect(account(heard({ unshown: marksOf('down @5.2', 'up @5.8') }, 'poll up @9'), twice)).toEqual({ untold: ['up > down @3 late', 'down > up @4 late'], unshown: [] });
  });

  test('is what evidence has overruled: of those that were told, the ones that no other stands for', () => {
    const told = heard({}, 'point mixed @8', 'poll up @9', 'poll down @12', 'poll up @14');
    // The event says that it came up within the minute of both, and so no more than that.
    expect(account(told, ['event up @7.5'])).toEqual({ untold: [], unshown: ['down @7', 'up @9'] });
    expect(account(heard({}, 'event down @5', 'event up @6'), ['poll up @9'])).toEqual({ untold: [], unshown: [] });
  });

  test('strikes off a pair that is news, where both were told', () => {
    const told = heard({}, 'point mixed @8', 'poll up @9');
    expect(account(told, ['event up @7.5', 'event down @7.2'], 7, [news('up', 'down', 7.2), news('down', 'up', 7.5)]).untold).toEqual([]);
    expect(account(told, ['event up @7.5'], 100, [news('up', 'down', 9), news('down', 'up', 9.5)]).untold).toEqual([]);
    expect(account(told, ['event up @7.5'], 100, [news('up', 'down', 9.1), news('down', 'up', 9.5)]).untold).toEqual(['up > down @9.1', 'down > up @9.5']);
  });

  test('strikes off as many pairs that are news as were told', () => {
    const told = heard({ unshown: marksOf('down @5.5', 'up @5.6') }, 'poll up @9');
    const pair = (from: number, until: number): readonly Untold[] => [news('up', 'down', from), news('down', 'up', until)];
    expect(account(told, [], 100, [...pair(5, 5.2), ...pair(5.8, 5.9)]).untold).toEqual(['up > down @5.8', 'down > up @5.9']);
    expect(account(told, [], 100, [...pair(30, 31), ...pair(5.3, 5.4)]).untold).toEqual(['up > down @30', 'down > up @31']);
  });

  test('strikes off no news that is no pair, and none that follows silence', () => {
    const track = heard({ unshown: marksOf('down @5.5') }, 'poll up @9');
    expect(account(track, [], 100, [news('up', 'down', 5)]).untold).toEqual(['up > down @5']);
    expect(account(track, [], 100, [news('up', 'down', 5), news('down', 'unknown', 15)]).untold).toEqual(['up > down @5', 'down > unknown @15']);
    expect(account(track, [], 100, [news('unknown', 'down', 5), news('down', 'unknown', 15)]).untold).toEqual(['unknown > down @5', 'down > unknown @15']);
  });

  test('is none of the end of silence, which says nothing that was not told before it', () => {
    expect(account(heard({ said: 'unknown' }, 'poll up @9'), [], 100, [news('unknown', 'up', 9)]).unshown).toEqual([]);
    expect(account(heard({}, 'poll up @9'), [], 100, [news('up', 'down', 9)]).unshown).toEqual(['down @9']);
    expect(account({ ...UNTOUCHED, periodMs: MINUTE }, [], 100, [news('unknown', 'up', 9)]).unshown).toEqual(['up @9']);
  });

  test('is none of what is told first, and shown as where it begins', () => {
    const first = (says: 'up' | 'down'): Told => account({ ...UNTOUCHED, periodMs: MINUTE }, [`event ${says} @1`], 0, [news('unknown', says, 1)]);
    expect([first('up').unshown, first('down').unshown]).toEqual([[], []]);
  });

  test('is none of what was disabled', () => {
    const track: Track = { ...UNTOUCHED, periodMs: MINUTE, value: 'up', said: 'up', readings: codesOf('poll disabled @1', 'poll up @5') };
    expect(account(track, [], 100, [news('up', 'down', 9)]).unshown).toEqual(['down @9']);
  });

  test('is none of silence', () => {
    expect(account(heard({}, 'poll up @9'), [], 100, [news('up', 'unknown', 19)]).unshown).toEqual([]);
    expect(account(heard({ said: 'unknown', asOf: 9 * MINUTE }, 'poll up @9'), ['event down @3', 'event up @4']).unshown).toEqual([]);
  });

  test('is none of what was told twice, as what ended a late outage is', () => {
    const told = heard({}, 'event down @5', 'event up @6');
    expect(account(told, [], 100, [news('down', 'up', 6)]).unshown).toEqual([]);
  });
});
