import { onAbort } from '../../internal/abort.ts';
import { Departures, type Departure } from './departures.ts';
import type { Limit } from './documented.ts';
import { SlowDown } from './slow-down.ts';

/** What a request for a turn says of itself. */
export interface TurnOptions {
  readonly signal?: AbortSignal | undefined;
  /** False where the request may leave later than at its turn. Default: true. */
  readonly leavesNow?: boolean | undefined;
}

interface Waiter {
  readonly limits: readonly Limit[];
  readonly leavesNow: boolean;
  readonly leave: (departure: Departure) => void;
}

/**
 * The turns of one operation in one region under one account: first come, first served. Every sliding span of time holds at most what its
 * limit allows; all of it may leave at once.
 *
 * Those who share it may have different limits. Each holds its own against the requests of all, and nobody overtakes: who has
 * the lowest limit would else never get a turn.
 */
export class Turns {
  readonly #departures = new Departures();
  readonly #slowDown = new SlowDown();
  readonly #waiting = new Set<Waiter>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Resolves as a request may leave, which counts from then on; rejects with the signal's reason, giving its place up, as soon as that aborts. */
  take(limits: readonly Limit[], { signal, leavesNow = true }: TurnOptions = {}): Promise<Departure> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason as Error);
        return;
      }
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
          this.#waiting.delete(waiter);
          // Who comes next may have a higher limit.
          this.#serve();
          reject(signal.reason as Error);
        });
      this.#waiting.add(waiter);
      if (!this.#timer) this.#serve();
    });
  }

  /** Halves the rate after the service throttled; it recovers by a tenth of the full rate each second. At most once a second. */
  slowDown(): void {
    this.#slowDown.halve(performance.now());
  }

  /** Whether nothing waits, and nothing has left for so long. */
  isIdle(forMs: number): boolean {
    return this.#waiting.size === 0 && performance.now() - this.#departures.lastAt >= forMs;
  }

  #serve(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const now = performance.now();
    for (const waiter of this.#waiting) {
      const freeAt = Math.max(...waiter.limits.map((limit) => this.#departures.freeAt(limit, this.#slowDown.allowed(limit.requests, now), now)));
      if (freeAt > now) {
        this.#serveIn(freeAt - now, now);
        return;
      }
      this.#waiting.delete(waiter);
      waiter.leave(
        this.#departures.add(waiter.leavesNow, () => {
          if (this.#waiting.size > 0) this.#serve();
        }),
      );
    }
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
