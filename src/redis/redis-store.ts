import { randomUUID } from 'node:crypto';
import { VpnMonitorError } from '../errors.ts';
import { assertText } from '../internal/check-values.ts';
import { assertOptions, keysOf } from '../internal/keys.ts';
import { shown } from '../internal/shown.ts';
import type { StateLock, StateStore } from '../watch/index.ts';
import { type IoRedisClient, isClient, type NodeRedisClient, prefixOf, scriptsOf } from './clients.ts';
import { lockKeyOf } from './lock-key.ts';
import { LOCK, REFRESH, RELEASE, SET, SET_LOCKED } from './scripts.ts';

/** Options of {@link redisStore}. */
export interface RedisStoreOptions {
  /**
   * A prefix for the keys in Redis. Default: none; the keys of a watch begin with `alicloud-vpn-monitor:watch:`. The key of a lock is
   * `{<prefix><key>}:lock`. With the prefix `ops:` a Redis user needs the key patterns `~ops:* ~{ops:*` and the commands `get`, `eval`, `hget`,
   * `hset`, `set`, `pexpire` and `del`.
   */
  readonly prefix?: string | undefined;
}

/** A {@link StateStore} with locks. */
export interface RedisStore extends StateStore {
  get(key: string): Promise<string | undefined>;
  /** Writes a state. Rejects with a `VpnMonitorError` of code `server` if this store held the lock of the key and has lost it. */
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
 * Creates a store for watches in Redis. With it, several processes can watch the same resources while only one of them reports. Give it a
 * connected client of `redis` (node-redis 4 to 6) or `ioredis` (5 and 6); you connect and close the client. The server may be Redis 4 or
 * newer, a cluster, or any server with the same protocol.
 *
 * A lock is a key with a random token, in the same cluster slot as the state. Each write compares the token and sets the state in one step at
 * the server, so the server refuses a write of a process that has lost the lock, however late the write arrives. A store that never asked for
 * the lock of a key writes without a check.
 *
 * @param client - A client of `redis` or `ioredis`.
 * @throws `TypeError` for anything else, and for an invalid option.
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
