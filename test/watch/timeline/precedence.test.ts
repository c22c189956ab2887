import { describe, expect, test } from 'vitest';
import {
  BEGINNING,
  type Claim,
  type Code,
  decode,
  encode,
  encodeHold,
  inOrder,
  type Observation,
  type Value,
} from '../../../src/watch/timeline/observation.ts';
import { isOverruled, type Known, reachOf, settledAt, UNCERTAINTY_MS } from '../../../src/watch/timeline/precedence.ts';
import { MINUTE, observationOf } from '../support/script.ts';

const ABOUT = { tunnel: 't', aspect: 'ipsec' } as const;
const SECOND = 1 / 60;
const UNCERTAIN = UNCERTAINTY_MS / MINUTE;

/** From a line without a tunnel, such as `point up @5`; `wide point up @5` is one of which nobody knows which end of its period is named. */
function observed(line: string): Observation {
  const isWide = line.startsWith('wide ');
  const observation = observationOf(line.replace('wide ', '').replace(' ', ' t '));
  // Between two milliseconds there is nothing.
  return { ...observation, at: Math.round(observation.at), ...(isWide && { isEdgeUnknown: true }) };
}

const UNKNOWN: Known = { since: 0, code: BEGINNING, was: 'unknown', isOfEvent: false };

/** Whether the first line is overruled among all of them, after what was known before it. */
function overruled(line: string, others: readonly string[], known = UNKNOWN): boolean {
  const own = encode(observed(line));
  const observations = inOrder([own, ...others.map((other) => encode(observed(other)))]);
  return isOverruled(observations, observations.indexOf(own), { periodMs: MINUTE, known });
}

/** A value that came to be with an observation, such as `event up @5`, after another. */
function changed(was: Value, line: string): Known {
  const observation = observed(line);
  const code = encode(observation);
  return { since: observation.at - (observation.periodMs ?? 0), code, was, isOfEvent: observation.source === 'event' };
}

test('a datapoint speaks for its period, and one of an unknown edge for two', () => {
  const reach = (line: string): number => reachOf(encode(observed(line)), MINUTE) / MINUTE;
  expect([reach('point up @5'), reach('wide point up @5')]).toEqual([5, 6]);
});

test('what happened in a mixed period is over two periods after its start, and where the edge is unknown, as far as clocks are known', () => {
  const settled = (line: string): number => settledAt(encode(observed(line)), MINUTE) / MINUTE;
  expect([settled('point mixed @5'), settled('wide point mixed @5')]).toEqual([6, 6 + UNCERTAIN]);
});

test('a datapoint of an unknown edge is remembered as such', () => {
  for (const line of ['point up @5', 'wide point mixed @5', 'poll phase2 @5', 'event phase1-ok @5'])
    expect(decode(encode(observed(line)), ABOUT, MINUTE)).toEqual(observed(line));
});

describe('a datapoint is overruled', () => {
  test.each<[string, string, readonly string[], boolean]>([
    ['by nothing', 'point down @6', [], false],
    ['by an event in its period that says otherwise', 'point down @6', ['event up @5.5'], true],
    ['by one that says the same: that knows the instant', 'point down @6', ['event down @5.5'], true],
    ['by no event of the instant that its period begins', 'point down @6', ['event up @5'], false],
    ['by an event of the instant that it ends', 'point down @6', ['event up @6'], true],
    ['by no event after it', 'point down @6', [`event up @${6 + SECOND}`], false],
    ['by no event that says nothing of up and down', 'point down @6', ['event phase1-ok @5.5'], false],
    ['by a poll in its period that says otherwise', 'point down @6', ['poll up @5.5'], true],
    ['by no poll that says the same', 'point down @6', ['poll down @5.5'], false],
    ['by no poll of the instant that it ends, or later', 'point down @6', ['poll up @6', 'poll up @6.1'], false],
    ['by no other datapoint', 'point down @6', ['point up @6.5'], false],
    ['with an unknown edge, by an event of the second period it may be of', 'wide point down @6', ['event up @6.9'], true],
    ['with an unknown edge, by a poll of it', 'wide point down @6', ['poll up @6.9'], true],
    ['with an unknown edge, by nothing after that', 'wide point down @6', [`event up @${7 + SECOND}`, 'poll up @7'], false],
  ])('%s', (_, line, others, expected) => {
    expect(overruled(line, others)).toBe(expected);
  });
});

describe('a period of both', () => {
  test.each<[string, string, readonly string[], boolean]>([
    ['is explained by an event in it', 'point mixed @6', ['event up @5.5'], true],
    ['is explained by an event of the period after it', 'point mixed @6', ['event down @6.9'], true],
    ['is not explained by one after that', 'point mixed @6', [`event down @${7 + SECOND}`], false],
    ['is not explained by a poll, which sees one moment of it', 'point mixed @6', ['poll up @5.5', 'poll down @5.8'], false],
  ])('%s', (_, line, others, expected) => {
    expect(overruled(line, others)).toBe(expected);
    expect(overruled(`wide ${line}`, others)).toBe(expected);
  });
});

describe('what nobody knows to come after a change says nothing where it says what was before', () => {
  const soon = 5 + UNCERTAIN;
  const later = soon + SECOND;
  // A datapoint stands at the start of its period.
  const pointAt = (minute: number, claim = 'down'): string => `point ${claim} @${minute + 1}`;
  test.each<[string, string, Known, boolean]>([
    ['a datapoint right after an event', pointAt(soon), changed('down', 'event up @5'), true],
    ['a datapoint later than that', pointAt(later), changed('down', 'event up @5'), false],
    ['a datapoint that agrees with the event', pointAt(soon, 'up'), changed('down', 'event up @5'), false],
    ['a datapoint right after a poll', pointAt(soon), changed('down', 'poll up @5'), true],
    ['a datapoint right after a datapoint', pointAt(soon), changed('down', 'point up @6'), false],
    ['a datapoint of neither what was nor what is', pointAt(soon), changed('disabled', 'poll up @5'), false],
    ['a period of both right after an event, which explains it', pointAt(soon, 'mixed'), changed('down', 'event up @5'), true],
    ['a period of both right after the first that is known', pointAt(soon, 'mixed'), changed('unknown', 'event up @5'), false],
    ['a period of both right after a poll, for all that is known', pointAt(soon, 'mixed'), changed('down', 'poll up @5'), true],
    ['a poll right after an event, by a clock that is ahead', `poll down @${soon}`, changed('down', 'event up @5'), true],
    ['a poll later than that', `poll down @${later}`, changed('down', 'event up @5'), false],
    ['a poll right after a poll', `poll down @${soon}`, changed('down', 'poll up @5'), false],
    ['a poll right after a datapoint', `poll down @${soon}`, changed('down', 'point up @6'), false],
    ['an event right after an event', `event down @${soon}`, changed('down', 'event up @5'), false],
  ])('%s', (_, line, known, expected) => {
    expect(overruled(line, [], known)).toBe(expected);
  });

  test('a period of both right after an event, whatever the datapoint before it shows', () => {
    const own = encode(observed(pointAt(soon, 'mixed')));
    for (const claimBefore of ['up', 'down', 'mixed', undefined] as const)
      expect(isOverruled([own], 0, { periodMs: MINUTE, known: changed('down', 'event up @5'), claimBefore })).toBe(true);
  });

  test.each<[string, Claim | undefined, boolean]>([
    ['nothing of the change', 'down', true],
    ['the change', 'up', false],
    ['a change as well', 'mixed', false],
    ['nothing, since it is missing', undefined, true],
  ])('a period of both right after a poll, where the datapoint before it shows %s', (_, claimBefore, expected) => {
    const own = encode(observed(pointAt(soon, 'mixed')));
    expect(isOverruled([own], 0, { periodMs: MINUTE, known: changed('down', 'poll up @5'), claimBefore })).toBe(expected);
  });
});

describe('where the value of before a change began in the period right before that of a datapoint, as far as clocks are known', () => {
  const [at, bound] = [6 * MINUTE, 5 * MINUTE - UNCERTAINTY_MS];
  const isOfBefore = (claim: Claim, before: Claim, wasSince: number): boolean => {
    const known = { ...changed('down', 'poll up @6'), wasSince };
    return isOverruled([encode(observed(`point ${claim} @${at / MINUTE + 1}`))], 0, { periodMs: MINUTE, known, claimBefore: before });
  };

  test('the datapoint before it may be of before both, so this one is no return', () => {
    expect([bound - 1, bound, bound + 1].map((since) => isOfBefore('down', 'up', since))).toEqual([false, true, true]);
  });

  test('one of both is another change where the datapoint before it shows the change', () => {
    expect(isOfBefore('mixed', 'up', bound + 1)).toBe(false);
  });

  test('a period of both after another is of both changes', () => {
    expect([bound - 1, bound, bound + 1].map((since) => isOfBefore('mixed', 'mixed', since))).toEqual([false, true, true]);
  });
});

describe('at one instant', () => {
  test.each<[string, string, readonly string[], boolean]>([
    ['an event has the last word over a poll', 'poll down @5', ['event up @5'], true],
    ['and is not overruled by it', 'event up @5', ['poll down @5'], false],
    ['what failed has the last word among events', 'event up @5', ['event phase2 @5'], true],
    ['and is not overruled', 'event phase2 @5', ['event up @5'], false],
    ['what says the same stands', 'poll up @5', ['event up @5'], false],
    ['what says nothing of up and down overrules nothing', 'poll down @5', ['event phase1-ok @5'], false],
    ['and is not overruled', 'event phase1-ok @5', ['event down @5'], false],
    ['a period that begins then overrules nothing', 'poll down @5', ['point up @6'], false],
    ['what comes a moment later overrules nothing', 'poll down @5', [`event up @${5 + SECOND}`], false],
  ])('%s', (_, line, others, expected) => {
    expect(overruled(line, others)).toBe(expected);
  });
});

test('a value that is held overrules nothing that is observed at its instant', () => {
  const observations = inOrder([encode(observed('poll down @5')), encodeHold(5 * MINUTE, 'up')]);
  expect(isOverruled(observations, 0, { periodMs: MINUTE, known: UNKNOWN })).toBe(false);
});

test('the order at one instant is poll, event, period, period of an unknown edge', () => {
  const at5 = ['wide point up @6', 'point up @6', 'event up @5', 'poll up @5'].map((line): Code => encode(observed(line)));
  expect(inOrder(at5)).toEqual([...at5].reverse());
});
