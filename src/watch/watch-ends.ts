import { assertOpen } from '../errors.ts';

/** What ends a watch for good: its monitor is closed, or its own signal has aborted. */
export class WatchEnds {
  readonly #closed: AbortSignal;
  readonly #own: AbortSignal | undefined;

  constructor(closed: AbortSignal, own: AbortSignal | undefined) {
    this.#closed = closed;
    this.#own = own;
  }

  get signals(): readonly AbortSignal[] {
    return this.#own ? [this.#closed, this.#own] : [this.#closed];
  }

  haveCome(): boolean {
    return this.signals.some(({ aborted }) => aborted);
  }

  /** Throws with code `config` where the monitor is closed, and the reason of the signal. */
  assertNone(): void {
    assertOpen(this.#closed);
    this.#own?.throwIfAborted();
  }

  /** What `work` comes to. Where it fails because of an end that came meanwhile, or where it `wasHeard` of, nobody need wait for it. */
  whileOpen<T>(work: () => Promise<T>, wasHeard: (error: unknown) => boolean): Promise<T> {
    const wasOpen = !this.haveCome();
    const outcome: Promise<T> = work().catch((error: unknown) => {
      if (wasOpen && (this.haveCome() || wasHeard(error))) outcome.catch(() => undefined);
      throw error;
    });
    return outcome;
  }
}
