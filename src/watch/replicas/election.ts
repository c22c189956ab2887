import { VpnMonitorError } from '../../errors.ts';
import { linkSignals } from '../../internal/abort.ts';
import { shown } from '../../internal/shown.ts';
import { STORE_PATIENCE_MS } from '../state-store.ts';
import { askForLease, type LockingStore } from './ask-for-lease.ts';
import type { Lease, LeaseOptions } from './lease.ts';

/** What an election works with. */
export interface ElectionDependencies {
  readonly store: LockingStore;
  readonly key: { resolve(signal: AbortSignal): Promise<string> };
  readonly lockMs: number;
  /** Takes each failure; whether it is news, and not one that stands since the store answered last. */
  readonly report: (error: unknown, isNews: boolean) => void;
}

const ON_STANDBY = 'the watch is on standby, and asks again';
const WHILE_HELD = 'the watch goes on until the lock has lasted its time, and asks again before';

/** Which of the processes that share a store is active: the one that holds its lock. */
export class Election {
  readonly #dependencies: ElectionDependencies;
  readonly #leaseOptions: LeaseOptions;
  /** The failures since the store answered last. */
  readonly #standing = new Set<string>();
  #key = '';
  #lease: Lease | undefined;

  constructor(dependencies: ElectionDependencies) {
    this.#dependencies = dependencies;
    const { lockMs } = dependencies;
    this.#leaseOptions = {
      lockMs,
      answered: () => {
        this.#standing.clear();
      },
      failed: (error) => {
        this.#failed(this.#wrapped('refresh() of the lock', error, WHILE_HELD));
      },
      late: (patienceMs) => this.#late('refresh() of the lock', patienceMs, WHILE_HELD),
    };
  }

  /** What this process holds, or is given now; `undefined` where another holds it, the store cannot say, or `stop` aborts. Rejects only where `signal` aborts. */
  async lead(signal: AbortSignal, stop: AbortSignal): Promise<Lease | undefined> {
    if (this.#lease?.isHeld) return this.#lease;
    using asking = linkSignals(signal, stop);
    try {
      this.#lease = await this.#ask(asking.signal);
      this.#standing.clear();
      return this.#lease;
    } catch (error) {
      signal.throwIfAborted();
      if (!asking.signal.aborted) this.#failed(error);
      return undefined;
    }
  }

  async #ask(signal: AbortSignal): Promise<Lease | undefined> {
    const { store, key, lockMs } = this.#dependencies;
    this.#key = await key.resolve(signal);
    const patienceMs = Math.min(lockMs, STORE_PATIENCE_MS);
    try {
      return await askForLease({
        store,
        key: this.#key,
        options: this.#leaseOptions,
        patienceMs,
        late: () => this.#late('lock()', patienceMs, ON_STANDBY),
        signal,
      });
    } catch (error) {
      throw this.#wrapped('lock()', error, ON_STANDBY);
    }
  }

  #failed(error: unknown): void {
    const message = String(error);
    const isNews = !this.#standing.has(message);
    this.#standing.add(message);
    this.#dependencies.report(error, isNews);
  }

  /** A store of the caller's fails in words of its own, which may hold what is secret: they stay in the cause. */
  #wrapped(operation: string, cause: unknown, after: string): unknown {
    if (VpnMonitorError.isInstance(cause) && cause.code === 'timeout') return cause;
    return new VpnMonitorError(`${operation} of the store for ${shown(this.#key)} failed, and its cause says why: ${after}`, {
      code: 'server',
      retryable: true,
      cause,
    });
  }

  #late(operation: string, patienceMs: number, after: string): VpnMonitorError {
    return new VpnMonitorError(
      `${operation} of the store for ${shown(this.#key)} has not answered for ${Math.round(patienceMs)} ms: ${after}`,
      { code: 'timeout', retryable: true },
    );
  }
}
