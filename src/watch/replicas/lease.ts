import { withDeadline } from '../../internal/deadline.ts';
import { type StateLock, STORE_PATIENCE_MS } from '../state-store.ts';

/** How long a lease holds, and who hears of the answers of the store. */
export interface LeaseOptions {
  readonly lockMs: number;
  readonly answered: () => void;
  readonly failed: (error: unknown) => void;
  /** The error where a refresh has not been answered for so long. */
  readonly late: (patienceMs: number) => Error;
}

/** An instant, by two clocks. */
interface Moment {
  readonly ms: number;
  readonly clockMs: number;
}

/**
 * Now. The first clock never goes back and goes on while the process is stopped, but not while the machine sleeps; the second one goes on then,
 * but may be set. A lease is over where one of them says so.
 */
export function moment(): Moment {
  return { ms: performance.now(), clockMs: Date.now() };
}

/**
 * A lock that this process holds. It is refreshed three times in its time, whatever else goes on, and is lost once the store says so or once
 * its time may be over: counted from before the store was asked, so never longer than the store counts.
 */
export class Lease {
  readonly #lock: StateLock;
  readonly #options: LeaseOptions;
  readonly #over = new AbortController();
  readonly #refreshing: NodeJS.Timeout;
  #ending: NodeJS.Timeout;
  #since: Moment;

  /** @param askedAt - Before the store was asked for the lock. */
  constructor(lock: StateLock, askedAt: Moment, options: LeaseOptions) {
    this.#lock = lock;
    this.#options = options;
    this.#since = askedAt;
    // Neither timer keeps a process alive: what a watch does while it holds the lock does.
    this.#refreshing = setInterval(() => void this.check(), options.lockMs / 3).unref();
    this.#ending = this.#endIn(this.#leftMs());
  }

  /** Aborts when it is lost or given back. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** Whether nobody else can have the lock now. */
  get isHeld(): boolean {
    if (this.#leftMs() <= 0) this.#expire();
    return !this.#over.signal.aborted;
  }

  /** Asks the store whether it still has it, which refreshes it; whether it is held. Where the store does not say so, its time decides. */
  async check(): Promise<boolean> {
    const { lockMs, answered, failed, late } = this.#options;
    // Half of its time, so that this is said before the lock is lost by it.
    const patienceMs = Math.min(lockMs / 2, STORE_PATIENCE_MS);
    const askedAt = moment();
    let asked: Promise<boolean> | undefined;
    const ask = (): Promise<boolean> => (asked = (async () => this.#lock.refresh())());
    try {
      if (await withDeadline(ask, patienceMs, () => late(patienceMs), this.#over)) this.#holdFrom(askedAt);
      else this.#lose();
      answered();
    } catch (error) {
      // What is lost stays lost, however late the store says so.
      asked
        ?.then((isOurs) => {
          if (!isOurs) this.#lose();
        })
        .catch(() => undefined);
      if (!this.#over.signal.aborted) failed(error);
    }
    return this.isHeld;
  }

  /** Gives it back, so that another need not wait for its end. */
  async release(): Promise<void> {
    if (!this.isHeld) return;
    this.#end('the lock of the watch was given back');
    await this.#lock.release();
  }

  #holdFrom(askedAt: Moment): void {
    if (this.#over.signal.aborted || askedAt.ms < this.#since.ms) return;
    this.#since = askedAt;
    clearTimeout(this.#ending);
    this.#ending = this.#endIn(this.#leftMs());
  }

  #endIn(ms: number): NodeJS.Timeout {
    return setTimeout(
      () => {
        const leftMs = this.#leftMs();
        if (leftMs > 0) this.#ending = this.#endIn(leftMs);
        else this.#expire();
      },
      Math.max(0, ms),
    ).unref();
  }

  #leftMs(): number {
    const { ms, clockMs } = this.#since;
    return this.#options.lockMs - Math.max(performance.now() - ms, Date.now() - clockMs);
  }

  #lose(): void {
    this.#end('the store says that the lock of the watch is lost');
  }

  #expire(): void {
    if (this.#over.signal.aborted) return;
    this.#end('the lock of the watch was not refreshed in time');
    // The store may still have it, as after a clock was put forward: nobody else could take it until its end.
    void (async () => this.#lock.release())().catch(() => undefined);
  }

  #end(why: string): void {
    if (this.#over.signal.aborted) return;
    clearInterval(this.#refreshing);
    clearTimeout(this.#ending);
    this.#over.abort(new DOMException(why, 'AbortError'));
  }
}
