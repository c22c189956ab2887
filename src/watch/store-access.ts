import type { KeptState, StoreKey } from './persist/index.ts';
import type { Lease } from './replicas/index.ts';

/** Under which key rounds save, and under which lock. */
export interface StoreAccess {
  readonly key: StoreKey;
  /** The lock of the store, where it has one: what is not saved while it is held is not announced. */
  readonly lease: Lease | undefined;
  /** What this process remembers of the state in a store with a lock. */
  readonly kept: KeptState | undefined;
}
