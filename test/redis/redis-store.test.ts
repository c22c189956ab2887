import { VpnMonitorError } from 'alicloud-vpn-monitor';
import { redisStore } from 'alicloud-vpn-monitor/redis';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hasRedis, type RedisServer, startRedis } from '../watch/kill/redis.ts';
import { CLIENTS, type Opened, sleep, withIoRedis } from './support.ts';

const KEY = 'alicloud-vpn-monitor:watch:cn-hangzhou:0123456789abcdef';
const TTL_MS = 60_000;

describe.skipIf(!hasRedis()).each(CLIENTS)('with %s (skipped without redis-server)', (_, open) => {
  let server: RedisServer;
  let one: Opened;
  let other: Opened;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  beforeEach(async () => {
    one = await open(server);
    other = await open(server);
    await one.send('FLUSHALL');
    return async () => {
      await one[Symbol.asyncDispose]();
      await other[Symbol.asyncDispose]();
    };
  });

  const refused = async (write: Promise<void>): Promise<void> => {
    const error: unknown = await write.catch((reason: unknown) => reason);
    expect(VpnMonitorError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({
      code: 'server',
      retryable: true,
      message: `the lock of '${KEY}' is lost, so what was to be written under it is refused`,
    });
  };

  test('a store that has never asked for a lock reads and writes plainly, whoever holds it', async () => {
    expect(await one.store.get(KEY)).toBeUndefined();
    await one.store.set(KEY, '{"Ω":"{}"}');
    await other.store.lock(KEY, TTL_MS);
    await one.store.set(KEY, '{"Ω":"\\u0000 2"}');
    expect(await other.store.get(KEY)).toBe('{"Ω":"\\u0000 2"}');
    expect(await one.send('PTTL', KEY)).toBe(-1);
  });

  test('a lock is held by one at a time, for the time that it was asked for', async () => {
    const lock = await one.store.lock(KEY, TTL_MS);
    expect(lock).toBeDefined();
    expect([await other.store.lock(KEY, TTL_MS), await one.store.lock(KEY, TTL_MS)]).toEqual([undefined, undefined]);
    expect(await other.store.lock(`${KEY}2`, TTL_MS)).toBeDefined();
    const left = Number(await one.send('PTTL', `{${KEY}}:lock`));
    expect(left).toBeGreaterThan(TTL_MS - 5000);
    expect(left).toBeLessThanOrEqual(TTL_MS);
  });

  test('a lock that is not refreshed ends, and can be taken then', async () => {
    const lock = await one.store.lock(KEY, 600);
    await sleep(350);
    expect(await lock?.refresh()).toBe(true);
    await sleep(350);
    expect(await other.store.lock(KEY, TTL_MS)).toBeUndefined();
    await sleep(600);
    const next = await other.store.lock(KEY, TTL_MS);
    expect([next !== undefined, await lock?.refresh(), await next?.refresh()]).toEqual([true, false, true]);
  });

  test('what is given back can be taken at once; what is lost cannot be given back', async () => {
    const lock = await one.store.lock(KEY, TTL_MS);
    await lock?.release();
    const next = await other.store.lock(KEY, TTL_MS);
    expect(next).toBeDefined();
    await lock?.release();
    expect([await next?.refresh(), await lock?.refresh()]).toEqual([true, false]);
  });

  test('a write under the lock is written; one after it was lost is refused, whether another has taken it or nobody', async () => {
    await one.store.lock(KEY, TTL_MS);
    await one.store.set(KEY, '1');
    await one.send('DEL', `{${KEY}}:lock`);
    await refused(one.store.set(KEY, '2'));
    await other.store.lock(KEY, TTL_MS);
    await refused(one.store.set(KEY, '3'));
    await other.store.set(KEY, '4');
    await refused(one.store.set(KEY, '5'));
    expect(await one.store.get(KEY)).toBe('4');
    await other.send('DEL', `{${KEY}}:lock`);
    await one.store.lock(KEY, TTL_MS);
    await one.store.set(KEY, '6');
    await refused(other.store.set(KEY, '7'));
    expect(await one.store.get(KEY)).toBe('6');
  });

  test('a write after the lock was given back is refused', async () => {
    const lock = await one.store.lock(KEY, TTL_MS);
    await lock?.release();
    await refused(one.store.set(KEY, '1'));
    expect(await one.store.get(KEY)).toBeUndefined();
  });

  test('the lock of one key is no matter of another', async () => {
    const lock = await one.store.lock(KEY, TTL_MS);
    await lock?.release();
    await one.store.set('another', '1');
    expect(await one.store.get('another')).toBe('1');
  });

  test('a prefix is put before the keys of state and lock', async () => {
    await using prefixed = await open(server, { prefix: 'team-a:' });
    await prefixed.store.lock(KEY, TTL_MS);
    await prefixed.store.set(KEY, '1');
    expect(await one.store.lock(KEY, TTL_MS)).toBeDefined();
    expect([await prefixed.store.get(KEY), await one.store.get(KEY), await one.send('GET', `team-a:${KEY}`)]).toEqual([
      '1',
      undefined,
      '1',
    ]);
    expect(((await one.send('KEYS', '*')) as string[]).toSorted()).toEqual([`team-a:${KEY}`, `{${KEY}}:lock`, `{team-a:${KEY}}:lock`]);
  });
});

describe.skipIf(!hasRedis()).each(CLIENTS)('in a cluster, with %s (skipped without redis-server)', (_, open) => {
  test('the lock of a key is in the slot of its state', async () => {
    await using server = await startRedis('--cluster-enabled', 'yes');
    await using first = await open(server);
    await first.send('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    await waitUntil(async () => String(await first.send('CLUSTER', 'INFO')).includes('cluster_state:ok'));
    for (const [key, prefix] of [
      [KEY, ''],
      ['{tag}:state', ''],
      ['state', '{team}:'],
      ['a{tag}b{c}', ''],
      ['with {an open one', ''],
      ['{}', ''],
    ] as const) {
      await using one = await open(server, { prefix });
      // A script with keys of two slots is refused by the server.
      const written = one.store.lock(key, TTL_MS).then(() => one.store.set(key, '1'));
      if (key === '{}') await expect(written).rejects.toThrow('CROSSSLOT');
      else await written;
      expect(await one.store.get(key)).toBe(key === '{}' ? undefined : '1');
    }
  });
});

test.skipIf(!hasRedis())(
  'in a cluster the lock is in the slot of the state also where the client of ioredis puts a prefix before each key (skipped without redis-server)',
  async () => {
    await using server = await startRedis('--cluster-enabled', 'yes');
    await using first = await withIoRedis(server);
    await first.send('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    await waitUntil(async () => String(await first.send('CLUSTER', 'INFO')).includes('cluster_state:ok'));
    for (const [keyPrefix, prefix, lockKey] of [
      ['ops:', '', `ops:{ops:${KEY}}:lock`],
      ['ops:', 'eu:', `ops:{ops:eu:${KEY}}:lock`],
      ['{ops}:', '', `{ops}:${KEY}:lock`],
    ] as const) {
      await first.send('FLUSHALL');
      const client = new Redis(server.url, { keyPrefix });
      const store = redisStore(client, { prefix });
      const lock = await store.lock(KEY, TTL_MS);
      await store.set(KEY, '1');
      expect([await store.get(KEY), await lock?.refresh()]).toEqual(['1', true]);
      expect(((await first.send('KEYS', '*')) as string[]).toSorted()).toEqual([keyPrefix + prefix + KEY, lockKey].toSorted());
      await lock?.release();
      await client.quit();
    }
  },
);

async function waitUntil(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 500; !(await isSo()); tries--) {
    if (tries === 0) throw new Error('waited too long');
    await sleep(20);
  }
}
