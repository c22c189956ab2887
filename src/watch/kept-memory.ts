import { createHash } from 'node:crypto';
import { VpnMonitorError } from '../errors.ts';
import { abortable } from '../internal/abort.ts';
import { readState, writeState, type SavedState } from './saved-state.ts';
import type { StateStore } from './state-store.ts';

/** The memory of a watch in its store, and what tells the ids of one saved state from those of the next. */
export class KeptMemory {
  readonly #store: StateStore | undefined;
  readonly #key: string;
  #epoch = 0;
  #isLoaded = false;
  #isWriting = false;

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
   * there on, so that after a crash those that were told while the store failed get the same ids again.
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
    const text = await abortable(answered(this.#store.get(this.#key), GET_UNANSWERED), signal);
    this.#isLoaded = true;
    if (text === undefined || text === null) return undefined;
    const saved = readState(text);
    this.#epoch = saved.savedAt;
    return saved;
  }

  /** Rejects where the store fails or does not answer. It is not asked to keep the next state before it has answered about this one. */
  async save(state: SavedState): Promise<void> {
    if (!this.#store || !this.#isLoaded) return;
    if (this.#isWriting) throw noAnswer(SET_UNANSWERED);
    await answered(this.#write(this.#store, state), SET_UNANSWERED);
  }

  async #write(store: StateStore, state: SavedState): Promise<void> {
    const before = this.#epoch;
    // What an event that is pushed meanwhile tells is not in this state, but comes after it.
    this.#epoch = state.savedAt;
    this.#isWriting = true;
    try {
      await store.set(this.#key, writeState(state));
    } catch (error) {
      this.#epoch = before;
      throw error;
    } finally {
      this.#isWriting = false;
    }
  }
}

// A client that waits for its server to come back must not keep a watch from watching, nor from telling.
const PATIENCE_MS = 5_000;
const GET_UNANSWERED = 'get() of the store has not answered for 5 seconds: nothing is watched until it has, and it is called again the next round';
const SET_UNANSWERED = 'set() of the store has not answered for 5 seconds: the watch goes on, and what it knows is kept when the store answers';

/** What a store answers, unless it keeps the watch waiting. */
async function answered<T>(answer: Promise<T>, unanswered: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const impatience = new Promise<never>((_, reject) => {
    timer = setTimeout(() => { reject(noAnswer(unanswered)); }, PATIENCE_MS);
  });
  try {
    return await Promise.race([answer, impatience]);
  } finally {
    clearTimeout(timer);
  }
}

function noAnswer(unanswered: string): VpnMonitorError {
  return new VpnMonitorError(unanswered, { code: 'timeout', retryable: true });
}
