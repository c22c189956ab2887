import { describe, expect, test } from 'vitest';
import { VpnMonitorError } from '../../../src/errors.ts';
import {
  amount,
  ascending,
  type Field,
  flag,
  list,
  optional,
  readText,
  record,
  time,
  word,
  writeText,
} from '../../../src/watch/persist/fields.ts';
import { VlqWriter } from '../../../src/watch/persist/vlq.ts';

const NOW = 1_786_000_000_000;

const roundTrip = <T>(field: Field<T>, value: T): T => readText(field, writeText(field, value, new VlqWriter()), 'place');

function failureOf(field: Field<unknown>, text: unknown): string {
  try {
    readText(field, text, 'place');
  } catch (error) {
    if (error instanceof VpnMonitorError && error.code === 'protocol') return error.message;
    throw error;
  }
  throw new Error('it was read');
}
const malformedAt = (path: string): string => `the saved state is malformed at ${path}: the watch starts afresh`;

const colour = word({ red: 0, green: 5 });
const thing = record<{ readonly colour: 'red' | 'green'; readonly at: number; readonly isBig: boolean; readonly note: number | undefined }>(
  { colour, at: time, isBig: flag, note: optional(amount) },
);

test('each kind of value is read as it was written', () => {
  expect(roundTrip(colour, 'green')).toBe('green');
  expect([roundTrip(flag, true), roundTrip(flag, false)]).toEqual([true, false]);
  expect([roundTrip(optional(amount), undefined), roundTrip(optional(amount), 0)]).toEqual([undefined, 0]);
  expect(
    roundTrip(list(thing), [
      { colour: 'red', at: NOW, isBig: true, note: undefined },
      { colour: 'green', at: NOW - 5, isBig: false, note: 7 },
    ]),
  ).toEqual([
    { colour: 'red', at: NOW, isBig: true, note: undefined },
    { colour: 'green', at: NOW - 5, isBig: false, note: 7 },
  ]);
  expect(roundTrip(ascending(time), [1, 5, NOW])).toEqual([1, 5, NOW]);
});

test('a time is written as what it is later than the one before', () => {
  expect(writeText(list(time), [NOW, NOW + 1, NOW - 1], new VlqWriter()).slice(-2)).toBe('CF');
  expect(roundTrip(list(time), [NOW, NOW + 0.4])).toEqual([NOW, NOW]);
});

describe('what is malformed is named by its place', () => {
  test.each<[string, Field<unknown>, unknown, string]>([
    ['no text', flag, 5, 'place'],
    ['too short', flag, '', 'place'],
    ['too long', flag, 'AA', 'place'],
    ['no flag', flag, 'E', 'place'],
    ['no word', colour, 'C', 'place'],
    ['a negative amount', amount, 'D', 'place'],
    ['a time before the first', time, 'D', 'place'],
    ['a time after the last', time, writeText(amount, 8.64e15 + 1, new VlqWriter()), 'place'],
    ['a field', thing, 'AD', 'place.at'],
    ['an entry of a list', list(flag), 'EAE', 'place[1]'],
    ['a list of fewer than none', list(flag), 'D', 'place'],
    ['a list of too many', list(flag), writeText(amount, 100_001, new VlqWriter()), 'place'],
    ['a list that does not ascend', ascending(time), 'ECA', 'place'],
  ])('%s', (_, field, text, path) => {
    expect(failureOf(field, text)).toBe(malformedAt(path));
  });
});
