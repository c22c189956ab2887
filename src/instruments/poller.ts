import { saysClosed } from '../errors.ts';
import { pause } from '../internal/abort.ts';

/** What a {@link Poller} polls, and how. */
export interface PollerOptions<T> {
  read(signal: AbortSignal): Promise<T>;
  readonly pollMs: number;
  /** Whether the time between two polls keeps the process alive. Default: true. */
  readonly keepsAlive?: boolean;
  /** Takes each failure. What it throws is an uncaught exception: it would be lost here. */
  readonly failed: (error: unknown) => void;
}

/** What came of the polls. */
export interface PollCounts {
  readonly polls: number;
  readonly failures: number;
  /** How long the last one took. */
  readonly durationMs: number | undefined;
  /** When the last one that did not fail ended, in milliseconds since the epoch. */
  readonly lastSuccess: number | undefined;
}

/** Asks again and again, from now until it is closed, or until a poll finds that the monitor is. A failure is no end: the next poll may succeed. */
export class Poller<T> {
  readonly #options: PollerOptions<T>;
  readonly #closing = new AbortController();
  #value: { readonly value: T; readonly at: number } | undefined;
  #polling: Promise<void> | undefined;
  #isOver = false;
  #counts: PollCounts = { polls: 0, failures: 0, durationMs: undefined, lastSuccess: undefined };

  constructor(options: PollerOptions<T>) {
    this.#options = options;
    void this.#run();
  }

  get counts(): PollCounts {
    return this.#counts;
  }

  /** What the last poll that did not fail brought, unless that is longer ago. */
  within(maxAgeMs: number): T | undefined {
    return this.#value && performance.now() - this.#value.at <= maxAgeMs ? this.#value.value : undefined;
  }

  /** Polls now, or waits for the poll that is under way. Never rejects. */
  poll(): Promise<void> {
    this.#polling ??= this.#ask().finally(() => {
      this.#polling = undefined;
    });
    return this.#polling;
  }

  close(): void {
    this.#value = undefined;
    this.#closing.abort(new DOMException('the observation was closed', 'AbortError'));
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    const { pollMs, keepsAlive } = this.#options;
    for (;;) {
      const began = performance.now();
      await this.poll();
      if (this.#isOver) return;
      try {
        await pause(Math.max(0, pollMs - (performance.now() - began)), signal, keepsAlive);
      } catch {
        return;
      }
    }
  }

  async #ask(): Promise<void> {
    if (this.#isClosed()) return;
    const began = performance.now();
    const [result] = await Promise.allSettled([(async () => this.#options.read(this.#closing.signal))()]);
    if (this.#isClosed()) return;
    const { polls, failures, lastSuccess } = this.#counts;
    const at = performance.now();
    const counts = { polls: polls + 1, failures, durationMs: at - began, lastSuccess };
    if (result.status === 'fulfilled') {
      this.#value = { value: result.value, at };
      this.#counts = { ...counts, lastSuccess: Date.now() };
      return;
    }
    this.#counts = { ...counts, failures: failures + 1 };
    this.#isOver = saysClosed(result.reason);
    // Nothing will say that it has changed.
    if (this.#isOver) this.#value = undefined;
    this.#tell(result.reason);
  }

  #isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  #tell(error: unknown): void {
    try {
      this.#options.failed(error);
    } catch (thrown) {
      queueMicrotask(() => {
        throw thrown as Error;
      });
    }
  }
}
