import { expect, test } from 'vitest';
import { confirmationsNeeded, type Support, supportChange } from '../../../src/watch/timeline/candidate.ts';
import { encode } from '../../../src/watch/timeline/observation.ts';

const codeAt = (at: number): Support['code'] => encode({ tunnel: '', aspect: 'ipsec', source: 'topology', claim: 'down', at });
const support = (at: number, more: Partial<Support> = {}): Support => ({ to: 'down', at, code: codeAt(at), phase: undefined, ...more });
const first = supportChange(undefined, support(5));

test('a change begins with its first observation, and keeps its time', () => {
  expect(first).toEqual({ to: 'down', at: 5, code: codeAt(5), newest: 5, count: 1, phase: undefined });
  expect(supportChange(first, support(7))).toEqual({ to: 'down', at: 5, code: codeAt(5), newest: 7, count: 2, phase: undefined });
});

test('of several observations of one instant, or of one before it, only the first counts', () => {
  expect(supportChange(first, support(5))).toEqual(first);
  expect(supportChange(first, support(2, { code: codeAt(4) }))).toEqual(first);
});

test('an observation of another value begins anew', () => {
  expect(supportChange(first, support(7, { to: 'up' }))).toEqual({
    to: 'up',
    at: 7,
    code: codeAt(7),
    newest: 7,
    count: 1,
    phase: undefined,
  });
});

test('the newest that names a phase says what failed', () => {
  const named = supportChange(first, support(7, { phase: 'phase1' }));
  expect([named.phase, supportChange(named, support(8)).phase, supportChange(named, support(8, { phase: 'phase2' })).phase]).toEqual([
    'phase1',
    'phase1',
    'phase2',
  ]);
});

test.each([
  ['unknown', 'down', 1],
  ['disabled', 'up', 1],
  ['up', 'disabled', 1],
  ['up', 'down', 2],
  ['down', 'up', 3],
] as const)('from %s to %s it takes %i of them', (from, to, needed) => {
  expect(confirmationsNeeded(from, to, { down: 2, up: 3 })).toBe(needed);
});
