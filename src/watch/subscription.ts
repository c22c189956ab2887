import { onAbort } from '../internal/abort.ts';

/** Ends a single subscription, even if the same function is subscribed more than once. Call it, or declare it with `using`. */
export interface Unsubscribe extends Disposable {
  /** Unsubscribes. A second call does nothing. */
  (): void;
}

interface SubscriptionTies {
  /** Whether the first call ends it. */
  readonly once: boolean;
  /** Told what the listener throws or rejects with. */
  readonly failed: (error: unknown) => void;
  /** Takes `call` from the emitter. */
  readonly leave: () => void;
}

/** One registration of a listener: a function of its own for the emitter, which knows whether it still stands. */
export class Subscription<Payload> {
  readonly listener: (payload: Payload) => unknown;
  /** What the emitter calls. */
  readonly call: (payload: Payload) => void;
  readonly unsubscribe: Unsubscribe;
  readonly #ties: SubscriptionTies;
  #stands = false;
  #undoAbort: (() => void) | undefined;

  constructor(listener: (payload: Payload) => unknown, ties: SubscriptionTies) {
    this.listener = listener;
    this.#ties = ties;
    this.call = (payload) => {
      this.#call(payload);
    };
    const end = (): void => {
      this.#end();
    };
    this.unsubscribe = Object.assign(end, { [Symbol.dispose]: end });
  }

  /** Stands until it is ended, or the signal aborts. */
  begin(signal: AbortSignal | undefined): void {
    this.#stands = true;
    this.#undoAbort = signal && onAbort(signal, this.unsubscribe);
  }

  #call(payload: Payload): void {
    // An emit that has begun still calls those who unsubscribed since.
    if (!this.#stands) return;
    if (this.#ties.once) this.#end();
    const { listener } = this;
    try {
      Promise.resolve(listener(payload)).catch(this.#ties.failed);
    } catch (error) {
      this.#ties.failed(error);
    }
  }

  #end(): void {
    if (!this.#stands) return;
    this.#stands = false;
    this.#ties.leave();
    this.#undoAbort?.();
  }
}
