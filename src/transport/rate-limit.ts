interface Waiter {
  readonly grant: () => void;
}

const SECOND = 1_000;

/**
 * Lets at most `requestsPerSecond` callers through in any sliding second, in the order they came.
 * A full second's worth may pass at once. Below one per second the window is longer; a fraction
 * above one is rounded down.
 */
export class RateLimiter {
  readonly #capacity: number;
  readonly #windowMs: number;
  readonly #waiting = new Set<Waiter>();
  #grantedAt: number[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reduced: { readonly to: number; readonly at: number } | undefined;

  constructor(requestsPerSecond: number) {
    if (!Number.isFinite(requestsPerSecond) || requestsPerSecond <= 0) {
      throw new RangeError(`requestsPerSecond ${String(requestsPerSecond)} must be a number above 0`);
    }
    this.#capacity = Math.max(1, Math.floor(requestsPerSecond));
    this.#windowMs = Math.max(SECOND, SECOND / requestsPerSecond);
  }

  /** Resolves when the caller may go; rejects with the signal's reason, giving its place up, as soon as that aborts. */
  acquire(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        this.#waiting.delete(waiter);
        if (this.#waiting.size === 0) this.#stopTimer();
        reject(signal?.reason as Error);
      };
      const waiter: Waiter = {
        grant: () => {
          signal?.removeEventListener('abort', giveUp);
          resolve();
        },
      };
      if (signal?.aborted) {
        giveUp();
        return;
      }
      this.#waiting.add(waiter);
      signal?.addEventListener('abort', giveUp, { once: true });
      this.#pump();
    });
  }

  /** Halves the rate after the service throttled; it recovers by a tenth of the full rate each second. At most once a second. */
  slowDown(): void {
    const now = performance.now();
    if (this.#reduced && now - this.#reduced.at < this.#windowMs) return;
    this.#reduced = { to: Math.max(1, Math.floor(this.#allowed(now) / 2)), at: now };
  }

  #pump(): void {
    const now = performance.now();
    this.#grantedAt = this.#grantedAt.filter((at) => now - at < this.#windowMs);
    const allowed = this.#allowed(now);
    for (const waiter of this.#waiting) {
      if (this.#grantedAt.length >= allowed) break;
      this.#waiting.delete(waiter);
      this.#grantedAt.push(now);
      waiter.grant();
    }
    if (this.#waiting.size > 0) this.#wakeWhenFree(now, allowed);
  }

  #wakeWhenFree(now: number, allowed: number): void {
    if (this.#timer) return;
    // With the rate reduced there may be more grants in the window than are allowed now.
    const blocking = this.#grantedAt.at(-allowed) ?? now;
    // Node's timers may fire up to a millisecond early by this clock.
    const waitMs = Math.ceil(blocking + this.#windowMs - now) + 1;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#pump();
    }, waitMs);
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #allowed(now: number): number {
    if (!this.#reduced) return this.#capacity;
    const recovered = Math.floor((now - this.#reduced.at) / this.#windowMs) * Math.ceil(this.#capacity / 10);
    if (this.#reduced.to + recovered < this.#capacity) return this.#reduced.to + recovered;
    this.#reduced = undefined;
    return this.#capacity;
  }
}
