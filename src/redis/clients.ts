/** What this package uses of a client of `redis` (node-redis 4 to 6): a client, a cluster, or a pool of clients. */
export interface NodeRedisClient {
  get(key: string): Promise<unknown>;
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  /** Distinguishes it from `ioredis`. */
  readonly evalSha: unknown;
}

/** What this package uses of a client of `ioredis`: a `Redis` or a `Cluster`. */
export interface IoRedisClient {
  get(key: string): Promise<string | null>;
  eval(script: string, keys: number, ...keysAndArguments: string[]): Promise<unknown>;
  /** Distinguishes it from `redis`. */
  readonly evalsha: unknown;
  /** What it was made with. Where that has a `keyPrefix`, the lock is in the slot of the state all the same. */
  readonly options?: { readonly keyPrefix?: string | undefined } | undefined;
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
  return has(client, 'get') && has(client, 'eval') && (has(client, 'evalsha') || has(client, 'evalSha'));
}

function isIoRedis(client: NodeRedisClient | IoRedisClient): client is IoRedisClient {
  return has(client, 'evalsha');
}

function has(value: unknown, method: string): boolean {
  return typeof value === 'object' && value !== null && typeof (value as Readonly<Record<string, unknown>>)[method] === 'function';
}
