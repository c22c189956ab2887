import { describe, expect, test } from 'vitest';
import type { Confirm, Observation } from '../../src/watch/timeline/index.ts';
import { lineOf, MINUTE, observationOf, Script } from './support/script.ts';

/** What is announced of lines of one tunnel: each known at its own time, or at that which `known 9` names, and datapoints a minute later. */
function told(
  before: 'up' | 'down',
  lines: readonly string[],
  { isWide = false, confirm = { down: 1, up: 1 } }: { readonly isWide?: boolean; readonly confirm?: Confirm } = {},
): readonly string[] {
  const script = new Script({ confirm });
  const arriving = [`poll ${before} @0`, ...lines].map((line) => {
    const [text = '', known] = line.split(' known ');
    const observation = observationOf(text.replace(' ', ' a '));
    const own: Observation = isWide && observation.source === 'metric' ? { ...observation, isEdgeUnknown: true } : observation;
    const knownAt = known === undefined ? own.at + (own.source === 'metric' ? MINUTE : 0) : Number(known) * MINUTE;
    return { asOf: knownAt, observations: [own] };
  });
  for (const evidence of arriving.toSorted((one, other) => one.asOf - other.asOf)) script.takes(evidence);
  return script.announced.map(({ to, at, isLate }) => `${to} @${Math.round((at / MINUTE) * 100) / 100}${isLate ? ' late' : ''}`);
}

/** The same with up and down in each other's place. */
const mirrored = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => line.replace(/\b(up|down)\b/, (side) => (side === 'up' ? 'down' : 'up')));

// An event or a poll at 3.9, and a period that begins at 4: the clocks may be apart by more than lies between them.
describe.each([
  ['a tunnel that is up', 'up', (lines: readonly string[]) => lines],
  ['a tunnel that is down', 'down', mirrored],
] as const)('%s', (_, before, of) => {
  test('changes and returns by its datapoints: the events that come late are of no other change', () => {
    const points = ['point up @1', 'point up @2', 'point up @3', 'point down @4', 'point up @5', 'point up @8'];
    const events = ['event down @3.9 known 7.2', 'event up @4.3 known 7.9'];
    expect(told(before, of([...points, ...events]))).toEqual(of(['down @3', 'up @4']));
  });

  test('changes within a datapoint of both, returns by the next one: the event that comes late is of no other change', () => {
    const points = ['point up @1', 'point up @2', 'point up @3', 'point mixed @4', 'point up @5', 'point up @8'];
    expect(told(before, of([...points, 'event down @3.9 known 7.2', 'event up @4.1 known 7.9']))).toEqual(of(['down @3', 'up @4']));
  });

  test.each([
    ['whole', 'down'],
    ['of both', 'mixed'],
  ])(
    'is told one change and its return where nobody knows which end of a period a timestamp names, and the first period is %s',
    (_, first) => {
      const points = ['point up @1', 'point up @2', 'point up @3', `point ${first} @4`, 'point up @5', 'point up @8'];
      const changes = told(before, of([...points, 'event down @3.9 known 7.2', 'event up @4.3 known 7.9']), { isWide: true });
      expect(changes.map((one) => one.split(' ')[0])).toEqual(of(['down', 'up']));
    },
  );

  test('is changed by a poll, and returns by the next datapoint, before it changes again', () => {
    const lines = [
      ...['point up @1', 'point up @2', 'point up @3', 'point mixed @4', 'point up @5', 'point mixed @6', 'point mixed @7'],
      ...['point up @8', 'point up @9', 'poll down @3.9', 'poll up @6.8', 'poll up @9.8'],
    ];
    expect(told(before, of(lines))).toEqual(of(['down @3.9', 'up @4', 'down @5', 'up @7']));
  });

  test('is changed by a poll, and a datapoint says otherwise where the one before it is missing: that may be of before', () => {
    expect(told(before, of(['point up @1', 'point up @2', 'poll down @3.9', 'point up @5', 'point down @6']))).toEqual(of(['down @3.9']));
  });

  test('is changed by an event, and the datapoint of its minute does not show it: the next one may be of before too', () => {
    const points = ['point up @1', 'point up @2', 'point up @3', 'point up @4', 'point up @5', 'point down @6', 'point down @7'];
    expect(told(before, of([...points, 'event down @3.9']))).toEqual(of(['down @3.9']));
  });

  test.each([false, true])('is changed by a poll right before a period of both, which the change is in by its clock: wide %s', (isWide) => {
    const polls = ['poll up @3.7', 'poll down @3.99', 'poll down @4.3', 'poll down @4.7', 'poll down @5.3', 'poll down @6.5'];
    const points = ['point up @2', 'point up @3', 'point up @4', 'point mixed @5', 'point down @6', 'point down @7'];
    expect(told(before, of([...polls, ...points]), { isWide })).toEqual(of(['down @3.99']));
  });

  test.each([false, true])(
    'is changed by a poll, the next datapoint is missing, and one of both follows: that may be of the change: wide %s',
    (isWide) => {
      const lines = [
        'point up @2',
        'point up @3',
        'poll down @3.99',
        'poll down @4.99',
        'point mixed @5',
        'point down @6',
        'point down @7',
      ];
      expect(told(before, of(lines), { isWide })).toEqual(of(['down @3.99']));
      expect(told(before, of([...lines, 'point up @4 known 9']), { isWide })).toEqual(of(['down @3.99']));
    },
  );

  test('is changed by a poll, the datapoint of before shows it as well, and one of both comes next: that is another change', () => {
    const points = ['point up @2', 'point up @3', 'point mixed @4', 'point mixed @5', 'point down @6', 'point down @7'];
    expect(told(before, of([...points, 'poll down @3.99'])).map((one) => one.split(' ')[0])).toEqual(of(['down', 'up', 'down']));
  });

  test('is changed within seconds between two periods, and the second shows it: the events that come late are of the same change', () => {
    const points = ['point up @3', 'point up @4', 'point up @5', 'point down @6', 'point up @7', 'point up @8', 'point up @9'];
    expect(told(before, of([...points, 'event down @4.926 known 9.1', 'event up @4.992 known 9.1']))).toEqual(of(['down @5', 'up @6']));
  });

  test('is changed by a poll and an event, and the datapoint before a period of both is missing: the event says that the change is in it', () => {
    const exact = ['poll down @4.9', 'poll up @5.97', 'event up @5.99 known 6.05', 'poll up @6.9', 'poll up @7.9', 'poll up @8.9'];
    expect(told(before, of(['point up @3', 'point down @5', 'point mixed @7', 'point up @8', 'point up @9', ...exact])).slice(-1)).toEqual(
      of(['up @5.97']),
    );
  });

  test('is changed and returns by polls, with a period of both for each: the second is that of the return', () => {
    const polls = ['poll up @4.3', 'poll down @4.64', 'poll up @4.97', 'poll up @5.3', 'poll up @5.64', 'poll up @6.3', 'poll up @7.3'];
    expect(told(before, of(['point up @3', 'point up @4', 'point mixed @5', 'point mixed @6', 'point up @7', ...polls]))).toEqual(
      of(['down @4.64', 'up @4.97']),
    );
  });

  const confirm = before === 'up' ? { down: 2, up: 1 } : { down: 1, up: 2 };

  test('is changed by an event that others confirm: a period of both right after it is no other change', () => {
    const exact = ['poll up @34.9', 'event down @34.93 known 35.9', 'poll down @35.9', 'poll down @36.9', 'poll down @37.9'];
    const points = ['point up @33', 'point up @34', 'point up @35', 'point mixed @36', 'point down @37', 'point down @38'];
    expect(told(before, of([...exact, ...points]), { confirm })).toEqual(of(['down @34.93']));
  });

  test('returns by an event that comes after the poll that confirms the change last: that may be of before', () => {
    const exact = [
      'poll down @10.9',
      'poll down @11.9',
      'poll down @28.54',
      'event up @28.51 known 29.4',
      'poll up @29.54',
      'poll up @30.54',
    ];
    expect(told(before, of(exact), { confirm })).toEqual(of(['down @10.9', 'up @28.51']));
  });

  test('does not return by an event from long before what confirms the change', () => {
    const exact = [
      'poll down @10.9',
      'poll down @11.9',
      'poll down @28.54',
      'event up @27.5 known 29.4',
      'poll down @29.54',
      'poll down @30.54',
    ];
    expect(told(before, of(exact), { confirm })).toEqual(of(['down @10.9', 'up @27.5 late', 'down @28.54 late']));
  });
});

test('a return that an event takes back, since the datapoint may be of after it, is over when the event says', () => {
  const wide = (line: string): Observation => ({ ...observationOf(line), isEdgeUnknown: true });
  const script = new Script();
  script.hears(28, 'poll a up @28');
  expect(script.hears(29, 'event a down @28.75')).toEqual(['a: up > down @28.75']);
  expect(script.takes({ asOf: 33.6 * MINUTE, observations: [wide('point a up @33')] }).map(lineOf)).toEqual(['a: down > up @32']);
  const observations = [wide('point a down @34'), observationOf('event a down @33.85')];
  expect(script.takes({ asOf: 34.6 * MINUTE, observations }).map(lineOf)).toEqual(['a: up > down @33.85']);
});
