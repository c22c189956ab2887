import { expect, test } from 'vitest';
import { announceable, type Change, type History, NOTHING_KNOWN, valueAt } from '../../../src/watch/timeline/history.ts';
import { BEGINNING, type Value } from '../../../src/watch/timeline/observation.ts';

const changesOf = (...lines: readonly (readonly [Value, number])[]): readonly Change[] =>
  lines.map(([to, at]) => ({ to, at, after: at, phase: undefined, code: BEGINNING }));
const since = (value: Value, at: number, was: Value = 'unknown'): History['origin'] => ({ ...NOTHING_KNOWN, value, since: at, was });
const linesOf = (changes: readonly Change[]): readonly string[] => changes.map(({ to, at }) => `${to} @${at}`);

test('what is announced are changes, no two in a row to the same value', () => {
  const changes = changesOf(['up', 2], ['down', 3], ['down', 4], ['up', 5]);
  expect(linesOf(announceable({ origin: since('up', 1), changes }))).toEqual(['down @3', 'up @5']);
});

test('what is disabled is announced as nothing, and so stays what it was', () => {
  const changes = changesOf(['disabled', 2], ['up', 3], ['disabled', 4], ['down', 5]);
  expect(linesOf(announceable({ origin: since('up', 1), changes }))).toEqual(['down @5']);
  expect(linesOf(announceable({ origin: since('disabled', 1, 'up'), changes: changesOf(['up', 2], ['down', 3]) }))).toEqual(['down @3']);
  expect(linesOf(announceable({ origin: since('disabled', 1, 'down'), changes: changesOf(['up', 2]) }))).toEqual(['up @2']);
});

test('the value at an instant is that of the last change until then', () => {
  const history = { origin: since('up', 10, 'down'), changes: changesOf(['down', 20], ['up', 30]) };
  expect([9, 10, 19, 20, 29, 30, 99].map((at) => valueAt(history, at))).toEqual(['down', 'up', 'up', 'down', 'down', 'up', 'up']);
});
