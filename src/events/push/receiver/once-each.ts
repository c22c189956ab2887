import { VpnMonitorError } from '../../../errors.ts';
import { withDeadline } from '../../../internal/deadline.ts';

const MAX_REMEMBERED = 10_000;

/** Runs work once for each id within a window. Copies that come meanwhile share its outcome; a failure is forgotten. */
export class OnceEach {
  readonly #windowMs: number;
  /** What is under way, which no number of others drives out. */
  readonly #underWay = new Map<string, Promise<void>>();
  /** When what is done was done. */
  readonly #done = new Map<string, number>();

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /**
   * Whether this call did the work. Rejects as the work does, or when `timeoutMs` are over: the next call for the id then runs it anew,
   * unless it has come to its end by then.
   *
   * @param taker - What does the work, as an error names it.
   */
  async run(id: string, work: () => unknown, timeoutMs: number, taker: 'onEvent' | 'onAlert' = 'onEvent'): Promise<boolean> {
    this.#forget();
    if (this.#done.has(id)) return false;
    const underWay = this.#underWay.get(id);
    if (underWay) {
      await underWay;
      return false;
    }
    const run = async (): Promise<void> => {
      await work();
      if (this.#windowMs > 0) this.#done.set(id, performance.now());
    };
    const late = (): Error =>
      new VpnMonitorError(`${taker} has not settled in time (onEventTimeoutMs); the next copy runs it anew`, {
        code: 'timeout',
        retryable: true,
      });
    const outcome = withDeadline(run, timeoutMs, late);
    this.#underWay.set(id, outcome);
    try {
      await outcome;
    } finally {
      this.#underWay.delete(id);
    }
    return true;
  }

  #forget(): void {
    // A Map keeps its order of insertion, so the oldest come first.
    const before = performance.now() - this.#windowMs;
    for (const [id, at] of this.#done) {
      if (this.#done.size < MAX_REMEMBERED && at > before) return;
      this.#done.delete(id);
    }
  }
}
