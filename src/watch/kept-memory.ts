import { createHash } from 'node:crypto';
import { abortable } from '../internal/abort.ts';
import { readState, writeState, type SavedState } from './saved-state.ts';
import type { StateStore } from './state-store.ts';

/** The memory of a watch in its store, and what tells the ids of one saved state from those of the next. */
export class KeptMemory {
  readonly #store: StateStore | undefined;
  readonly #key: string;
  #epoch = 0;
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
   * When the memory was saved last, or is just being saved; 0 before that. Transitions are numbered from
   * there on, so that after a crash those that were told and not saved get the same ids again.
   */
  get epoch(): number {
    return this.#epoch;
  }

  /**
   * What another run has kept; `undefined` where there is nothing.
   *
   * Rejects while the store cannot be asked, and then is to be called again: to begin anew would
   * overwrite what the store holds. Rejects once for what cannot be read; the watch begins anew then.
   */
  async load(signal: AbortSignal): Promise<SavedState | undefined> {
    if (this.isLoaded || !this.#store) return undefined;
    const text = await abortable(this.#store.get(this.#key), signal);
    this.#isLoaded = true;
    if (text === undefined || text === null) return undefined;
    const saved = readState(text);
    this.#epoch = saved.savedAt;
    return saved;
  }

  async save(state: SavedState): Promise<void> {
    if (!this.#store || !this.#isLoaded) return;
    const before = this.#epoch;
    // What an event that is pushed meanwhile tells is not in this state, but comes after it.
    this.#epoch = state.savedAt;
    try {
      await this.#store.set(this.#key, writeState(state));
    } catch (error) {
      this.#epoch = before;
      throw error;
    }
  }
}
