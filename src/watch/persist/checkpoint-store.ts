import { VpnMonitorError } from '../../errors.ts';
import { withDeadline } from '../../internal/deadline.ts';
import { shown } from '../../internal/shown.ts';
import { type StateStore, STORE_PATIENCE_MS } from '../state-store.ts';
import { readCheckpoint, type WatchCheckpoint, writeCheckpoint } from './checkpoint.ts';
import type { KeptState } from './kept-state.ts';
import type { StoreKey } from './store-key.ts';

/** The checkpoint of a watch in its store. */
export class CheckpointStore {
  readonly #store: StateStore | undefined;
  readonly #storeKey: Pick<StoreKey, 'resolve'>;
  readonly #kept: KeptState | undefined;
  #key = '';
  #isLoaded = false;
  /** How many writes were begun since the last answer to one, and when the newest was. */
  #unanswered = 0;
  #askedAt = -Infinity;

  /** @param kept - What the process remembers, where others may have saved since. */
  constructor(store: StateStore | undefined, key: Pick<StoreKey, 'resolve'>, kept?: KeptState) {
    this.#store = store;
    this.#storeKey = key;
    this.#kept = kept;
  }

  /** Whether the store has been asked. */
  get isLoaded(): boolean {
    return this.#isLoaded || !this.#store;
  }

  /** Whether it is known by which key the store is asked. Rejects while the account that is part of it cannot be asked for. */
  async locate(signal: AbortSignal): Promise<true> {
    if (!this.isLoaded) this.#key = await this.#storeKey.resolve(signal);
    return true;
  }

  /**
   * What another run has saved; `undefined` where there is nothing.
   *
   * To be called after `locate`. Rejects while the store cannot be asked, and then is to be called again: to begin anew would
   * overwrite what the store holds. Rejects once for what cannot be read; the watch begins anew then.
   */
  async load(signal: AbortSignal): Promise<WatchCheckpoint | undefined> {
    const store = this.#store;
    if (this.isLoaded || !store) return undefined;
    const stored = await this.#answered('get', () => store.get(this.#key), signal);
    this.#isLoaded = true;
    const text = stored ?? this.#kept?.insteadOfNothing();
    if (text === undefined) return undefined;
    const checkpoint = readCheckpoint(text);
    this.#kept?.keep(text);
    return checkpoint;
  }

  /**
   * Rejects where the store fails or does not answer. It is asked again then: what has no answer may never get one. An older state that
   * arrives late is replaced by the next save. Of a store that answers nothing at all, each write is waited for longer than the one before.
   */
  async save(checkpoint: WatchCheckpoint): Promise<void> {
    const store = this.#store;
    if (!store || !this.#isLoaded) return;
    if (this.#unanswered > 0 && performance.now() - this.#askedAt < Math.min(STORE_PATIENCE_MS * 2 ** this.#unanswered, LONGEST_SILENCE_MS))
      throw this.#noAnswer('set');
    const text = writeCheckpoint(checkpoint);
    await this.#answered('set', async () => {
      this.#unanswered++;
      this.#askedAt = performance.now();
      try {
        await store.set(this.#key, text);
        this.#kept?.keep(text);
      } finally {
        this.#unanswered = 0;
      }
    });
  }

  /** A store of the caller's fails in words of its own, which may hold what is secret: they stay in the cause. */
  async #asked<T>(operation: Operation, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (cause) {
      throw new VpnMonitorError(
        `${this.#calls(operation)} failed, and its cause says why: ${this.#isLocked(operation) ? UNDER_A_LOCK : AFTER_FAILURE[operation]}`,
        { code: 'server', retryable: true, cause },
      );
    }
  }

  /** What a store answers, unless it keeps the watch waiting. A process that has nothing else to do waits for it as well. */
  #answered<T>(operation: Operation, ask: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return withDeadline(
      () => this.#asked(operation, ask),
      STORE_PATIENCE_MS,
      () => this.#noAnswer(operation),
      { signal },
    );
  }

  #noAnswer(operation: Operation): VpnMonitorError {
    return new VpnMonitorError(
      `${this.#calls(operation)} has not answered for 5 seconds: ${this.#isLocked(operation) ? UNDER_A_LOCK : WITHOUT_ANSWER[operation]}`,
      { code: 'timeout', retryable: true },
    );
  }

  /** Whether others may go on from the store, so that nothing is announced which it does not have. */
  #isLocked(operation: Operation): boolean {
    return operation === 'set' && this.#kept !== undefined;
  }

  #calls(operation: Operation): string {
    return `${operation}(${shown(this.#key)}) of the store`;
  }
}

type Operation = 'get' | 'set';

const LONGEST_SILENCE_MS = 600_000;

const UNDER_A_LOCK = 'the watch announces nothing until the store has taken what it knows, and asks again with the next round';

const WITHOUT_ANSWER: Readonly<Record<Operation, string>> = {
  get: 'nothing is watched until it has, and it is called again the next round',
  set: 'the watch goes on, and asks again to keep what it knows',
};

const AFTER_FAILURE: Readonly<Record<Operation, string>> = {
  get: 'nothing is watched until it answers, and it is asked again the next round',
  set: 'the watch goes on, and what it knows is kept with the next round',
};
