import { expect, test } from 'vitest';
import { SILENT } from '../../src/internal/logger.ts';
import { warnOfShortTimes } from '../../src/internal/short-times.ts';

const NOW = Date.UTC(2026, 10, 30);

function warningsOf(times: Readonly<Record<string, number | undefined>>, now = NOW): readonly string[] {
  const warnings: string[] = [];
  warnOfShortTimes(times, now, { ...SILENT, warn: (text) => warnings.push(text) }, { now: () => NOW });
  return warnings;
}

test('a time below a second is warned of, with what it would be in milliseconds', () => {
  expect(warningsOf({ pollMs: 60, staleAfterMs: 600 })).toEqual([
    'pollMs 60 is less than a second, because it is in milliseconds: for 60 seconds, give 60_000',
    'staleAfterMs 600 is less than a second, because it is in milliseconds: for 600 seconds, give 600_000',
  ]);
  expect(warningsOf({ pollMs: 999.5 })).toEqual([
    'pollMs 999.5 is less than a second, because it is in milliseconds: for 999.5 seconds, give 999_500',
  ]);
  expect(warningsOf({ pollMs: 0.5 })).toEqual([
    'pollMs 0.5 is less than a second, because it is in milliseconds: for 0.5 seconds, give 500',
  ]);
});

test('a second, nothing at all and an absent time are not', () => {
  expect(warningsOf({ pollMs: 1_000, lagMs: 0, overlapMs: undefined })).toEqual([]);
});

test('a clock that is a day or more off is that of a simulation, which means what it says', () => {
  expect(warningsOf({ pollMs: 60 }, NOW - 86_400_000)).toHaveLength(1);
  expect(warningsOf({ pollMs: 60 }, NOW + 86_400_001)).toEqual([]);
});
