/**
 * Where a watch saves its state, so that a restart goes on where it stopped and reports what happened
 * meanwhile. A `Keyv` fits, with `throwOnErrors: true`.
 *
 * Values are text and must come back unchanged; keys may hold any character. One process at
 * a time may write under a key; a store with `lock` takes care of that itself, as `redisStore` does.
 *
 * A failure goes to `error` as a `VpnMonitorError` of code `server`, with what the store rejected with as its
 * `cause`. A store that has not answered for five seconds gives one of code `timeout`. A store that hides its
 * failures, as a `Keyv` does by default, looks like an empty one. A watch begins only when it could read
 * its state. It goes on when it cannot write it.
 *
 * @example
 * ```ts
 * import { readFile, rename, writeFile } from 'node:fs/promises';
 * import { join } from 'node:path';
 * import type { StateStore } from 'alicloud-vpn-monitor';
 *
 * export function fileStore(folder: string): StateStore {
 *   const pathOf = (key: string) => join(folder, `${encodeURIComponent(key)}.json`);
 *   return {
 *     async get(key) {
 *       try {
 *         return await readFile(pathOf(key), 'utf8');
 *       } catch (error) {
 *         if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
 *         throw error;
 *       }
 *     },
 *     async set(key, value) {
 *       // Renaming is atomic: a crash while writing leaves the old state whole.
 *       await writeFile(`${pathOf(key)}.new`, value);
 *       await rename(`${pathOf(key)}.new`, pathOf(key));
 *     },
 *   };
 * }
 * ```
 */
export interface StateStore {
  /** The text that was last set under the key; `undefined` or `null` if none was. */
  get(key: string): Promise<string | null | undefined>;
  /** Resolves once the value is stored. The result is ignored. */
  set(key: string, value: string): Promise<unknown>;
  /**
   * Takes the lock of a key for `ttlMs` milliseconds; `undefined` or `null` while somebody else holds it. With it several processes may watch
   * the same: the one that holds the lock asks and announces, and another takes over when it does not. From when the lock is lost until this store
   * has taken it again, `set` must reject: compare and set in one step, since a check before it would be too early.
   */
  lock?(key: string, ttlMs: number): Promise<StateLock | null | undefined>;
}

/** A lock of a {@link StateStore} that is held. Whoever does not refresh it in time has lost it. */
export interface StateLock {
  /** Holds it for the same time from now on; false where it is lost. Rejects where the store cannot be asked. */
  refresh(): Promise<boolean>;
  /** Gives it back. Where it is lost already, it does nothing. */
  release(): Promise<unknown>;
}

/** No answer of a store is waited for longer: a client that waits for its server to come back must not keep a watch from watching, nor from announcing. */
export const STORE_PATIENCE_MS = 5_000;
