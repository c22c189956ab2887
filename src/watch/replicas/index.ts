export type { LockingStore } from './ask-for-lease.ts';
export { Election } from './election.ts';
export { LONGEST_PATIENCE_MS, type Lease } from './lease.ts';
