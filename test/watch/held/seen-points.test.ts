import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SeenPoints } from '../../../src/watch/held/seen-points.ts';

const MINUTE = 60_000;

/** Datapoints of one-minute periods, and what is missing of them, in minutes. */
function seenOf(...minutes: readonly number[]): {
  readonly seen: SeenPoints;
  readonly missing: (after?: number) => readonly number[];
  readonly note: (...minutes: readonly number[]) => void;
} {
  const seen = new SeenPoints();
  const note = (...noted: readonly number[]): void => {
    noted.forEach((minute) => {
      seen.note(minute * MINUTE, MINUTE);
    });
  };
  note(...minutes);
  return { seen, note, missing: (after = 0) => seen.missingAfter(after * MINUTE).map((timestamp) => timestamp / MINUTE) };
}

test('before the first datapoint nothing is missing', () => {
  expect([seenOf().missing(), seenOf().seen.newest]).toEqual([[], undefined]);
  expect([seenOf(5).missing(), seenOf(5).seen.newest]).toEqual([[], 5 * MINUTE]);
  expect(seenOf(5, 3).missing()).toEqual([]);
});

test('the periods between two datapoints are missing until they come', () => {
  const { missing, note, seen } = seenOf(5, 7, 10);
  expect(missing()).toEqual([6, 8, 9]);
  note(8, 6);
  expect([missing(), seen.newest]).toEqual([[9], 10 * MINUTE]);
});

test('only what is missing after an instant is asked for', () => {
  const { missing } = seenOf(5, 7, 10);
  expect([missing(5), missing(6), missing(8), missing(9)]).toEqual([[6, 8, 9], [8, 9], [9], []]);
});

test('a timestamp need not lie on the period to the millisecond', () => {
  const { missing, note } = seenOf(5, 7);
  note(6 + 0.5 / 60);
  expect(missing()).toEqual([]);
  note(8 + 1 / 60, 9, 11);
  expect(missing()).toEqual([10]);
});

test('the newest datapoint stays the newest, whatever comes a moment before it', () => {
  const { seen } = seenOf(5, 7, 7 - 1 / 60);
  expect(seen.newest).toBe(7 * MINUTE);
});

test('of a long silence the newest 31 periods are missing', () => {
  const { missing, note } = seenOf(5, 10, 60);
  expect([missing()[0], missing().at(-1), missing().length]).toEqual([29, 59, 31]);
  note(10, 28, 29);
  expect(missing()[0]).toBe(30);
  note(61, 62);
  expect(missing()[0]).toBe(31);
});

test('what is missing of one period says nothing of another', () => {
  const { missing, seen } = seenOf(5, 10);
  seen.note(15 * MINUTE, 5 * MINUTE);
  expect(missing()).toEqual([]);
});

test('a series that lacks nothing holds no list of its own', () => {
  const [one, other] = [seenOf(1, 2, 3).seen, seenOf(7, 8).seen];
  expect(one.missingAfter(0)).toBe(other.missingAfter(0));
});

test('in whatever order datapoints come, missing is what lies between the first and the newest and has not come', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 40 }), (later) => {
      const { missing, seen } = seenOf(0, ...later);
      const newest = Math.max(0, ...later);
      const came = new Set([0, ...later]);
      const expected = Array.from({ length: Math.min(newest, 31) }, (_, back) => newest - back - 1).filter(
        (minute) => minute > 0 && !came.has(minute),
      );
      expect(seen.newest).toBe(newest * MINUTE);
      expect(missing()).toEqual(expected.reverse());
    }),
  );
});
