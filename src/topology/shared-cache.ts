import type { Clock } from '../internal/clock.ts';
import { TOLERATED_MS } from '../internal/service-clock.ts';
import { SharedLoad } from '../internal/shared-load.ts';

/** A value and when it was true, in milliseconds since the epoch. */
export interface Dated<T> {
  readonly asOf: number;
  readonly value: T;
}

// Single lookups leave an entry each.
const MAX_ENTRIES = 1_000;

/** Keeps what was loaded, with one load in flight per key. Failures are not kept. */
export class SharedCache<T> {
  readonly #clock: Clock;
  readonly #kept = new Map<string, Dated<T>>();
  readonly #pending = new Map<string, SharedLoad<Dated<T>>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What is kept under a key and younger than `maxAgeMs`. */
  peek(key: string, maxAgeMs: number): Dated<T> | undefined {
    const entry = this.#kept.get(key);
    if (!entry) return undefined;
    const age = this.#clock.now() - entry.asOf;
    // A clock that was set back makes no entry immortal; one that is corrected by a little costs no call.
    return age >= -TOLERATED_MS && Math.max(0, age) < maxAgeMs ? entry : undefined;
  }

  /** A new load, or the one that is in flight. The signal ends the wait of this caller alone, and the load with the last one. */
  load(key: string, load: (signal: AbortSignal) => Promise<Dated<T>>, signal: AbortSignal | undefined): Promise<Dated<T>> {
    let pending = this.#pending.get(key);
    if (!pending) {
      pending = this.#start(key, load);
      this.#pending.set(key, pending);
    }
    return pending.join(signal);
  }

  /** Forgets everything; what is in flight reaches those who wait for it and is not kept. */
  clear(): void {
    this.#kept.clear();
    this.#pending.clear();
  }

  #start(key: string, load: (signal: AbortSignal) => Promise<Dated<T>>): SharedLoad<Dated<T>> {
    // Cleared or abandoned meanwhile, it is no longer the load of its key.
    const isCurrent = (): boolean => this.#pending.get(key) === pending;
    const forget = (): void => {
      if (isCurrent()) this.#pending.delete(key);
    };
    const pending: SharedLoad<Dated<T>> = new SharedLoad(async (signal) => {
      // The first step is asynchronous, so that `pending` is set whatever happens.
      await Promise.resolve();
      try {
        const entry = await load(signal);
        if (isCurrent()) this.#keep(key, entry);
        return entry;
      } finally {
        forget();
      }
    }, forget);
    return pending;
  }

  #keep(key: string, entry: Dated<T>): void {
    this.#kept.delete(key);
    this.#kept.set(key, entry);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MAX_ENTRIES && oldest !== undefined) this.#kept.delete(oldest);
  }
}
