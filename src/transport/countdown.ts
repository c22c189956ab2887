/** Milliseconds that run out, and that can be held. */
export class Countdown {
  #leftMs: number;
  #since: number | undefined = performance.now();

  constructor(ms: number) {
    this.#leftMs = ms;
  }

  /** Below 0 once it is over. */
  get leftMs(): number {
    return this.#since === undefined ? this.#leftMs : this.#leftMs - (performance.now() - this.#since);
  }

  get isRunning(): boolean {
    return this.#since !== undefined;
  }

  hold(): void {
    this.#leftMs = this.leftMs;
    this.#since = undefined;
  }

  run(): void {
    this.#since ??= performance.now();
  }
}
