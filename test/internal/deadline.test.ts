import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { withDeadline } from '../../src/internal/deadline.ts';

const late = (): Error => new Error('late');
const never = (): Promise<never> => new Promise(() => undefined);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('gives what comes in time, and leaves no timer and no listener', async () => {
  const { signal } = new AbortController();
  expect(await withDeadline(() => Promise.resolve(7), 1_000, late, { signal })).toBe(7);
  await Promise.resolve();
  expect([vi.getTimerCount(), getEventListeners(signal, 'abort')]).toEqual([0, []]);
});

test('rejects once the time is over, and leaves no listener behind though nothing ever comes', async () => {
  const { signal } = new AbortController();
  const waited = expect(withDeadline(never, 1_000, late, { signal })).rejects.toThrow('late');
  await vi.advanceTimersByTimeAsync(1_000);
  await waited;
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('rejects with the reason of its signal, and leaves no timer behind', async () => {
  const controller = new AbortController();
  const waited = withDeadline(never, 1_000, late, { signal: controller.signal });
  controller.abort('enough');
  await expect(waited).rejects.toBe('enough');
  expect(vi.getTimerCount()).toBe(0);
});

test('with a signal that has aborted, or that the work itself aborts, waits for nothing', async () => {
  const work = vi.fn(never);
  await expect(withDeadline(work, 1_000, late, { signal: AbortSignal.abort('before') })).rejects.toBe('before');
  expect(work).not.toHaveBeenCalled();
  const controller = new AbortController();
  const aborting = (): Promise<never> => {
    controller.abort('meanwhile');
    return never();
  };
  await expect(withDeadline(aborting, 1_000, late, { signal: controller.signal })).rejects.toBe('meanwhile');
  expect(vi.getTimerCount()).toBe(0);
});
