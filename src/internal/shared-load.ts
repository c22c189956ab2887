import { setMaxListeners } from 'node:events';
import { abortable } from './abort.ts';

/** One piece of work that many wait for. It is aborted when the last of them has stopped waiting. */
export class SharedLoad<T> {
  readonly #work = new AbortController();
  readonly #result: Promise<T>;
  readonly #onAbandoned: () => void;
  #waiting = 0;
  #settled = false;

  /** @param onAbandoned - Called when nobody waits any more: the next one to ask needs a new load. */
  constructor(load: (signal: AbortSignal) => Promise<T>, onAbandoned: () => void) {
    this.#onAbandoned = onAbandoned;
    setMaxListeners(0, this.#work.signal);
    this.#result = load(this.#work.signal).finally(() => {
      this.#settled = true;
    });
  }

  /** The result; the signal ends the wait of this caller alone. */
  async join(signal: AbortSignal | undefined): Promise<T> {
    this.#waiting++;
    try {
      return await abortable(this.#result, signal);
    } finally {
      if (--this.#waiting === 0 && !this.#settled) {
        this.#onAbandoned();
        this.#work.abort(new DOMException('nobody waits for this any more', 'AbortError'));
      }
    }
  }
}

/**
 * Runs `load` at most once at a time, for all who wait, and keeps its result; a failure is not kept, so the next call tries again.
 * What nobody waits for any more is aborted.
 */
export function sharedOnce<T>(load: (signal: AbortSignal) => Promise<T>): (signal: AbortSignal | undefined) => Promise<T> {
  let current: SharedLoad<T> | undefined;
  return (signal) => {
    if (current) return current.join(signal);
    const forget = (): void => {
      if (current === own) current = undefined;
    };
    const own = new SharedLoad(async (abandoned) => {
      try {
        return await load(abandoned);
      } catch (error) {
        forget();
        throw error;
      }
    }, forget);
    return (current = own).join(signal);
  };
}
