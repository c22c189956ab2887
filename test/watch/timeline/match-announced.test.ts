import { describe, expect, test } from 'vitest';
import { matchAnnounced } from '../../../src/watch/timeline/match-announced.ts';
import type { Value } from '../../../src/watch/timeline/observation.ts';

const TOLERANCE = 2;
const changesOf = (...lines: readonly string[]) =>
  lines.map((line) => ({ to: line.split(' ')[0] as Value, at: Number(line.split('@')[1]), after: Number(line.split('@')[1]) }));

/** Which change of a history each announced one is, such as `down @5 = down @30`. */
function matched(announced: readonly string[], history: readonly string[]): readonly string[] {
  const found = matchAnnounced(changesOf(...announced), changesOf(...history), TOLERANCE);
  const pairs = [...found.changes].map(([change, one]) => `${one.to} @${one.at} = ${change.to} @${change.at}`);
  expect(found.announced.size).toBe(pairs.length);
  return pairs.sort();
}

describe('what was announced', () => {
  test('is what is near, and a whole outage far away is none of the history', () => {
    expect(matched(['down @5', 'up @6'], ['down @4', 'up @6'])).toEqual(['down @5 = down @4', 'up @6 = up @6']);
    expect(matched(['down @5', 'up @6'], ['down @30', 'up @31'])).toEqual([]);
  });

  test('without its other half is the nearest change, however far away', () => {
    expect(matched(['down @20', 'up @60'], ['down @55', 'up @60'])).toEqual(['down @20 = down @55', 'up @60 = up @60']);
    expect(matched(['down @20', 'up @60'], ['down @5', 'up @6', 'down @55', 'up @60'])).toEqual(['down @20 = down @5', 'up @60 = up @60']);
    expect(matched(['down @10', 'up @11', 'down @20', 'up @60'], ['down @40', 'up @41', 'down @55', 'up @60'])).toEqual([
      'down @20 = down @40',
      'up @60 = up @60',
    ]);
  });

  test('stands for one change, and is none where there is none', () => {
    expect(matched(['down @20', 'down @21', 'up @60'], ['down @50', 'up @51', 'down @55', 'up @60'])).toEqual([
      'down @20 = down @55',
      'down @21 = down @50',
      'up @60 = up @60',
    ]);
    expect(matched(['down @20'], ['up @60'])).toEqual([]);
    expect(matched(['up @20', 'up @30'], ['up @60'])).toEqual(['up @30 = up @60']);
  });

  test('is no news of long after it, and may be news that is near', () => {
    const history = changesOf('down @40', 'up @50');
    expect(matchAnnounced(changesOf('down @20', 'up @50'), history, TOLERANCE, new Set(history)).changes.has(history[0]!)).toBe(false);
    expect(matchAnnounced(changesOf('down @39', 'up @50'), history, TOLERANCE, new Set(history)).changes.has(history[0]!)).toBe(true);
  });
});
