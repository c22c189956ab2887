import { abortable } from '../internal/abort.ts';
import type { Announceable } from './outbox.ts';
import type { CheckpointStore, WatchCheckpoint } from './persist/index.ts';
import type { Lease } from './replicas/index.ts';
import type { StandingErrors } from './standing-errors.ts';

/** What saving works with. */
export interface KeeperDependencies {
  /** The store; `undefined` where there is none. */
  readonly store: CheckpointStore | undefined;
  /** The lock of the store, where it has one. */
  readonly lease: Lease | undefined;
  readonly errors: StandingErrors;
  /** Whether the targets are known. Nothing is saved before: it would take the place of what another run has saved. */
  readonly isReady: () => boolean;
  /** What is known now. */
  readonly state: () => Omit<WatchCheckpoint, 'pending'>;
}

/** Saves what a watch knows, where it has a store. */
export class Keeper {
  readonly #dependencies: KeeperDependencies;
  #isDirty = false;

  constructor(dependencies: KeeperDependencies) {
    this.#dependencies = dependencies;
  }

  /** Something was learned. */
  learned(): void {
    this.#isDirty = true;
  }

  /** Whether something was learned since the last save. */
  get isDirty(): boolean {
    return this.#isDirty;
  }

  /** Whether something was learned that is still to be saved. */
  get isBusy(): boolean {
    const { store, lease } = this.#dependencies;
    return this.#isDirty && store !== undefined && lease?.isHeld !== false;
  }

  /** Whether what was saved, or was not, may be announced. Under a lock another one announces what this one has saved and lost. */
  mayAnnounce(isSaved: boolean): boolean {
    const { lease } = this.#dependencies;
    return !lease || (isSaved && lease.isHeld);
  }

  /** Whether it was saved, or need not be. Never rejects: failures of the store are reported. */
  async save(pending: readonly Announceable[]): Promise<boolean> {
    const { store, lease, errors, isReady } = this.#dependencies;
    if (!isReady() || lease?.isHeld === false) return false;
    if (!store) return true;
    const state = this.#dependencies.state();
    // What is learned while it is being written is not in it.
    this.#isDirty = false;
    try {
      await abortable(store.save({ ...state, pending }), lease?.signal);
      return true;
    } catch (error) {
      this.#isDirty = true;
      // What was refused because the lock is lost is no failure.
      if ((await lease?.check()) !== false) errors.meet('store', error);
      return false;
    }
  }
}
