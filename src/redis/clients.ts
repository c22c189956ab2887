import { hasMethods } from '../internal/records.ts';

/** The methods that this package uses of `redis` (node-redis 4 to 6): a client, a cluster, or a pool of clients. */
export interface NodeRedisClient {
  /** `GET`, for the state of a watch. */
  get(key: string): Promise<unknown>;
  /** `EVAL`, for writes and locks. */
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  /** Only its presence counts: `ioredis` spells it differently. */
  readonly evalSha: unknown;
}

/** The methods that this package uses of `ioredis`: a `Redis` or a `Cluster`. */
export interface IoRedisClient {
  /** `GET`, for the state of a watch. */
  get(key: string): Promise<string | null>;
  /** `EVAL`, for writes and locks. */
  eval(script: string, keys: number, ...keysAndArguments: string[]): Promise<unknown>;
  /** Only its presence counts: `redis` spells it differently. */
  readonly evalsha: unknown;
  /** The options that the client was created with. */
  readonly options?:
    | {
        /** A prefix that the client adds to each key. State and lock of a watch then still share a cluster slot. */
        readonly keyPrefix?: string | undefined;
      }
    | undefined;
}

/** What runs a script: the keys it names, and what it is given. */
export type RunScript = (script: string, keys: string[], given: string[]) => Promise<unknown>;

/** How a client runs scripts: the two kinds take the keys and the rest differently. */
export function scriptsOf(client: NodeRedisClient | IoRedisClient): RunScript {
  if (isIoRedis(client)) return (script, keys, given) => client.eval(script, keys.length, ...keys, ...given);
  return (script, keys, given) => client.eval(script, { keys, arguments: given });
}

/** What a client puts before each key by itself. */
export function prefixOf(client: NodeRedisClient | IoRedisClient): string {
  return (isIoRedis(client) ? client.options?.keyPrefix : undefined) ?? '';
}

/** Refuses what JavaScript callers may get wrong, such as an address or a promise of a client. */
export function isClient(client: unknown): client is NodeRedisClient | IoRedisClient {
  return hasMethods(client, 'get', 'eval') && (hasMethods(client, 'evalsha') || hasMethods(client, 'evalSha'));
}

function isIoRedis(client: NodeRedisClient | IoRedisClient): client is IoRedisClient {
  return hasMethods(client, 'evalsha');
}
