import type { Claim, Value } from './observation.ts';

/** A change that was announced: the value came to be then. */
export interface Announced {
  readonly to: Value;
  readonly at: number;
}

// Shared, since most timelines have none.
export const NO_LEDGER: readonly Announced[] = Object.freeze([]);

/** Whether it was announced that a claim came to be true after an instant. */
export const isAnnouncedAfter = (ledger: readonly Announced[], claim: Claim, at: number): boolean =>
  ledger.some((one) => one.to === claim && one.at > at);
