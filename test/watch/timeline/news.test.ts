import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../src/watch/timeline/evaluate.ts';
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
