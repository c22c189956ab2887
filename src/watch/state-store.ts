/**
 * Stores the state of a watch, so that after a restart the watch resumes and reports what happened meanwhile. A `Keyv` fits, with
 * `throwOnErrors: true`.
 *
 * Values are text and must come back unchanged. Keys may contain any character. Only one process at a time may write under a key; a store with
 * `lock`, such as `redisStore`, ensures that.
 *
 * The watch emits a failure as `error`: a `VpnMonitorError` of code `server` with the store's own error as `cause`, or of code `timeout` after five
 * seconds without an answer. A store that hides its failures, as a `Keyv` does by default, looks like an empty one. A watch starts only after it
 * could read its state. If it cannot write, it continues.
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
  /** Reads the text that was last set under the key; `undefined` or `null` if there is none. */
  get(key: string): Promise<string | null | undefined>;
  /** Stores a text under the key. Resolves when it is stored; the result is ignored. */
  set(key: string, value: string): Promise<unknown>;
  /**
   * Takes the lock of a key for `ttlMs` milliseconds; `undefined` or `null` while another process holds it. It lets several processes watch the same
   * resources: the one with the lock polls and reports, and another takes over if it stops. After this store has lost the lock, `set` must reject
   * until the store takes it again. Compare and set in one step; a check before the write would be too early.
   */
  lock?(key: string, ttlMs: number): Promise<StateLock | null | undefined>;
}

/** A lock of a {@link StateStore}. Unless it is refreshed in time, it is lost. */
export interface StateLock {
  /** Extends the lock by the same time from now; false if it is lost. Rejects if the store cannot be reached. */
  refresh(): Promise<boolean>;
  /** Releases the lock. Does nothing if it is already lost. */
  release(): Promise<unknown>;
}

/** No answer of a store is waited for longer: a client that waits for its server to come back must not keep a watch from watching, nor from announcing. */
export const STORE_PATIENCE_MS = 5_000;
