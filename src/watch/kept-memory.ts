import { createHash } from 'node:crypto';
import { readState, writeState, type SavedState } from './saved-state.ts';
import type { StateStore } from './state-store.ts';

/** The memory of a watch in its store, and what tells the ids of one saved state from those of the next. */
export class KeptMemory {
  readonly #store: StateStore | undefined;
  readonly #key: string;
  #epoch: number | undefined;
  #isLoaded = false;

  /** @param targets - Tells one watch from another under the same store. */
  constructor(store: StateStore | undefined, key: string | undefined, regionId: string, targets: string) {
    this.#store = store;
    this.#key = key ?? `alicloud-vpn-monitor:watch:${regionId}:${createHash('sha256').update(targets).digest('hex').slice(0, 16)}`;
  }

  /** Whether the store has been asked. */
  get isLoaded(): boolean {
    return this.#isLoaded || !this.#store;
  }

  /**
   * When the memory was saved last. Transitions are numbered from there on, so that after a crash those
   * that were told and not saved get the same ids again. Without a store: when the watch began.
   */
  epoch(now: number): number {
    return (this.#epoch ??= this.#store ? 0 : now);
  }

  /**
   * What another run has kept; `undefined` where there is nothing.
   *
   * Rejects while the store cannot be asked: to begin anew would overwrite what it holds. `corrupt` is
   * told of what cannot be read, and the watch begins anew.
   */
  async load(now: number, corrupt: (error: unknown) => void): Promise<SavedState | undefined> {
    if (this.isLoaded || !this.#store) return undefined;
    const text = await this.#store.get(this.#key);
    this.#isLoaded = true;
    if (text === undefined || text === null) return undefined;
    try {
      const saved = readState(text);
      this.#epoch = saved.savedAt;
      return saved;
    } catch (error) {
      this.#epoch = now;
      corrupt(error);
      return undefined;
    }
  }

  async save(state: SavedState): Promise<void> {
    if (!this.#store || !this.#isLoaded) return;
    await this.#store.set(this.#key, writeState(state));
    this.#epoch = state.savedAt;
  }
}
