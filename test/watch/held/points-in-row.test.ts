import { describe, expect, test } from 'vitest';
import { PointsInRow } from '../../../src/watch/held/points-in-row.ts';
import { type Code, encode, timeOf } from '../../../src/watch/timeline/index.ts';
import { MINUTE } from '../support/script.ts';

const codeAt = (minute: number): Code =>
  encode({ tunnel: 'a', aspect: 'ipsec', source: 'metric', at: minute * MINUTE, periodMs: MINUTE, claim: 'up' });
/** The ends of their periods. */
const minutesOf = (codes: readonly Code[]): readonly number[] => codes.map((code) => timeOf(code) / MINUTE + 1);

/** A row of an earlier round, and what this round adds. */
function rowOf(earlier: readonly number[], own: readonly number[] = []): PointsInRow {
  const row = new PointsInRow();
  const add = (minute: number): void => {
    if (!row.continueWith(codeAt(minute), MINUTE)) row.begin(codeAt(minute), MINUTE);
  };
  earlier.forEach(add);
  row.seal();
  own.forEach(add);
  return row;
}

describe('points in a row', () => {
  test('only the next one continues it, of the same period', () => {
    const row = rowOf([5, 6]);
    expect([4, 5, 6, 6.5, 8].map((minute) => row.continueWith(codeAt(minute), MINUTE))).toEqual([false, false, false, false, false]);
    expect(row.continueWith(codeAt(7), 5 * MINUTE)).toBe(false);
    expect(row.continueWith(codeAt(7), MINUTE)).toBe(true);
    expect(new PointsInRow().continueWith(codeAt(1), MINUTE)).toBe(false);
  });

  test('it ends where its newest period does, and nowhere where it is empty', () => {
    expect(rowOf([5, 6, 7]).end).toBe(7 * MINUTE);
    expect(new PointsInRow().end).toBe(0);
  });

  test('it has what is in it, and nothing between', () => {
    const row = rowOf([5, 6], [7]);
    expect([4, 5, 5.5, 6, 7, 8].map((minute) => row.has(codeAt(minute)))).toEqual([false, true, false, true, true, false]);
    expect(row.has(encode({ tunnel: 'a', aspect: 'ipsec', source: 'metric', at: 6 * MINUTE, periodMs: MINUTE, claim: 'down' }))).toBe(
      false,
    );
    expect(new PointsInRow().has(codeAt(0))).toBe(false);
  });

  test('what this round has brought is taken by itself, and goes on after what came before', () => {
    const row = rowOf([5, 6], [7, 8]);
    expect(row.own).toBe(2);
    expect(minutesOf(row.takeOwn())).toEqual([7, 8]);
    expect([row.own, row.end]).toEqual([0, 6 * MINUTE]);
    expect(minutesOf(row.takeEarlier(0))).toEqual([5, 6]);
    expect([row.end, minutesOf(row.takeEarlier(0)), minutesOf(row.takeOwn())]).toEqual([0, [], []]);
  });

  test('what earlier rounds have brought is taken but for what may be forgotten, and never without its newest', () => {
    // A point stands at the start of its period.
    expect(minutesOf(rowOf([5, 6, 7, 8], [9]).takeEarlier(6 * MINUTE))).toEqual([7, 8]);
    expect(minutesOf(rowOf([5, 6, 7, 8], [9]).takeEarlier(6.5 * MINUTE))).toEqual([8]);
    expect(minutesOf(rowOf([5, 6, 7, 8], [9]).takeEarlier(99 * MINUTE))).toEqual([8]);
    const row = rowOf([5, 6], [7]);
    row.takeEarlier(99 * MINUTE);
    expect(minutesOf(row.takeOwn())).toEqual([7]);
  });

  test('what is dated after an instant is forgotten, first what this round has brought', () => {
    const row = rowOf([5, 6, 7], [8, 9]);
    row.forgetFuture(7 * MINUTE);
    expect([row.own, row.end]).toEqual([1, 8 * MINUTE]);
    row.forgetFuture(4.5 * MINUTE);
    expect([row.own, minutesOf(row.takeEarlier(0))]).toEqual([0, [5]]);
    const none = rowOf([5, 6], [7]);
    none.forgetFuture(3 * MINUTE);
    expect([none.own, none.end, none.continueWith(codeAt(5), MINUTE)]).toEqual([0, 0, false]);
  });
});
