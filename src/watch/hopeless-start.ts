import type { VpnMonitorError } from '../errors.ts';

/** What keeps a start from ever reading anything. */
export class HopelessStart {
  readonly #hearsErrors: () => boolean;
  #isStarting = false;
  #error: VpnMonitorError | undefined;
  #isHeard = false;

  /** @param hearsErrors - Whether there are listeners for `error`. */
  constructor(hearsErrors: () => boolean) {
    this.#hearsErrors = hearsErrors;
  }

  begin(): void {
    this.#isStarting = true;
    this.#error = undefined;
  }

  /** Takes the error that a start is to reject with; whether that is enough, since nobody listens for errors. */
  giveUp(error: VpnMonitorError): boolean {
    if (!this.#isStarting) return false;
    this.#error = error;
    this.#isHeard = this.#hearsErrors();
    return !this.#isHeard;
  }

  /** The start is over: throws what it is to reject with. */
  end(leave: () => void): void {
    this.#isStarting = false;
    if (!this.#error) return;
    leave();
    throw this.#error;
  }

  /** Whether listeners have heard what a start rejects with, so that nobody need wait for it. */
  wasHeard(error: unknown): boolean {
    return this.#isHeard && error === this.#error;
  }
}
