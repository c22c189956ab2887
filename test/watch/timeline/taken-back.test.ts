import { expect, test } from 'vitest';
import { NOTHING_KNOWN } from '../../../src/watch/timeline/history.ts';
import { encode, type Observation, type Value } from '../../../src/watch/timeline/observation.ts';
import { isTakenBack } from '../../../src/watch/timeline/taken-back.ts';

const AT = 600_000;
const code = (source: Observation['source']) =>
  encode({ tunnel: '', aspect: 'ipsec', source, claim: 'down', at: AT, ...(source === 'metric' && { periodMs: 60_000 }) });
const knownUpUntil = (watermark: number) => ({ value: 'up', watermark }) as const;
const historyOf = (origin: Value, known: number, to: Value = 'down', source: Observation['source'] = 'topology') => ({
  changes: [{ to, at: AT, after: AT, phase: undefined, code: code(source) }],
  known,
  origin: { ...NOTHING_KNOWN, value: origin },
});

test('without a known change, what was known first decides', () => {
  expect([isTakenBack(knownUpUntil(AT), historyOf('up', 0)), isTakenBack(knownUpUntil(AT), historyOf('down', 0))]).toEqual([false, true]);
});

test('a known change to the value takes nothing back', () => {
  expect(isTakenBack(knownUpUntil(AT + 60_000), historyOf('up', 1, 'up'))).toBe(false);
});

test('a poll or an event ends a value unless it was confirmed afterwards, longer than clocks differ', () => {
  const isTaken = (afterMs: number, source: Observation['source'] = 'topology'): boolean =>
    isTakenBack(knownUpUntil(AT + afterMs), historyOf('up', 1, 'down', source));
  expect([-1, 0, 10_000, 10_001].map((afterMs) => isTaken(afterMs))).toEqual([true, false, false, true]);
  expect([0, 10_000].map((afterMs) => isTaken(afterMs, 'event'))).toEqual([false, false]);
  expect([0, 10_000].map((afterMs) => isTaken(afterMs, 'metric'))).toEqual([true, true]);
});
