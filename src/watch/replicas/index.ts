export { hasLock } from './ask-for-lease.ts';
export { Election } from './election.ts';
export type { Lease } from './lease.ts';
