import { withDeadline } from '../../internal/deadline.ts';
import { shown } from '../../internal/shown.ts';
import type { StateLock, StateStore } from '../state-store.ts';
import { Lease, type LeaseOptions, moment } from './lease.ts';

/** A store that has locks. */
export type LockingStore = StateStore & { lock: NonNullable<StateStore['lock']> };

export function hasLock(store: StateStore | undefined): store is LockingStore {
  return store?.lock !== undefined;
}

/** How a lock is asked for. */
export interface LeaseRequest {
  readonly store: LockingStore;
  readonly key: string;
  readonly options: LeaseOptions;
  /** How long an answer is waited for, and the error after that. */
  readonly patienceMs: number;
  readonly late: () => Error;
  readonly signal: AbortSignal;
}

/** The lock, where nobody else holds it. Rejects where the store fails, does not answer in time, or the signal aborts; what it gives later is given back. */
export async function askForLease({ store, key, options, patienceMs, late, signal }: LeaseRequest): Promise<Lease | undefined> {
  const askedAt = moment();
  let asked: Promise<StateLock | null | undefined> | undefined;
  const ask = (): Promise<StateLock | null | undefined> => (asked = (async () => store.lock(key, options.lockMs))());
  const lock = await withDeadline(ask, patienceMs, late, { signal }).catch((error: unknown) => {
    asked?.then((given) => given?.release()).catch(() => undefined);
    throw error;
  });
  if (lock === undefined || lock === null) return undefined;
  assertLock(lock);
  const lease = new Lease(lock, askedAt, options);
  return lease.isHeld ? lease : undefined;
}

function assertLock(lock: Partial<StateLock>): void {
  if (typeof lock.refresh !== 'function' || typeof lock.release !== 'function')
    throw new TypeError(`lock(key, ttlMs) of the store gave ${shown(lock)}, which has no refresh() and release()`);
}
