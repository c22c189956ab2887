import { type RedisStore, redisStore, type RedisStoreOptions } from 'alicloud-vpn-monitor/redis';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import type { RedisServer } from '../watch/kill/redis.ts';

/** A store, and the client that it works with. */
export interface Opened extends AsyncDisposable {
  readonly store: RedisStore;
  /** A command as it is sent. */
  send(...command: readonly [string, ...string[]]): Promise<unknown>;
}

export type Opening = (server: RedisServer, options?: RedisStoreOptions) => Promise<Opened>;

export async function withNodeRedis({ url }: RedisServer, options?: RedisStoreOptions): Promise<Opened> {
  const client = await createClient({ url }).connect();
  return {
    store: redisStore(client, options),
    send: (...command) => client.sendCommand(command),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

export async function withIoRedis({ url }: RedisServer, options?: RedisStoreOptions): Promise<Opened> {
  const client = new Redis(url);
  await client.ping();
  return {
    store: redisStore(client, options),
    send: (name, ...given) => client.call(name, ...given),
    async [Symbol.asyncDispose]() {
      await client.quit();
    },
  };
}

export const CLIENTS: readonly (readonly [string, Opening])[] = [
  ['redis', withNodeRedis],
  ['ioredis', withIoRedis],
];

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
