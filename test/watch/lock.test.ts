import type { VpnMonitorError, WatchOptions } from 'alicloud-vpn-monitor';
import type { Simulator } from 'alicloud-vpn-monitor/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { LockingMemory } from './support/locking.ts';
import { block, LOCK_MS, NO_ROUND, POLL_MS, type Replica, replica, timers, until } from './support/replicas.ts';
import { account, hear, MemoryStore, monitorOf, sleep } from './support/watched.ts';

const open: Replica[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) {
    one.store.hangs.clear();
    await one.monitor.close();
  }
});

function replicas(
  cloud: Simulator,
  options: WatchOptions = {},
): { readonly memory: LockingMemory; readonly one: Replica; readonly other: Replica } {
  const memory = new LockingMemory();
  const [one, other] = [replica(cloud, memory, options), replica(cloud, memory, options)];
  open.push(one, other);
  return { memory, one, other };
}

const rolesOf = ({ roles }: Replica): string[] => roles.map(({ role }) => role);
const idsOf = (...all: readonly Replica[]): string[] => all.flatMap(({ transitions }) => transitions.map(({ id }) => id));
const messagesOf = ({ errors }: Replica): string[] => errors.map((error) => (error as Error).message);

async function downAndUp(cloud: Simulator, watch: Replica): Promise<void> {
  cloud.advance('1m');
  cloud.tunnel('tun-1').down();
  cloud.advance('30s');
  const told = watch.transitions.length;
  await until(() => watch.transitions.length > told, 'a transition');
  cloud.tunnel('tun-1').up();
  cloud.advance('30s');
}

describe('two that share a store', () => {
  test('one asks and announces; the other is known to be on standby when it has started, and asks nothing', async () => {
    const cloud = account();
    const { one, other } = replicas(cloud);
    expect([one.watch.role, other.watch.role]).toEqual(['standby', 'standby']);
    await one.watch.start();
    await other.watch.start();
    expect([one.watch.role, other.watch.role, rolesOf(one), rolesOf(other)]).toEqual(['active', 'standby', ['active'], []]);
    expect(one.roles[0]).toEqual({ role: 'active', at: cloud.now() });
    expect(Object.isFrozen(one.roles[0])).toBe(true);
    expect(one.store.ttls).toEqual([LOCK_MS]);
    await downAndUp(cloud, one);
    await until(() => other.store.count('lock') > 4);
    expect(other.monitor.usage().attempts).toBe(0);
    expect([other.polls, other.transitions, other.errors, other.store.count('get')]).toEqual([[], [], [], 0]);
    expect(other.watch.snapshot()).toEqual({ tunnels: new Map(), connections: new Map(), alarms: [] });
    expect(one.polls.every(({ role }) => role === 'active')).toBe(true);
  });

  test('stop saves and then gives the lock back: the other goes on with what is known, at once, and repeats nothing', async () => {
    const cloud = account();
    const { one, other } = replicas(cloud, { lockMs: 60_000 });
    await one.watch.start();
    await other.watch.start();
    await downAndUp(cloud, one);
    await until(() => one.transitions.some(({ type }) => type === 'tunnel:up'));
    cloud.tunnel('tun-2').down();
    await one.watch.stop();
    expect([one.watch.role, rolesOf(one)]).toEqual(['standby', ['active', 'standby']]);
    expect(one.store.calls.at(-1)).toBe('release');
    expect(one.watch.snapshot().tunnels.size).toBe(4);
    await until(() => other.watch.role === 'active');
    await until(() => other.polls.length > 2);
    expect(other.watch.snapshot().tunnels.get('tun-2')?.ipsec).toBe('down');
    const ids = idsOf(one, other);
    expect(new Set(ids).size).toBe(ids.length);
    expect([one.errors, other.errors]).toEqual([[], []]);
    await one.watch.start();
    expect([one.watch.role, one.watch.snapshot().tunnels.size]).toEqual(['standby', 0]);
  });

  test('what holds the lock no longer is on standby, and the other has taken over within the time of the lock and a third of it', async () => {
    const cloud = account();
    const { memory, one, other } = replicas(cloud);
    await one.watch.start();
    await other.watch.start();
    one.store.hangs.add('refresh').add('lock').add('set').add('get');
    const since = performance.now();
    await until(() => other.watch.role === 'active');
    expect(performance.now() - since).toBeLessThan(LOCK_MS * (4 / 3) + 100);
    await until(() => one.watch.role === 'standby');
    expect(one.watch.snapshot().tunnels.size).toBe(0);
    await until(() => other.polls.length > 2);
    expect(messagesOf(one)[0]).toMatch(
      /^refresh\(\) of the lock of the store for '[^']+' has not answered for 300 ms: the watch goes on until the lock has lasted its time, and asks again before$/,
    );
    one.store.hangs.clear();
    await other.watch.stop();
    await until(() => one.watch.role === 'active');
    await downAndUp(cloud, one);
    expect(memory.holders.size).toBe(1);
  });

  test('whatever is refused because the lock is lost is no failure of the store', async () => {
    const cloud = account();
    const { memory, one } = replicas(cloud, { lockMs: 60_000 });
    await one.watch.start();
    cloud.tunnel('tun-1').down();
    cloud.advance('30s');
    memory.expire();
    memory.take(memory.client(), [...memory.kept.keys()][0] ?? '', 60_000);
    await until(() => one.watch.role === 'standby');
    await sleep(3 * POLL_MS);
    expect([one.transitions, one.errors, rolesOf(one)]).toEqual([[], [], ['active', 'standby']]);
  });
});

describe('a round in the middle of which the lock is lost', () => {
  test.each(['get', 'set'] as const)('announces nothing and writes nothing, where it waits for %s', async (call) => {
    const cloud = account();
    const { memory, one } = replicas(cloud, { pollMs: 20 });
    if (call === 'set') await one.watch.poll();
    one.store.hangs.add(call);
    cloud.tunnel('tun-1').down();
    cloud.advance('1m');
    const before = new Map(memory.kept);
    const polled = one.watch.poll();
    await until(() => one.store.calls.at(-1) === call || one.store.calls.includes('refresh'));
    memory.expire();
    one.store.hangs.delete(call);
    const report = await polled;
    expect(report).toMatchObject(NO_ROUND);
    expect(report.durationMs).toBeGreaterThan(0);
    expect([one.transitions, memory.kept, one.errors]).toEqual([[], before, []]);
    expect(rolesOf(one).at(-1)).toBe('standby');
  });

  test('ends the requests that are on their way', async () => {
    const cloud = account();
    const { memory, one } = replicas(cloud);
    cloud.fail({ action: 'DescribeVpnConnections', kind: 'hang' });
    const polled = one.watch.poll();
    await until(() => one.watch.role === 'active');
    memory.expire();
    expect(await polled).toMatchObject(NO_ROUND);
  });

  test('is announced by the other, to the letter, where the store has it', async () => {
    const cloud = account();
    const { memory, one, other } = replicas(cloud);
    await one.watch.poll();
    cloud.tunnel('tun-1').down();
    cloud.advance('1m');
    // The lock is lost between the save and the announcement.
    const set = one.store.set.bind(one.store);
    one.store.set = async (key, value) => {
      await set(key, value);
      block(LOCK_MS + 10);
    };
    expect(await one.watch.poll()).toMatchObject(NO_ROUND);
    const saved = JSON.parse([...memory.kept.values()][0] ?? '') as { pending: { id: string }[] };
    expect(saved.pending.length).toBeGreaterThan(1);
    await other.watch.poll();
    expect(one.transitions).toEqual([]);
    expect(idsOf(other)).toEqual(saved.pending.map(({ id }) => id));
  });

  test('is not announced further than to where it was lost', async () => {
    const cloud = account();
    const { one, other } = replicas(cloud);
    await one.watch.poll();
    cloud.tunnel('tun-1').down();
    cloud.advance('1m');
    one.watch.once('transition', () => {
      block(LOCK_MS + 10);
    });
    await one.watch.poll();
    expect(one.transitions.length).toBe(1);
    await other.watch.poll();
    // What was announced and not confirmed comes again, under the same id.
    expect(idsOf(other)[0]).toBe(idsOf(one)[0]);
    expect(new Set(idsOf(one, other)).size).toBe(other.transitions.length);
  });
});

describe('a store that fails', () => {
  test.each(['hangs', 'fails'] as const)(
    'where lock() %s the watch is on standby, says so once while it lasts, and asks again',
    async (how) => {
      const cloud = account();
      const { one } = replicas(cloud);
      const [cause, key] = [new Error('NOAUTH secret words'), 'alicloud-vpn-monitor:watch:cn-hangzhou:'];
      if (how === 'hangs') one.store.hangs.add('lock');
      else one.store.fails.set('lock', cause);
      await one.watch.start();
      expect(one.watch.role).toBe('standby');
      await until(() => one.store.count('lock') > 3);
      expect(one.errors).toHaveLength(1);
      const [error] = one.errors as [VpnMonitorError];
      expect(error).toMatchObject(how === 'hangs' ? { code: 'timeout', retryable: true } : { code: 'server', retryable: true, cause });
      expect(error.message).toContain(
        how === 'hangs'
          ? 'has not answered for 600 ms: the watch is on standby, and asks again'
          : 'failed, and its cause says why: the watch is on standby, and asks again',
      );
      expect(error.message).toContain(`lock() of the store for '${key}`);
      expect(error.message).not.toContain('secret');
      expect(one.monitor.usage().attempts).toBe(0);
      one.store.hangs.clear();
      one.store.fails.clear();
      await until(() => one.watch.role === 'active');
      one.store.fails.set('lock', cause);
      one.store.fails.set('refresh', new Error('away'));
      await until(() => one.watch.role === 'standby');
      await until(() => one.errors.length > 2);
      expect(
        messagesOf(one)
          .slice(1)
          .map((message) => message.split(' ')[0]),
      ).toEqual(['refresh()', 'lock()']);
    },
  );

  test('a store that throws, or gives no lock, is one that fails', async () => {
    const cloud = account();
    const { one, other } = replicas(cloud);
    one.store.lock = () => {
      throw new Error('no');
    };
    other.store.lock = () => Promise.resolve(true as never);
    expect([await one.watch.poll(), await other.watch.poll()]).toMatchObject([NO_ROUND, NO_ROUND]);
    expect([one.errors[0], other.errors[0]]).toMatchObject([
      { code: 'server' },
      { code: 'server', cause: { message: 'lock(key, ttlMs) of the store gave true, which has no refresh() and release()' } },
    ]);
  });

  test('what it does not take is not announced, and is saved and announced with the next round that it takes', async () => {
    const cloud = account();
    const { one } = replicas(cloud, { lockMs: 60_000 });
    await one.watch.start();
    one.store.fails.set('set', new Error('READONLY'));
    cloud.tunnel('tun-1').down();
    cloud.advance('1m');
    await until(() => one.polls.filter(({ failed }) => failed.includes('store')).length > 2);
    expect([one.transitions, one.watch.role]).toEqual([[], 'active']);
    expect(messagesOf(one)).toEqual([
      expect.stringMatching(
        /^set\('[^']+'\) of the store failed, and its cause says why: the watch announces nothing until the store has taken what it knows, and asks again with the next round$/,
      ),
    ]);
    expect(one.watch.snapshot().tunnels.get('tun-1')?.ipsec).toBe('down');
    one.store.fails.clear();
    await until(() => one.transitions.length > 1);
    await until(() => one.polls.at(-1)?.failed.length === 0);
    expect(one.transitions.filter(({ type }) => type === 'tunnel:down')).toHaveLength(1);
  });

  test('that does not answer to release is waited for no longer than a while, and said in the log', async () => {
    const cloud = account();
    const memory = new LockingMemory();
    const warnings: unknown[] = [];
    // The words of a store may hold what is secret.
    const monitor = monitorOf(cloud, { logger: { warn: (...parts) => warnings.push(...parts.filter((part) => part !== undefined)) } });
    const store = memory.client();
    const watch = monitor.watch(monitor.fleet(), { store });
    await watch.start();
    store.fails.set('release', new Error('secret words'));
    await watch.stop();
    expect(warnings).toEqual(['alicloud-vpn-monitor: the lock of the watch could not be given back to its store, and ends by itself']);
    await monitor.close();
  });
});

describe('poll()', () => {
  test('without start() holds the lock for its round alone', async () => {
    const cloud = account();
    const { memory, one, other } = replicas(cloud, { lockMs: 60_000 });
    expect(await one.watch.poll()).toMatchObject({ role: 'active', tunnels: 4 });
    expect([memory.holders.size, one.watch.role, rolesOf(one)]).toEqual([0, 'standby', ['active', 'standby']]);
    cloud.tunnel('tun-1').down();
    cloud.advance('1m');
    expect(await other.watch.poll()).toMatchObject({ role: 'active' });
    cloud.advance('1m');
    expect(await one.watch.poll()).toMatchObject({ role: 'active', transitions: 0 });
    expect(one.transitions).toEqual([]);
    expect(other.transitions.map(({ type }) => type)).toContain('tunnel:down');
  });

  test('of two at once makes one round in one process, also right after each other, and one in two processes', async () => {
    const cloud = account();
    const { one, other } = replicas(cloud, { lockMs: 60_000 });
    const reports = await Promise.all([one.watch.poll(), one.watch.poll(), other.watch.poll()]);
    expect(reports.map(({ role }) => role)).toEqual(['active', 'active', 'standby']);
    expect(reports[0]).toBe(reports[1]);
    const first = one.watch.poll();
    await until(() => one.store.calls.at(-1) === 'release' && one.store.count('release') === 2);
    expect((await one.watch.poll()).role).toBe('active');
    await first;
  });

  test('on standby makes no round and says so; no poll is emitted', async () => {
    const cloud = account();
    const { one, other } = replicas(cloud);
    await one.watch.start();
    await other.watch.start();
    const report = await other.watch.poll();
    expect(report).toEqual({ ...NO_ROUND, asOf: cloud.now(), durationMs: report.durationMs });
    expect(Object.isFrozen(report)).toBe(true);
    expect([other.polls, other.monitor.usage().attempts]).toEqual([[], 0]);
  });

  test('beside start() does not give the lock back', async () => {
    const cloud = account();
    const { memory, one } = replicas(cloud, { lockMs: 60_000 });
    const [, report] = await Promise.all([one.watch.start(), one.watch.poll()]);
    await one.watch.poll();
    expect([report.role, one.watch.role, memory.holders.size, one.store.count('release')]).toEqual(['active', 'active', 1, 0]);
  });

  test('begun before start() does not give the lock back either', async () => {
    const cloud = account();
    const { one } = replicas(cloud, { lockMs: 60_000 });
    const active = new Promise((resolve) => one.watch.once('role', resolve));
    const polled = one.watch.poll();
    await active;
    await Promise.all([one.watch.start(), polled]);
    expect([one.watch.role, one.store.count('release')]).toEqual(['active', 0]);
  });
});

describe('ingest()', () => {
  const eventOf = async (cloud: Simulator): Promise<unknown> => {
    cloud.tunnel('tun-1').down();
    const monitor = monitorOf(cloud);
    const [event] = await monitor
      .events({ resourceIds: ['vco-dual'] })
      .last('1m')
      .toArray({ limit: 10 });
    await monitor.close();
    return event;
  };

  test('on standby gives nothing where the active watch reads events itself', async () => {
    const cloud = account();
    const { one, other } = replicas(cloud);
    await one.watch.start();
    await other.watch.start();
    cloud.advance('1m');
    const event = await eventOf(cloud);
    expect(await other.watch.ingest(event)).toEqual([]);
    cloud.advance('1m');
    await until(() => one.transitions.some(({ type }) => type === 'tunnel:down'));
    expect(other.transitions).toEqual([]);
  });

  test.each([true, false])(
    'on standby rejects where it does not, so that the sender tries again until the active one has it (started: %s)',
    async (isStarted) => {
      const cloud = account();
      const { one, other } = replicas(cloud, { sources: ['topology'], lockMs: 60_000, topologyPollMs: 3_600_000 });
      await one.watch.start();
      if (isStarted) await other.watch.start();
      cloud.advance('1m');
      const event = await eventOf(cloud);
      const error: unknown = await other.watch.ingest(event).catch((reason: unknown) => reason);
      expect(error).toMatchObject({
        code: 'server',
        retryable: true,
        message: expect.stringContaining('let the sender try again, until it reaches that one') as string,
      });
      expect((await one.watch.ingest(event)).map(({ type }) => type)).toContain('tunnel:down');
      expect(await one.watch.ingest(event)).toEqual([]);
    },
  );

  test('before the first round of the active one it rejects as well: a memory that nobody goes on from would lose it', async () => {
    const cloud = account();
    const { one } = replicas(cloud, { sources: [] });
    cloud.advance('1m');
    const event = await eventOf(cloud);
    one.store.hangs.add('get');
    void one.watch.start().catch(() => undefined);
    await until(() => one.watch.role === 'active');
    await expect(one.watch.ingest(event)).rejects.toMatchObject({ code: 'server', retryable: true });
  });

  test('rejects until the store has what follows, and the next round announces it', async () => {
    const cloud = account();
    const { one } = replicas(cloud, { sources: ['topology'], lockMs: 60_000, pollMs: 60_000 });
    await one.watch.start();
    cloud.advance('1m');
    const event = await eventOf(cloud);
    one.store.fails.set('set', new Error('READONLY'));
    for (let attempt = 0; attempt < 2; attempt++)
      await expect(one.watch.ingest(event)).rejects.toMatchObject({ code: 'server', retryable: true });
    expect(one.transitions).toEqual([]);
    one.store.fails.clear();
    expect(await one.watch.ingest(event)).toEqual([]);
    expect(one.transitions.map(({ type }) => type)).toContain('tunnel:down');
  });

  test('whose lock is lost while it is saved is declined', async () => {
    const cloud = account();
    const { memory, one } = replicas(cloud, { sources: ['topology'], lockMs: 60_000, pollMs: 60_000 });
    await one.watch.start();
    cloud.advance('1m');
    const event = await eventOf(cloud);
    memory.expire();
    await expect(one.watch.ingest(event)).rejects.toMatchObject({ code: 'server', retryable: true });
    expect([one.transitions, one.watch.role, one.errors]).toEqual([[], 'standby', []]);
  });
});

describe('the end', () => {
  test.each([
    ['stop()', (one: Replica) => one.watch.stop()],
    ['close()', (one: Replica) => one.monitor.close()],
  ])('by %s does not wait for a lock that does not answer', async (_, end) => {
    const cloud = account();
    const { one } = replicas(cloud, { lockMs: 60_000 });
    one.store.hangs.add('lock');
    const started = one.watch.start().catch(() => undefined);
    await until(() => one.store.calls.includes('lock'));
    const since = performance.now();
    await end(one);
    await started;
    expect(performance.now() - since).toBeLessThan(1000);
    expect([one.errors, one.roles]).toEqual([[], []]);
  });

  test('by an abort of the signal rejects what waits for the lock with the reason', async () => {
    const cloud = account();
    const ending = new AbortController();
    const { one } = replicas(cloud, { lockMs: 60_000, signal: ending.signal });
    one.store.hangs.add('lock');
    const polled = one.watch.poll();
    await until(() => one.store.calls.includes('lock'));
    ending.abort(new Error('enough'));
    await expect(polled).rejects.toThrow('enough');
    expect(one.errors).toEqual([]);
  });

  test('of a poll() by an abort gives the lock back', async () => {
    const cloud = account();
    const ending = new AbortController();
    const { memory, one } = replicas(cloud, { lockMs: 60_000, signal: ending.signal });
    cloud.fail({ action: 'DescribeVpnConnections', kind: 'hang' });
    const polled = one.watch.poll();
    await until(() => one.watch.role === 'active');
    ending.abort(new Error('enough'));
    await expect(polled).rejects.toThrow('enough');
    await until(() => memory.holders.size === 0);
    expect(one.watch.role).toBe('standby');
  });

  test('of a start that can read nothing for good gives the lock back, so that another may try', async () => {
    const cloud = account();
    const { memory, one } = replicas(cloud, { lockMs: 60_000 });
    const forbidden = cloud.fail({ code: 'Forbidden.RAM', times: Infinity });
    await expect(one.watch.start()).rejects.toMatchObject({ code: 'forbidden' });
    expect(one.watch.role).toBe('standby');
    await until(() => memory.holders.size === 0);
    forbidden.stop();
    await one.watch.start();
    expect(one.watch.role).toBe('active');
  });

  test('of a start right after it leaves no lock behind', async () => {
    const cloud = account();
    const { memory, one } = replicas(cloud, { lockMs: 60_000 });
    const started = one.watch.start();
    await one.watch.stop();
    await started;
    expect(memory.holders.size).toBe(0);
    await Promise.all([one.watch.start(), one.watch.start()]);
    expect([one.watch.role, one.store.count('lock')]).toEqual(['active', 1]);
    const stopped = one.watch.stop();
    const again = one.watch.start();
    await Promise.all([stopped, again]);
    expect([one.watch.role, memory.holders.size]).toEqual(['active', 1]);
  });

  test('leaves no timer, active or on standby', async () => {
    const cloud = account();
    const { one, other } = replicas(cloud, { lockMs: 60_000, pollMs: 60_000 });
    const before = timers();
    await Promise.all([one.watch.start(), other.watch.start()]);
    await Promise.all([one.watch.stop(), other.watch.stop()]);
    expect(timers()).toBe(before);
  });
});

describe('a store without a lock', () => {
  test('makes a watch active from its first round to its end', async () => {
    const cloud = account();
    const monitor = monitorOf(cloud);
    const watch = monitor.watch(monitor.fleet(), { store: new MemoryStore(), pollMs: POLL_MS });
    const heard = hear(watch);
    const roles: string[] = [];
    watch.on('role', ({ role }) => roles.push(role));
    expect(watch.role).toBe('standby');
    await watch.poll();
    await watch.start();
    expect([watch.role, heard.polls[0]?.role]).toEqual(['active', 'active']);
    await watch.stop();
    expect([watch.role, roles]).toEqual(['standby', ['active', 'standby']]);
    await monitor.close();
  });
});

test.each<[string, unknown, string]>([
  ['no function', { store: { get: () => undefined, set: () => undefined, lock: true } }, 'lock of the store true must be a function'],
  ['too short', { lockMs: 5 }, 'lockMs 5 must be 30 to 2147483647 milliseconds'],
  ['no number', { lockMs: '1s' }, "lockMs '1s' must be"],
])('a lock that is %s is refused before anything is asked', (_, options, message) => {
  const monitor = monitorOf(account());
  expect(() => monitor.watch(monitor.fleet(), options as WatchOptions)).toThrow(message);
});
