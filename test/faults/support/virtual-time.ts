// Loaded before time stands still: what a query and a call load when they first run takes real time.
import '../../../src/metrics/run/index.ts';
import '../../../src/transport/call-runner.ts';
import { vi } from 'vitest';

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/**
 * Time that passes only when everything waits for it. Timers run in order, as soon as nothing else is
 * left to do, so that hours of waiting take no time and the same seed takes the same course.
 */
export class VirtualTime implements Disposable {
  #now = 0;
  #next = 1;
  readonly #timers = new Map<number, Timer>();
  readonly #onMove: (ms: number) => void;

  constructor(onMove: (ms: number) => void) {
    this.#onMove = onMove;
    vi.stubGlobal('setTimeout', (run: () => void, ms = 0) => {
      const id = this.#next++;
      this.#timers.set(id, { at: this.#now + Math.max(1, Math.ceil(ms)), run });
      return id;
    });
    vi.stubGlobal('clearTimeout', (id: number | undefined) => {
      if (id !== undefined) this.#timers.delete(id);
    });
    // No spy: it would keep a record of every call.
    performance.now = () => this.#now;
  }

  /** Milliseconds since the start. */
  get now(): number {
    return this.#now;
  }

  /** Timers that wait. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Lets time pass until the promise is settled. Rejects when nothing is left that could settle it. */
  async until<T>(promise: Promise<T>): Promise<T> {
    const state = { settled: false };
    const watched = promise.finally(() => {
      state.settled = true;
    });
    watched.catch(() => undefined);
    for (let idle = 0; ;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (state.settled) return watched;
      if (this.#runNext()) idle = 0;
      else if (++idle > 5) throw new Error('stuck: no timer is left and the promise is still pending');
    }
  }

  #runNext(): boolean {
    let first: [number, Timer] | undefined;
    for (const entry of this.#timers) if (!first || entry[1].at < first[1].at) first = entry;
    if (!first) return false;
    const [id, { at, run }] = first;
    this.#timers.delete(id);
    const passed = at - this.#now;
    this.#now = at;
    if (passed > 0) this.#onMove(passed);
    run();
    return true;
  }

  [Symbol.dispose](): void {
    vi.unstubAllGlobals();
    Reflect.deleteProperty(performance, 'now');
  }
}
