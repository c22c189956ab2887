import { expect, test } from 'vitest';
import { sharedOnce } from '../../src/internal/shared-load.ts';

test('one load for all who wait, kept once it is there', async () => {
  let loads = 0;
  const get = sharedOnce(() => Promise.resolve(++loads));
  expect(await Promise.all([get(undefined), get(undefined)])).toEqual([1, 1]);
  expect(await get(undefined)).toBe(1);
});

test('a failure is not kept', async () => {
  let loads = 0;
  const get = sharedOnce(() => (++loads === 1 ? Promise.reject(new Error('no')) : Promise.resolve(loads)));
  await expect(get(undefined)).rejects.toThrow('no');
  expect(await get(undefined)).toBe(2);
});

test('what nobody waits for is aborted, and its end takes nothing from the next load', async () => {
  const ends: (() => void)[] = [];
  const signals: AbortSignal[] = [];
  const get = sharedOnce((signal) => {
    signals.push(signal);
    return new Promise<number>((resolve, reject) => {
      ends.push(() => {
        if (signal.aborted) reject(new Error('late'));
        else resolve(signals.length);
      });
    });
  });
  const leaving = new AbortController();
  const left = get(leaving.signal);
  leaving.abort('enough');
  await expect(left).rejects.toBe('enough');
  expect(signals[0]!.aborted).toBe(true);
  const next = get(undefined);
  ends[0]!();
  await new Promise((resolve) => setTimeout(resolve, 5));
  const joined = get(undefined);
  ends[1]!();
  expect(await Promise.all([next, joined])).toEqual([2, 2]);
  expect(signals).toHaveLength(2);
});
