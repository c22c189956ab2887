/**
 * Where a watch saves its state, so that a restart goes on where it stopped and reports what happened
 * meanwhile. A `Keyv` fits, with `throwOnErrors: true`.
 *
 * Values are text and must come back unchanged; keys may hold any character. One process at
 * a time may write under a key.
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
}
