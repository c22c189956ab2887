import type { StateLock, StateStore, VpnMonitor } from 'alicloud-vpn-monitor';
import { type RedisStore, redisStore } from 'alicloud-vpn-monitor/redis';
import type { Cluster, Redis } from 'ioredis';
import { createClient, createClientPool, createCluster, type RedisClientType } from 'redis';
import { expectTypeOf, test } from 'vitest';

test('clients of both kinds fit, as a single server and as a cluster', () => {
  expectTypeOf(redisStore(createClient())).toEqualTypeOf<RedisStore>();
  redisStore(createClient({ RESP: 3 }));
  redisStore(createCluster({ rootNodes: [] }));
  expectTypeOf<RedisClientType>().toExtend<Parameters<typeof redisStore>[0]>();
  expectTypeOf<Redis>().toExtend<Parameters<typeof redisStore>[0]>();
  expectTypeOf<Cluster>().toExtend<Parameters<typeof redisStore>[0]>();
  redisStore(createClientPool());
});

test('it is a store of a watch, with locks', () => {
  expectTypeOf<RedisStore>().toExtend<StateStore>();
  expectTypeOf<NonNullable<StateStore['lock']>>().returns.resolves.toEqualTypeOf<StateLock | null | undefined>();
  const watch = (monitor: VpnMonitor, client: Redis) =>
    monitor.watch(monitor.fleet(), { store: redisStore(client, { prefix: 'a:' }), lockMs: 10_000 });
  expectTypeOf(watch).returns.toHaveProperty('role').toEqualTypeOf<'active' | 'standby'>();
});

test("a store of one's own may leave the lock out, or give one without a result", () => {
  const store = { get: (key: string) => Promise.resolve(key), set: () => Promise.resolve() };
  expectTypeOf(store).toExtend<StateStore>();
  const lock = (_key: string, _ttlMs: number): Promise<{ refresh(): Promise<boolean>; release(): Promise<void> } | undefined> =>
    Promise.resolve(undefined);
  expectTypeOf({ ...store, lock }).toExtend<StateStore>();
});
