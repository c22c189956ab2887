import { afterEach, expect, test, vi } from 'vitest';
import { askForLease } from '../../src/watch/replicas/ask-for-lease.ts';
import { Lease, type LeaseOptions, moment } from '../../src/watch/replicas/lease.ts';
import type { StateLock } from '../../src/watch/state-store.ts';
import { block, timers } from './support/replicas.ts';
import { sleep } from './support/watched.ts';

const LOCK_MS = 300;

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** A lease whose store answers as a test says. */
function leased(refresh: () => Promise<boolean>, askedAt = moment(), lockMs = LOCK_MS) {
  const seen = { released: 0, answered: 0, failures: [] as unknown[] };
  const lock: StateLock = { refresh, release: () => Promise.resolve(seen.released++) };
  const options: LeaseOptions = {
    lockMs,
    answered: () => {
      seen.answered++;
    },
    failed: (error) => seen.failures.push(error),
    late: () => new Error('late'),
  };
  return { ...options, seen, lock, lease: new Lease(lock, askedAt, options) };
}

test('it is held for as long as the store says so, and asks three times in its time', async () => {
  let refreshes = 0;
  const { lease, seen } = leased(() => Promise.resolve(++refreshes > 0));
  await sleep(3.5 * LOCK_MS);
  expect(lease.isHeld).toBe(true);
  expect(refreshes).toBeGreaterThan(4);
  expect(refreshes).toBeLessThan(12);
  expect(seen).toEqual({ released: 0, answered: refreshes, failures: [] });
  await lease.release();
  const before = refreshes;
  await sleep(LOCK_MS);
  expect([lease.isHeld, seen.released, refreshes]).toEqual([false, 1, before]);
});

test('it is lost at once when the store says so, and is not given back then', async () => {
  const { lease, seen } = leased(() => Promise.resolve(false));
  let lostAt = 0;
  lease.signal.addEventListener('abort', () => (lostAt = performance.now()));
  const since = performance.now();
  expect(await lease.check()).toBe(false);
  expect([lease.isHeld, seen.released, lostAt - since < LOCK_MS / 3]).toEqual([false, 0, true]);
  await lease.release();
  expect(seen.released).toBe(0);
});

test.each<[string, () => Promise<boolean>, string]>([
  ['does not answer', () => new Promise(() => undefined), 'late'],
  ['fails', () => Promise.reject(new Error('away')), 'away'],
  [
    'throws',
    () => {
      throw new Error('away');
    },
    'away',
  ],
])('where the store %s it is held for its time and no longer, and the failure is handed on', async (_, refresh, message) => {
  const askedAt = moment();
  const { lease, seen } = leased(refresh, askedAt);
  await new Promise((resolve) => {
    lease.signal.addEventListener('abort', resolve);
  });
  // A machine that is busy may be late, never early.
  expect(performance.now() - askedAt.ms).toBeGreaterThanOrEqual(LOCK_MS - 1);
  expect(performance.now() - askedAt.ms).toBeLessThan(LOCK_MS * 2);
  expect(seen.failures[0]).toMatchObject({ message });
  expect(seen.released).toBe(1);
});

test('its time counts from before the store was asked, for the lock and for each refresh', async () => {
  const slow = leased(async () => {
    await sleep(LOCK_MS / 4);
    return true;
  });
  block(5);
  const late = leased(() => new Promise(() => undefined), { ms: performance.now() - LOCK_MS + 20, clockMs: Date.now() });
  expect(late.lease.isHeld).toBe(true);
  await sleep(30);
  expect(late.lease.isHeld).toBe(false);
  const at = performance.now();
  expect(await slow.lease.check()).toBe(true);
  const answeredAt = performance.now();
  expect(answeredAt - at).toBeGreaterThan(LOCK_MS / 5);
  vi.spyOn(performance, 'now').mockReturnValue(at + LOCK_MS + 1);
  expect(slow.lease.isHeld).toBe(false);
});

test('a process that was stopped for longer than its time does not have it any more, before anything else runs', () => {
  const { lease, seen } = leased(() => Promise.resolve(true));
  block(LOCK_MS + 10);
  expect(lease.isHeld).toBe(false);
  expect(lease.signal.aborted).toBe(true);
  expect(seen.failures).toEqual([]);
});

test('a machine that has slept does not have it any more, though the time since its start stood still', () => {
  const { lease } = leased(() => Promise.resolve(true));
  vi.spyOn(Date, 'now').mockReturnValue(Date.now() + LOCK_MS + 10);
  expect(lease.isHeld).toBe(false);
});

test('a clock that is put back does not make it longer', () => {
  const { lease } = leased(() => new Promise(() => undefined));
  const now = Date.now();
  vi.spyOn(Date, 'now').mockReturnValue(now - 3_600_000);
  block(LOCK_MS + 10);
  expect(lease.isHeld).toBe(false);
});

test('an answer that comes after its end does not bring it back', async () => {
  let answer: (isOurs: boolean) => void = () => undefined;
  const { lease, seen } = leased(() => new Promise((resolve) => (answer = resolve)));
  const checked = lease.check();
  block(LOCK_MS + 10);
  expect(lease.isHeld).toBe(false);
  answer(true);
  expect(await checked).toBe(false);
  expect(seen.answered).toBe(0);
});

test('it is lost as well where the store says so only after the wait for it, and held no longer where it says otherwise', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'] });
  const lockMs = 20_000;
  const since = { ms: performance.now() - 1_000, clockMs: Date.now() - 1_000 };
  const lateAnswer = async (isOurs: boolean) => {
    let answer: (isOurs: boolean) => void = () => undefined;
    const { lease, seen } = leased(() => new Promise((resolve) => (answer = resolve)), since, lockMs);
    const checked = lease.check();
    const say = answer;
    await vi.advanceTimersByTimeAsync(lockMs / 2);
    expect([await checked, seen.failures]).toEqual([true, [new Error('late')]]);
    say(isOurs);
    await vi.advanceTimersByTimeAsync(0);
    return { lease, seen };
  };
  const lost = await lateAnswer(false);
  expect([lost.lease.isHeld, lost.lease.signal.aborted, lost.seen.released]).toEqual([false, true, 0]);
  const held = await lateAnswer(true);
  expect(held.lease.isHeld).toBe(true);
  vi.spyOn(performance, 'now').mockReturnValue(since.ms + lockMs + 1);
  expect(held.lease.isHeld).toBe(false);
});

test('it keeps no process alive, and leaves no timer when it is over', async () => {
  const before = timers();
  const { lease } = leased(() => Promise.resolve(true));
  expect(timers()).toBe(before);
  vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'] });
  const timed = leased(() => Promise.resolve(true));
  expect(vi.getTimerCount()).toBe(2);
  await timed.lease.release();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  await lease.release();
});

function asking(lock: () => Promise<StateLock | null | undefined>, patienceMs = 50, signal = new AbortController().signal) {
  const { lockMs, answered, failed, late } = leased(() => Promise.resolve(true));
  const store = { get: () => Promise.resolve(undefined), set: () => Promise.resolve(), lock };
  return askForLease({
    store,
    key: 'k',
    options: { lockMs, answered, failed, late },
    patienceMs,
    late: () => new Error('no answer'),
    signal,
  });
}

test.each([undefined, null])('a store that gives %s has given it to another', async (given) => {
  expect(await asking(() => Promise.resolve(given))).toBeUndefined();
});

test.each([true, {}, { refresh: () => Promise.resolve(true) }])('a store that gives %j gives no lock', async (given) => {
  await expect(asking(() => Promise.resolve(given as StateLock))).rejects.toThrow('which has no refresh() and release()');
});

test('a lock that comes after the wait for it is given back', async () => {
  let released = 0;
  const late = (): Promise<StateLock> =>
    sleep(80).then(() => ({ refresh: () => Promise.resolve(true), release: () => Promise.resolve(released++) }));
  await expect(asking(late)).rejects.toThrow('no answer');
  const ending = new AbortController();
  const asked = asking(late, 1000, ending.signal);
  ending.abort(new Error('enough'));
  await expect(asked).rejects.toThrow('enough');
  await sleep(120);
  expect(released).toBe(2);
});

test('a lock whose time is over when it comes is no lock', async () => {
  const answer = (): Promise<StateLock> => {
    block(LOCK_MS + 10);
    return Promise.resolve({ refresh: () => Promise.resolve(true), release: () => Promise.resolve() });
  };
  expect(await asking(answer, 10_000)).toBeUndefined();
});
