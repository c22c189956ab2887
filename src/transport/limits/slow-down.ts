const STEP_MS = 1_000;
const FULL = 10;

/** How much of its rates an operation may use after the service throttled it: half, and a tenth more each second. */
export class SlowDown {
  /** In tenths of the full rate. */
  #reduced: { readonly to: number; readonly at: number } | undefined;

  /** Halves what is allowed now, at most once a second. */
  halve(now: number): void {
    if (this.#reduced && now - this.#reduced.at < STEP_MS) return;
    this.#reduced = { to: this.#tenths(now) / 2, at: now };
  }

  /** How many of so many requests are allowed now: one at least. */
  allowed(requests: number, now: number): number {
    return Math.max(1, Math.floor((requests * this.#tenths(now)) / FULL));
  }

  /** In how many milliseconds more will be allowed; `undefined` where all is. */
  nextStepMs(now: number): number | undefined {
    return this.#reduced && STEP_MS - ((now - this.#reduced.at) % STEP_MS);
  }

  #tenths(now: number): number {
    if (!this.#reduced) return FULL;
    const tenths = this.#reduced.to + Math.floor((now - this.#reduced.at) / STEP_MS);
    if (tenths < FULL) return tenths;
    this.#reduced = undefined;
    return FULL;
  }
}
