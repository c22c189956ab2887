import { createHash } from 'node:crypto';
import { VpnMonitorError } from '../../errors.ts';
import { abortable } from '../../internal/abort.ts';
import { shown } from '../../internal/shown.ts';
import type { StateStore } from '../state-store.ts';
import { readCheckpoint, writeCheckpoint, type WatchCheckpoint } from './checkpoint.ts';

/** The checkpoint of a watch in its store. */
export class CheckpointStore {
  readonly #store: StateStore | undefined;
  readonly #key: string;
  #isLoaded = false;
  #isWriting = false;

  /** @param targets - Distinguishes watches that share a store. */
  constructor(store: StateStore | undefined, key: string | undefined, regionId: string, targets: string) {
    this.#store = store;
    this.#key = key ?? `alicloud-vpn-monitor:watch:${regionId}:${createHash('sha256').update(targets).digest('hex').slice(0, 16)}`;
  }

  /** Whether the store has been asked. */
  get isLoaded(): boolean {
    return this.#isLoaded || !this.#store;
  }

  /**
   * What another run has saved; `undefined` where there is nothing.
   *
   * Rejects while the store cannot be asked, and then is to be called again: to begin anew would
   * overwrite what the store holds. Rejects once for what cannot be read; the watch begins anew then.
   */
  async load(signal: AbortSignal): Promise<WatchCheckpoint | undefined> {
    const store = this.#store;
    if (this.isLoaded || !store) return undefined;
    const text = await abortable(this.#answered('get', this.#asked('get', () => store.get(this.#key))), signal);
    this.#isLoaded = true;
    if (text === undefined || text === null) return undefined;
    return readCheckpoint(text);
  }

  /** Rejects where the store fails or does not answer. It is not asked to keep the next state before it has answered about this one. */
  async save(checkpoint: WatchCheckpoint): Promise<void> {
    if (!this.#store || !this.#isLoaded) return;
    if (this.#isWriting) throw this.#noAnswer('set');
    await this.#answered('set', this.#write(this.#store, checkpoint));
  }

  async #write(store: StateStore, checkpoint: WatchCheckpoint): Promise<void> {
    this.#isWriting = true;
    try {
      const text = writeCheckpoint(checkpoint);
      await this.#asked('set', () => store.set(this.#key, text));
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

// A client that waits for its server to come back must not keep a watch from watching, nor from announcing.
const PATIENCE_MS = 5_000;

const WITHOUT_ANSWER: Readonly<Record<Operation, string>> = {
  get: 'nothing is watched until it has, and it is called again the next round',
  set: 'the watch goes on, and what it knows is kept when the store answers',
};

const AFTER_FAILURE: Readonly<Record<Operation, string>> = {
  get: 'nothing is watched until it answers, and it is asked again the next round',
  set: 'the watch goes on, and what it knows is kept with the next round',
};
