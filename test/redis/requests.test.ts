import { redisStore } from 'alicloud-vpn-monitor/redis';
import { Redis } from 'ioredis';
import { describe, expect, test } from 'vitest';
import { LOCK, SET_LOCKED } from '../../src/redis/scripts.ts';
import { hasRedis, startRedis } from '../watch/kill/redis.ts';

describe('what is no client', () => {
  test.each<[string, unknown, string]>([
    ['an address', 'redis://:secret@localhost', 'redisStore() takes a client of redis or ioredis, not an address'],
    ['nothing', undefined, 'not undefined'],
    ['a promise of a client', Promise.resolve({}), 'not a promise: did you forget await?'],
    ['a Keyv', { get: () => undefined, set: () => undefined }, 'not [Object]'],
    ['what may be of either kind', { get: () => undefined, eval: () => undefined }, 'not [Object]'],
  ])('%s is refused', (_, client, message) => {
    expect(() => redisStore(client as never)).toThrow(TypeError);
    expect(() => redisStore(client as never)).toThrow(message);
  });

  test.each<[unknown, string]>([
    [{ prefx: 'a' }, "redisStore() has no option 'prefx'; did you mean prefix?"],
    [{ prefix: 1 }, 'prefix 1 must be a text'],
    ['prefix', 'redisStore() takes an object of options'],
  ])('options %j are refused', (options, message) => {
    const client = { get: () => Promise.resolve(null), eval: () => Promise.resolve(1), evalsha: () => undefined };
    expect(() => redisStore(client, options as never)).toThrow(message);
  });
});

/** A client that is told what each script comes to, when a test says so. */
function scripted() {
  const asked: {
    readonly script: string;
    readonly keys: readonly string[];
    readonly given: readonly string[];
    answer(value: unknown): void;
  }[] = [];
  const client = {
    get: (): Promise<unknown> => Promise.resolve(Buffer.from('1')),
    eval: (script: string, { keys, arguments: given }: { keys: string[]; arguments: string[] }) =>
      new Promise<unknown>((answer) => asked.push({ script, keys, given, answer })),
    evalSha: (): undefined => undefined,
  };
  return { asked, store: redisStore(client) };
}

test('an answer that comes after that to a later question does not take its place', async () => {
  const { asked, store } = scripted();
  const first = store.lock('k', 100);
  const second = store.lock('k', 100.5);
  asked[1]?.answer(1);
  expect(await second).toBeDefined();
  asked[0]?.answer('1');
  expect(await first).toBeDefined();
  void store.set('k', 'v');
  expect(asked.map(({ script }) => script)).toEqual([LOCK, LOCK, SET_LOCKED]);
  expect(asked.map(({ keys }) => keys)).toEqual([['{k}:lock'], ['{k}:lock'], ['k', '{k}:lock']]);
  expect(asked[1]?.given[1]).toBe('101');
  expect(asked[2]?.given).toEqual([asked[1]?.given[0], '1', 'v']);
  expect(asked[0]?.given[0]).not.toBe(asked[1]?.given[0]);
});

test('a client that gives something else than texts is named', async () => {
  const { store } = scripted();
  await expect(store.get('k')).rejects.toThrow('without a type mapping');
});

test.skipIf(!hasRedis())(
  'what a lost connection had on its way changes nothing when it arrives late (skipped without redis-server)',
  async () => {
    await using server = await startRedis();
    const client = new Redis(server.url);
    const held: (() => Promise<unknown>)[] = [];
    let isHolding = false;
    const store = redisStore({
      get: (key: string) => client.get(key),
      eval: (script: string, keys: number, ...given: string[]) => {
        const run = (): Promise<unknown> => client.eval(script, keys, ...given);
        if (!isHolding) return run();
        held.push(run);
        return new Promise(() => undefined);
      },
      evalsha: () => undefined,
    });
    await store.lock('k', 60_000);
    isHolding = true;
    void store.set('k', 'older');
    isHolding = false;
    await store.set('k', 'newer');
    await held[0]?.();
    expect(await store.get('k')).toBe('newer');
    // A lock that was asked for once more by the client is the same one.
    const token = await client.hget('{k}:lock', 'token');
    expect(await client.eval(LOCK, 1, '{k}:lock', token ?? '', '60000')).toBe(1);
    await client.quit();
  },
);
