import { type ErrorCode, VpnMonitorError } from '../../errors.ts';
import { abortable } from '../../internal/abort.ts';

const REASONS: { readonly [Code in ErrorCode]?: string } = {
  auth: 'the service refused the key',
  throttled: 'the service throttled its requests',
};

/** Nothing is sent, since what was sent before shows that it would be in vain. */
export class NotAsked extends Error {
  declare readonly cause: VpnMonitorError;

  constructor(cause: VpnMonitorError) {
    super(REASONS[cause.code] ?? 'the service could not be reached', { cause });
  }
}

// One of them may fail for a reason of its own.
const PILOTS = 2;
const IN_VAIN: readonly string[] = ['auth', 'config', 'network', 'timeout', 'protocol', 'throttled'] satisfies ErrorCode[];

/**
 * Lets the first two calls to a service through, and the others once one of these was answered, also with a refusal. Where neither was, no
 * other is sent: of a wrong key, or a service that is out of reach or throttles, two calls tell as much as twenty, each of which would be tried for as long.
 */
export class ProductGate {
  #isOpen = false;
  #pilots = 0;
  #failures: VpnMonitorError[] = [];
  #waiting: (() => void)[] = [];

  async pass<T>(ask: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    while (!this.#isOpen) {
      const [failure] = this.#failures;
      if (failure && this.#failures.length >= PILOTS) throw new NotAsked(failure);
      if (this.#pilots + this.#failures.length < PILOTS) return await this.#lead(ask);
      await abortable(this.#next(), signal);
    }
    return await ask();
  }

  async #lead<T>(ask: () => Promise<T>): Promise<T> {
    this.#pilots += 1;
    try {
      const answer = await ask();
      this.#isOpen = true;
      return answer;
    } catch (error) {
      // One that was aborted shows nothing.
      if (VpnMonitorError.isInstance(error)) {
        if (IN_VAIN.includes(error.code)) this.#failures.push(error);
        else this.#isOpen = true;
      }
      throw error;
    } finally {
      this.#pilots -= 1;
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const goOn of waiting) goOn();
    }
  }

  /** Until a pilot is back. */
  #next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }
}
