import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../src/watch/timeline/evaluate.ts';
import { shownBy } from '../../../src/watch/timeline/observation.ts';
import { EMPTY, type Timeline } from '../../../src/watch/timeline/timeline.ts';
import { MINUTE, observationOf, SETTINGS } from '../support/script.ts';

/** What a tunnel announces of lines of which each becomes known at its own time, and of moments of silence such as `silence @20`. */
function announced(lines: readonly string[], forgetAfter = Infinity): readonly string[] {
  let timeline: Timeline = EMPTY;
  return lines.flatMap((line) => {
    const now = Number(line.split('@')[1]) * MINUTE;
    const fresh = line.startsWith('silence') ? [] : [observationOf(line.replace(' ', ' t '))];
    const evaluation = evaluate('ipsec', timeline, fresh, now, { ...SETTINGS, forgetBefore: now - forgetAfter * MINUTE });
    ({ timeline } = evaluation);
    return evaluation.announcements.map(({ from, to, at, isLate }) => `${from} > ${to} @${at / MINUTE}${isLate ? ' late' : ''}`);
  });
}

describe('the end of silence is dated by what ended it', () => {
  const lines = ['poll up @1', 'poll up @2', 'poll down @3', 'poll down @4', 'silence @20', 'poll down @40'] as const;

  test.each([[Infinity], [20], [5], [0]])('also where all but the last %s minutes are forgotten', (forgetAfter) => {
    expect(announced(lines, forgetAfter)).toEqual(['up > down @3', 'down > unknown @14', 'unknown > down @40']);
    expect(announced(['poll up @1', 'silence @20', 'poll up @40'], forgetAfter)).toEqual(['up > unknown @11', 'unknown > up @40']);
  });
});

test('the end of silence is shown by what shows the value, not by an event that decides nothing', () => {
  const settings = { ...SETTINGS, confirm: { down: 3, up: 2 } };
  const known = evaluate('ipsec', EMPTY, ['poll t up @1', 'event t phase1-ok @2'].map(observationOf), 2 * MINUTE, {
    ...settings,
    forgetBefore: 2 * MINUTE,
    isBaseline: true,
  });
  const silent = evaluate('ipsec', known.timeline, [], 30 * MINUTE, settings);
  const heard = evaluate('ipsec', silent.timeline, [observationOf('point t down @31')], 31 * MINUTE, settings);
  expect(heard.announcements.map(({ to, code }) => [to, shownBy(code).source])).toEqual([['up', 'topology']]);
});

describe('what is observed first', () => {
  test('is silent where it is old, and heard again later', () => {
    const first = evaluate('ipsec', EMPTY, [observationOf('poll t up @1')], 30 * MINUTE, SETTINGS);
    expect([first.announcements, first.timeline.lastAnnounced]).toEqual([[], 'unknown']);
    expect(evaluate('ipsec', first.timeline, [observationOf('poll t up @31')], 31 * MINUTE, SETTINGS).announcements).toMatchObject([
      { from: 'unknown', to: 'up', at: 31 * MINUTE },
    ]);
  });

  test('is announced as what it comes to, and not as what it was before', () => {
    const lines = ['poll t up @1', 'event t down @3', 'event t up @5'].map(observationOf);
    const { announcements } = evaluate('ipsec', EMPTY, lines, 0, { ...SETTINGS, emitInitial: true });
    expect(announcements).toMatchObject([{ from: 'unknown', to: 'up', at: 5 * MINUTE }]);
    expect(announcements).toHaveLength(1);
  });
});

describe('a value that evidence shows in place of another', () => {
  /** What is announced of lines that become known together, after others. */
  function announcedWith(before: readonly (readonly string[])[], ...lines: readonly string[]): readonly string[] {
    const settings = { ...SETTINGS, staleAfterMs: 1000 * MINUTE };
    const observed = (group: readonly string[]) => group.map((line) => observationOf(line.replace(' ', ' t ')));
    const timeline = before.reduce((known, group) => evaluate('ipsec', known, observed(group), 0, settings).timeline, EMPTY);
    return evaluate('ipsec', timeline, observed(lines), 0, settings).announcements.map(
      ({ from, to, at, isLate }) => `${from} > ${to} @${at / MINUTE}${isLate ? ' late' : ''}`,
    );
  }

  test('is dated by what it shows, where it began after all that was announced', () => {
    expect(announcedWith([['event up @2', 'event up @7']], 'event down @3', 'event down @7')).toEqual(['up > down @3']);
  });

  test('is known since that evidence, where it began no later than something that was announced', () => {
    expect(announcedWith([['poll up @1'], ['event down @2', 'event up @6']], 'event down @6')).toEqual(['up > down @6']);
    expect(announcedWith([['point up @3.1']], 'event down @2.2', 'event down @2.1')).toEqual(['up > down @2.2']);
  });
});
