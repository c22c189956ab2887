import { onAbort } from '../../internal/abort.ts';
import { type Departure, Departures } from './departures.ts';
import type { Limit } from './documented.ts';
import { SlowDown } from './slow-down.ts';

/** What a request for a turn says of itself. */
export interface TurnOptions {
  readonly signal?: AbortSignal | undefined;
  /** False where the request may leave later than at its turn. Default: true. */
  readonly leavesNow?: boolean | undefined;
  /** Whether it goes before those who wait, since it has waited as they do and missed its turn. Default: false. */
  readonly isAhead?: boolean | undefined;
}

interface Waiter {
  readonly limits: readonly Limit[];
  readonly leavesNow: boolean;
  readonly leave: (departure: Departure) => void;
}

/**
 * The turns of one operation in one region under one account: first come, first served. Every sliding span of time holds at most what its
 * limit allows; all of it may leave at once. Only who missed a turn goes ahead.
 *
 * Those who share it may have different limits. Each holds its own against the requests of all, and nobody overtakes: who has
 * the lowest limit would else never get a turn.
 */
export class Turns {
  readonly #departures = new Departures();
  readonly #slowDown = new SlowDown();
  readonly #ahead = new Set<Waiter>();
  readonly #waiting = new Set<Waiter>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Resolves as a request may leave, which counts from then on; rejects with the signal's reason, giving its place up, as soon as that aborts. */
  take(limits: readonly Limit[], { signal, leavesNow = true, isAhead = false }: TurnOptions = {}): Promise<Departure> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const queue = isAhead ? this.#ahead : this.#waiting;
      const waiter: Waiter = {
        limits,
        leavesNow,
        leave: (departure) => {
          undo?.();
          resolve(departure);
        },
      };
      const undo =
        signal &&
        onAbort(signal, () => {
          queue.delete(waiter);
          // Who comes next may have a higher limit.
          this.#serve();
          reject(signal.reason as Error);
        });
      queue.add(waiter);
      if (isAhead || !this.#timer) this.#serve();
    });
  }

  /** Halves the rate after the service throttled; it recovers by a tenth of the full rate each second. At most once a second. */
  slowDown(): void {
    this.#slowDown.halve(performance.now());
  }

  /** Whether nothing waits, and nothing has left for so long. */
  isIdle(forMs: number): boolean {
    return !this.#isAwaited && performance.now() - this.#departures.lastAt >= forMs;
  }

  get #isAwaited(): boolean {
    return this.#ahead.size + this.#waiting.size > 0;
  }

  #serve(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#serveAll(this.#ahead)) this.#serveAll(this.#waiting);
  }

  /** Whether all of them have left. */
  #serveAll(queue: Set<Waiter>): boolean {
    const now = performance.now();
    for (const waiter of queue) {
      const freeAt = Math.max(
        ...waiter.limits.map((limit) => this.#departures.freeAt(limit, this.#slowDown.allowed(limit.requests, now), now)),
      );
      if (freeAt > now) {
        this.#serveIn(freeAt - now, now);
        return false;
      }
      queue.delete(waiter);
      waiter.leave(
        this.#departures.add(waiter.leavesNow, () => {
          if (this.#isAwaited) this.#serve();
        }),
      );
    }
    return true;
  }

  #serveIn(waitMs: number, now: number): void {
    // Node's timers may fire up to a millisecond early by this clock.
    const ms = Math.ceil(Math.min(waitMs, this.#slowDown.nextStepMs(now) ?? Infinity)) + 1;
    // An answer will say when.
    if (ms === Infinity) return;
    this.#timer = setTimeout(() => {
      this.#serve();
    }, ms);
  }
}
