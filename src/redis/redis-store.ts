import { randomUUID } from 'node:crypto';
import { VpnMonitorError } from '../errors.ts';
import { assertText } from '../internal/check-values.ts';
import { assertOptions, keysOf } from '../internal/keys.ts';
import { shown } from '../internal/shown.ts';
import type { StateLock, StateStore } from '../watch/index.ts';
import { type IoRedisClient, isClient, type NodeRedisClient, prefixOf, scriptsOf } from './clients.ts';
import { lockKeyOf } from './lock-key.ts';
import { LOCK, REFRESH, RELEASE, SET, SET_LOCKED } from './scripts.ts';

/** How a {@link redisStore} names its keys. */
export interface RedisStoreOptions {
  /**
   * What the keys in Redis begin with. Default: nothing; the keys of a watch begin with `alicloud-vpn-monitor:watch:`. The key of a lock is
   * `{<prefix><key>}:lock`. So a Redis user with the prefix `ops:` needs `~ops:* ~{ops:*`, and the commands `get`, `eval`, `hget`, `hset`, `set`, `pexpire` and `del`.
   */
  readonly prefix?: string | undefined;
}

/** A {@link StateStore} with locks. */
export interface RedisStore extends StateStore {
  get(key: string): Promise<string | undefined>;
  /** Rejects with a `VpnMonitorError` of code `server` where this store has taken the lock of the key before and does not have it any more. */
  set(key: string, value: string): Promise<void>;
  lock(key: string, ttlMs: number): Promise<StateLock | undefined>;
}

/** A lock as it was last taken by this store. */
interface Holding {
  readonly token: string;
  readonly turn: number;
  writes: number;
}

const KEYS = /* @__PURE__ */ keysOf<RedisStoreOptions>({ prefix: true });

/**
 * A store of watches in Redis, with which several processes may watch the same and one of them speaks. It takes a connected client of `redis`
 * (node-redis 4 to 6) or of `ioredis` (5 and 6), of which it needs `get` and `eval`; you connect and close it. A server from Redis 4 on, a cluster, or what speaks their protocol will do.
 *
 * A lock is a key beside the state's, in the same slot of a cluster, with a random token. Each write compares the token and sets in one step
 * at the server, so that a write of a process that has lost the lock is refused, also one that was on its way for long. A store that has never asked for the
 * lock of a key writes plainly.
 *
 * @param client - A client of `redis` or `ioredis`.
 * @throws `TypeError` for what is no such client, or an option that cannot be used.
 *
 * @example
 * ```ts
 * import { createClient } from 'redis';
 * import { VpnMonitor, type TunnelWatch } from 'alicloud-vpn-monitor';
 * import { redisStore } from 'alicloud-vpn-monitor/redis';
 *
 * export async function watchAsReplica(monitor: VpnMonitor): Promise<TunnelWatch> {
 *   const client = createClient({ url: 'redis://localhost:6379' });
 *   client.on('error', (error) => console.error(error));
 *   await client.connect();
 *   const watch = monitor.watch(monitor.fleet(), { store: redisStore(client) });
 *   watch.on('role', ({ role }) => console.log(`this replica is ${role}`));
 *   return watch;
 * }
 * ```
 */
export function redisStore(client: NodeRedisClient | IoRedisClient, options: RedisStoreOptions = {}): RedisStore {
  if (!isClient(client)) throw new TypeError(`redisStore() takes a client of redis or ioredis, not ${otherThanClient(client)}`);
  assertOptions(options, KEYS, 'redisStore()');
  const { prefix = '' } = options;
  assertText('prefix', prefix);
  const run = scriptsOf(client);
  const lockOf = (stored: string): string => lockKeyOf(stored, prefixOf(client));
  const holdings = new Map<string, Holding>();
  let turns = 0;
  return {
    async get(key) {
      const value = await client.get(prefix + key);
      if (value === null || value === undefined) return undefined;
      if (typeof value !== 'string')
        throw new TypeError(`the client gives ${shown(value)} where a text is stored: give redisStore() a client without a type mapping`);
      return value;
    },
    async set(key, value) {
      const holding = holdings.get(key);
      const stored = prefix + key;
      if (!holding) await run(SET, [stored], [value]);
      else if (!isDone(await run(SET_LOCKED, [stored, lockOf(stored)], [holding.token, String(++holding.writes), value]))) throw lost(key);
    },
    async lock(key, ttlMs) {
      const lockKey = lockOf(prefix + key);
      const ms = String(Math.ceil(ttlMs));
      const holding = { token: randomUUID(), turn: ++turns, writes: 0 };
      if (!isDone(await run(LOCK, [lockKey], [holding.token, ms]))) return undefined;
      // An answer may come after that to a later question.
      if (holding.turn > (holdings.get(key)?.turn ?? 0)) holdings.set(key, holding);
      return {
        refresh: async () => isDone(await run(REFRESH, [lockKey], [holding.token, ms])),
        release: () => run(RELEASE, [lockKey], [holding.token]),
      };
    },
  };
}

function otherThanClient(value: unknown): string {
  if (typeof value === 'string') return 'an address';
  return value instanceof Promise ? 'a promise: did you forget await?' : shown(value);
}

// As another type mapping may give it.
function isDone(answer: unknown): boolean {
  return Number(answer) === 1;
}

function lost(key: string): VpnMonitorError {
  return new VpnMonitorError(`the lock of ${shown(key)} is lost, so what was to be written under it is refused`, {
    code: 'server',
    retryable: true,
  });
}
