/**
 * Where a watch keeps its memory; a `Keyv` fits, with `throwOnErrors: true`.
 *
 * With one, a watch that is started again goes on where it stopped, and reports what happened
 * meanwhile. Values are text to be given back as it was; keys may hold any character. One process at
 * a time may write under a key. A failure goes to `error` as a `VpnMonitorError` of code `server`, with
 * what the store rejected with as its `cause`; a store that has not answered for five seconds, as one of
 * code `timeout`. One that keeps its failures to itself, as a `Keyv` does by default, looks like one that
 * remembers nothing. A watch does not begin before its memory could be read, and goes on
 * where it cannot be written.
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
  /** What was set last under the key; `undefined` or `null` where nothing was. */
  get(key: string): Promise<string | null | undefined>;
  /** Resolves once the value is kept. What it resolves with is ignored. */
  set(key: string, value: string): Promise<unknown>;
}
