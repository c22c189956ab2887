import { afterEach, expect, test, vi } from 'vitest';
import { type LockingClient, LockingMemory } from './support/locking.ts';
import { replica, until } from './support/replicas.ts';
import { account, sleep } from './support/watched.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('a poll that has waited for diagnoses does not take the lock from the next one', async () => {
  const cloud = account();
  const one = replica(cloud, new LockingMemory(), { diagnose: true, lockMs: 60_000 });
  await one.watch.poll();
  cloud.tunnel('tun-1').down();
  cloud.advance('1m');
  cloud.fail({ action: 'DiagnoseVpnConnections', status: 503, times: 1, afterMs: 200 });
  const first = one.watch.poll();
  await until(() => cloud.calls.some(({ action }) => action === 'DiagnoseVpnConnections'), 'a diagnosis');
  cloud.tunnel('tun-1').up();
  cloud.advance('1m');
  let answer = (): void => undefined;
  one.store.gate = new Promise((resolve) => {
    answer = resolve;
  });
  const saved = one.store.count('set');
  const second = one.watch.poll();
  await until(() => one.store.count('set') > saved, 'the second round to be saved');
  await until(() => one.errors.length > 0, 'the end of the diagnosis');
  await sleep(5);
  answer();
  expect([(await first).role, (await second).role]).toEqual(['active', 'active']);
  expect(one.transitions.map(({ type }) => type)).toContain('tunnel:up');
  expect([one.watch.role, one.store.calls.at(-1), one.store.count('release')]).toEqual(['standby', 'release', 2]);
  await one.monitor.close();
});

/** Lets a test answer when the lock is refreshed. */
function answering(store: LockingClient): { readonly isAsked: () => boolean; readonly say: (isOurs: boolean) => void } {
  const lock = store.lock.bind(store);
  let answer: ((isOurs: boolean) => void) | undefined;
  store.lock = async (key, ttlMs) => {
    const given = await lock(key, ttlMs);
    return (
      given && {
        ...given,
        refresh: () =>
          new Promise<boolean>((resolve) => {
            answer = resolve;
          }),
      }
    );
  };
  return {
    isAsked: () => answer !== undefined,
    say: (isOurs) => {
      answer?.(isOurs);
    },
  };
}

test.each([0, 1, 2, 3, 4, 5, 6])(
  'a lock that turns out to be lost while a round takes it up leaves the watch on standby, which waits before it asks again (%s turns before)',
  async (turns) => {
    // The lock is refreshed when the test says so, and not while a machine that is busy makes the first round.
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const lockMs = 600_000;
    const cloud = account();
    const memory = new LockingMemory();
    const one = replica(cloud, memory, { lockMs, pollMs: lockMs });
    const refresh = answering(one.store);
    await one.watch.start();
    expect(refresh.isAsked()).toBe(false);
    vi.advanceTimersByTime(lockMs / 3);
    await until(refresh.isAsked, 'a refresh');
    const keys = [...memory.holders.keys()];
    memory.expire();
    expect(keys.map((key) => memory.take(memory.client(), key, lockMs))).toEqual([expect.any(Number)]);
    refresh.say(false);
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    expect((await one.watch.poll()).role).toBe('standby');
    await sleep(10);
    const asked = one.store.count('lock');
    expect([one.watch.role, one.roles.map(({ role }) => role)]).toEqual(['standby', ['active', 'standby']]);
    await sleep(30);
    expect(one.store.count('lock')).toBe(asked);
    await one.monitor.close();
  },
);
