import { VpnMonitorError } from '../errors.ts';
import type { VpnSystemEvent } from '../events/index.ts';
import { linkSignals, onAbort, pause } from '../internal/abort.ts';
import { withDeadline } from '../internal/deadline.ts';
import { warnOfIdleOptions } from './idle-options.ts';
import type { LeadershipDependencies } from './leadership-dependencies.ts';
import { KeptState, StoreKey } from './persist/index.ts';
import { Election, hasLock, type Lease } from './replicas/index.ts';
import { emptyReport, type PollReport, type WatchRole } from './report.ts';
import { Rounds } from './rounds.ts';
import { asSnapshot, type WatchSnapshot } from './snapshot.ts';
import { STORE_PATIENCE_MS } from './state-store.ts';
import type { Transition } from './transitions.ts';

/**
 * Makes the rounds while this watch is the active one: always where its store has no lock, else while it holds that. Each time that it gets the lock
 * it begins anew, with what the store holds: another may have gone on meanwhile.
 */
export class Leadership {
  readonly #dependencies: LeadershipDependencies;
  readonly #key: StoreKey;
  readonly #election: Election | undefined;
  readonly #kept: KeptState | undefined;
  #rounds: Rounds | undefined;
  #lease: Lease | undefined;
  #role: WatchRole = 'standby';
  #releasing: Promise<void> | undefined;

  constructor(dependencies: LeadershipDependencies) {
    this.#dependencies = dependencies;
    const { context, membership, options, findings } = dependencies;
    const { store, storeKey, lockMs } = options;
    warnOfIdleOptions(options, membership, context.scopes);
    this.#key = new StoreKey({ context, membership, storeKey });
    const report = (error: unknown, isNews: boolean): void => {
      const isTaken = VpnMonitorError.isInstance(error) && !error.retryable && findings.giveUp(error);
      if (isNews && !isTaken) findings.error(error);
    };
    this.#kept = hasLock(store) ? new KeptState(context.scopes.logger) : undefined;
    this.#election = hasLock(store) ? new Election({ store, key: this.#key, lockMs, report }) : undefined;
  }

  get role(): WatchRole {
    return this.#role;
  }

  /** Whether something was learned that is to be saved, or a diagnosis is on its way. */
  get isBusy(): boolean {
    return this.#rounds?.isBusy === true;
  }

  /** What was known in the last round; of a standby nothing, since the other may know better. */
  snapshot(): WatchSnapshot {
    return this.#rounds?.snapshot() ?? asSnapshot();
  }

  /**
   * One round. Where another is active there is none, and the report says so. Rejects where the signal aborts.
   *
   * @param stop - Ends the wait for the lock.
   */
  async round(signal: AbortSignal, stop: AbortSignal): Promise<PollReport> {
    const begunMs = performance.now();
    await this.#releasing;
    const lease = await this.#election?.lead(signal, stop);
    // It may have been lost since it was asked for: who begins with it would never hear of that.
    if (this.#election && !lease?.isHeld) {
      this.#rounds = undefined;
      return this.#standbyReport(begunMs);
    }
    const rounds = this.#roundsOf(lease);
    this.#become('active');
    using linked = linkSignals(signal, lease?.signal);
    try {
      return await rounds.run(linked.signal);
    } catch (error) {
      if (lease?.signal.aborted === true && !signal.aborted) return this.#standbyReport(begunMs);
      throw error;
    }
  }

  /** Waits until it is time for another round. A standby asks for the lock more often, and at once when it has lost it. */
  async wait(sinceMs: number, signal: AbortSignal): Promise<void> {
    const { pollMs, lockMs } = this.#dependencies.options;
    const lease = this.#lease;
    const everyMs = this.#election && !lease ? Math.min(pollMs, lockMs / 3) : pollMs;
    using linked = linkSignals(signal, lease?.signal);
    await pause(Math.max(0, everyMs - (performance.now() - sinceMs)), linked.signal).catch(() => {
      signal.throwIfAborted();
    });
  }

  /**
   * Whether a round must come before a pushed event: with a store, nothing can be evaluated and saved before that was read. A watch that runs
   * makes its rounds by itself; on standby it leaves the event to the active one.
   */
  needsRound(isRunning: boolean): boolean {
    if (!this.#dependencies.options.store || (this.#election && isRunning)) return false;
    const mayRead = !this.#election || this.#lease?.isHeld === true;
    return !mayRead || this.#rounds?.hasBegun !== true;
  }

  /** What follows from a pushed event; nothing on standby, where the active one reads it by itself. Rejects where that does not. */
  async ingest(event: VpnSystemEvent): Promise<readonly Transition[]> {
    if (!this.#election) return this.#roundsOf(undefined).ingest(event);
    const lease = this.#lease;
    if (!lease?.isHeld || !this.#rounds) return this.#declined();
    try {
      return await this.#rounds.ingest(event);
    } catch (error) {
      if (this.#lease === lease) throw error;
      return this.#declined();
    }
  }

  /** Once no diagnosis is on its way. */
  async diagnosed(): Promise<void> {
    await this.#rounds?.diagnosed();
  }

  /** Ends the diagnoses that are on their way. */
  endDiagnoses(): void {
    void this.#rounds?.endDiagnoses();
  }

  /** Saves what is known. */
  async flush(): Promise<void> {
    await this.#rounds?.flush();
  }

  /** Saves what is known, and leaves the lock to others. */
  async end(): Promise<void> {
    await this.#rounds?.end();
    await this.resign();
  }

  /** Is active no longer. */
  resign(): Promise<void> {
    this.#become('standby');
    return this.release();
  }

  /** Leaves the lock to others, where there is one. */
  async release(): Promise<void> {
    const lease = this.#lease;
    if (!lease) return;
    // Its memory stays, as that of any watch that is stopped.
    this.#lease = undefined;
    this.#become('standby');
    const { logger } = this.#dependencies.context.scopes;
    this.#releasing = withDeadline(
      () => lease.release(),
      STORE_PATIENCE_MS,
      () => new Error('no answer in time'),
    ).catch(() => {
      logger.warn('the lock of the watch could not be given back to its store, and ends by itself');
    });
    await this.#releasing;
  }

  #roundsOf(lease: Lease | undefined): Rounds {
    if (!this.#rounds || lease !== this.#lease) {
      const { context, membership, options, findings, early } = this.#dependencies;
      this.#rounds = new Rounds(context, membership, options, findings, { key: this.#key, lease, kept: this.#kept }, early);
      this.#lease = lease;
      if (lease)
        onAbort(lease.signal, () => {
          this.#lost(lease);
        });
    }
    return this.#rounds;
  }

  #lost(lease: Lease): void {
    if (this.#lease !== lease) return;
    const rounds = this.#rounds;
    [this.#lease, this.#rounds] = [undefined, undefined];
    this.#dependencies.context.scopes.logger.warn('the watch has lost the lock of its store, and is on standby');
    void rounds?.endDiagnoses();
    this.#become('standby');
  }

  #become(role: WatchRole): void {
    if (role === this.#role) return;
    this.#role = role;
    this.#dependencies.findings.role(Object.freeze({ role, at: this.#dependencies.context.scopes.clock.now() }));
  }

  #declined(): readonly Transition[] {
    if (this.#dependencies.options.sources.has('events')) return [];
    const message =
      'ingest() was called on standby, and the active watch does not read events by itself: let the sender try again, until it reaches that one';
    throw new VpnMonitorError(message, { code: 'server', retryable: true });
  }

  #standbyReport(begunMs: number): PollReport {
    return emptyReport(this.#dependencies.context.scopes.clock.now(), performance.now() - begunMs);
  }
}
