import { createHash } from 'node:crypto';
import { VpnMonitorError } from '../errors.ts';
import { abortable } from '../internal/abort.ts';
import { shown } from '../internal/shown.ts';
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
    const store = this.#store;
    if (this.isLoaded || !store) return undefined;
    const text = await abortable(this.#answered('get', this.#asked('get', () => store.get(this.#key))), signal);
    this.#isLoaded = true;
    if (text === undefined || text === null) return undefined;
    const saved = readState(text);
    this.#epoch = saved.savedAt;
    return saved;
  }

  /** Rejects where the store fails or does not answer. It is not asked to keep the next state before it has answered about this one. */
  async save(state: SavedState): Promise<void> {
    if (!this.#store || !this.#isLoaded) return;
    if (this.#isWriting) throw this.#noAnswer('set');
    await this.#answered('set', this.#write(this.#store, state));
  }

  async #write(store: StateStore, state: SavedState): Promise<void> {
    const before = this.#epoch;
    // What an event that is pushed meanwhile tells is not in this state, but comes after it.
    this.#epoch = state.savedAt;
    this.#isWriting = true;
    try {
      const text = writeState(state);
      await this.#asked('set', () => store.set(this.#key, text));
    } catch (error) {
      this.#epoch = before;
      throw error;
    } finally {
      this.#isWriting = false;
    }
  }
  /** A store of the caller's fails in words of its own, which may hold what is secret: they stay in the cause. */
  async #asked<T>(operation: Operation, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (cause) {
      throw new VpnMonitorError(`${this.#calls(operation)} failed, and its cause says why: ${AFTER_FAILURE[operation]}`, { code: 'server', retryable: true, cause });
    }
  }

  /** What a store answers, unless it keeps the watch waiting. */
  async #answered<T>(operation: Operation, answer: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const impatience = new Promise<never>((_, reject) => {
      timer = setTimeout(() => { reject(this.#noAnswer(operation)); }, PATIENCE_MS);
    });
    try {
      return await Promise.race([answer, impatience]);
    } finally {
      clearTimeout(timer);
    }
  }

  #noAnswer(operation: Operation): VpnMonitorError {
    return new VpnMonitorError(`${this.#calls(operation)} has not answered for 5 seconds: ${WITHOUT_ANSWER[operation]}`, { code: 'timeout', retryable: true });
  }

  #calls(operation: Operation): string {
    return `${operation}(${shown(this.#key)}) of the store`;
  }
}

type Operation = 'get' | 'set';

// A client that waits for its server to come back must not keep a watch from watching, nor from telling.
const PATIENCE_MS = 5_000;

const WITHOUT_ANSWER: Readonly<Record<Operation, string>> = {
  get: 'nothing is watched until it has, and it is called again the next round',
  set: 'the watch goes on, and what it knows is kept when the store answers',
};

const AFTER_FAILURE: Readonly<Record<Operation, string>> = {
  get: 'nothing is watched until it answers, and it is asked again the next round',
  set: 'the watch goes on, and what it knows is kept with the next round',
};
