import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VlqReader, VlqWriter } from '../../../src/watch/persist/vlq.ts';

function textOf(...numbers: readonly number[]): string {
  const writer = new VlqWriter();
  for (const number of numbers) writer.put(number);
  return writer.take();
}

function numbersIn(text: string, count: number): readonly number[] {
  const reader = new VlqReader(text);
  return Array.from({ length: count }, () => reader.next());
}

test.each([
  [0, 'A'],
  [1, 'C'],
  [-1, 'D'],
  [15, 'e'],
  [16, 'gB'],
  [-16, 'hB'],
  [511, '+f'],
  [512, 'ggB'],
])('%d is written as in source maps', (number, text) => {
  expect(textOf(number)).toBe(text);
  expect(numbersIn(text, 1)).toEqual([number]);
});

test('whatever whole numbers are written are read, up to the end of the text', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.maxSafeInteger(),
          fc.integer({ min: -1000, max: 1000 }),
          fc.constantFrom(Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
        ),
        { maxLength: 400 },
      ),
      (numbers) => {
        const reader = new VlqReader(textOf(...numbers));
        expect(numbers.map(() => reader.next())).toEqual(numbers);
        expect([reader.atEnd, reader.next()]).toEqual([true, NaN]);
      },
    ),
  );
});

test('minus zero is zero', () => {
  expect(numbersIn(textOf(-0), 1)).toEqual([0]);
  expect(numbersIn('B', 1)).toEqual([0]);
});

test('what is written outgrows no buffer', () => {
  const numbers = Array.from({ length: 5_000 }, (_, index) => Number.MAX_SAFE_INTEGER - index);
  expect(numbersIn(textOf(...numbers), numbers.length)).toEqual(numbers);
});

test.each([0.5, NaN, Infinity, -Infinity, 2 ** 53])('%d is no whole number that can be kept', (number) => {
  expect(() => textOf(number)).toThrow(new RangeError(`${number} cannot be kept: a watch remembers whole numbers`));
});

test('what is taken is not taken again, and times begin anew', () => {
  const writer = new VlqWriter();
  writer.put(5);
  writer.time = 7;
  expect([writer.take(), writer.take(), writer.time]).toEqual(['K', '', 0]);
});

describe('text that is no number', () => {
  test.each([
    ['nothing', ''],
    ['a digit that goes on, and ends', 'g'],
    ['another character', '-'],
    ['a character beyond ASCII', 'é'],
    ['a number that is too large', `${'/'.repeat(12)}A`],
    ['a number without end', '/'.repeat(400)],
  ])('%s', (_, text) => {
    expect(numbersIn(text, 1)).toEqual([NaN]);
  });
});
