export { AccountLimits } from './account-limits.ts';
export type { Departure } from './departures.ts';
export type { Limit } from './documented.ts';
export { ratesOf, whole } from './rates.ts';
export { limitsOf, sharedLimits } from './registry.ts';
export type { Turns } from './turns.ts';
