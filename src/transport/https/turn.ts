import type { ApiCallOptions } from '../port.ts';

/** What leaves so much later than at its turn leaves with the requests of another second, in milliseconds. */
const MISSED_AFTER_MS = 20;

/** The turn of one request. */
export class Turn {
  readonly #options: ApiCallOptions;
  #pending: Promise<void> | undefined;
  #cameAt = Infinity;

  constructor(options: ApiCallOptions) {
    this.#options = options;
  }

  /** Resolves when the request may leave, which is now. */
  come(): Promise<void> {
    const isMissed = performance.now() - this.#cameAt > MISSED_AFTER_MS;
    if (isMissed || !this.#pending) this.#pending = this.#ask(isMissed);
    return this.#pending;
  }

  async #ask(isMissed: boolean): Promise<void> {
    this.#cameAt = Infinity;
    await this.#options.turn?.(isMissed);
    this.#cameAt = performance.now();
  }
}
