import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyvStoreAdapter, StoredData } from 'keyv';
import type { StateStore } from '../../../src/watch/state-store.ts';

/** Where a killed process finds its checkpoint again. */
export type StoreSpec =
  | { readonly kind: 'file'; readonly folder: string }
  | { readonly kind: 'keyv-file'; readonly folder: string }
  | { readonly kind: 'keyv-redis'; readonly url: string };

export async function openStore(spec: StoreSpec): Promise<StateStore> {
  if (spec.kind === 'file') return fileStore(spec.folder);
  // Loaded when they are wanted: the child has to start quickly.
  const { Keyv } = await import('keyv');
  if (spec.kind === 'keyv-file') return new Keyv({ store: new FileAdapter(spec.folder), throwOnErrors: true });
  const { default: KeyvRedis } = await import('@keyv/redis');
  return new Keyv({ store: new KeyvRedis(spec.url, { throwOnErrors: true }), throwOnErrors: true });
}

/** The store that the documentation shows. */
function fileStore(folder: string): StateStore {
  const pathOf = (key: string): string => join(folder, `${encodeURIComponent(key)}.json`);
  return {
    get: (key) => readIfThere(pathOf(key)),
    async set(key, value) {
      await mkdir(folder, { recursive: true });
      await writeFile(`${pathOf(key)}.new`, value);
      await rename(`${pathOf(key)}.new`, pathOf(key));
    },
  };
}

/** Files for Keyv that a kill cannot tear; the published adapters write in place, or later than they say. */
class FileAdapter implements KeyvStoreAdapter {
  readonly opts = {};
  namespace?: string | undefined;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async get<Value>(key: string): Promise<StoredData<Value> | undefined> {
    return (await readIfThere(this.#pathOf(key))) as StoredData<Value> | undefined;
  }

  async set(key: string, value: unknown): Promise<boolean> {
    await mkdir(this.#folder, { recursive: true });
    await writeFile(`${this.#pathOf(key)}.new`, value as string);
    await rename(`${this.#pathOf(key)}.new`, this.#pathOf(key));
    return true;
  }

  async delete(key: string): Promise<boolean> {
    const isThere = (await readIfThere(this.#pathOf(key))) !== undefined;
    await rm(this.#pathOf(key), { force: true });
    return isThere;
  }

  async clear(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  on(): this {
    return this;
  }

  #pathOf(key: string): string {
    return join(this.#folder, `${encodeURIComponent(key)}.json`);
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
