import { type Confirm, LONGEST_DOUBT_MS, UNCERTAINTY_MS } from '../../watch/history-parts.ts';

/** How evidence of the past is evaluated. */
export interface PastSettings {
  readonly confirm: Confirm;
  readonly staleAfterMs: number;
  /** The length of a datapoint's period. */
  readonly periodMs: number;
}

/**
 * How far what is known must reach beyond an observation before nothing can change any more what it says: two periods, one that the timestamps
 * leave open, and one to spare.
 */
export const lookAheadMs = (periodMs: number): number => 4 * periodMs;

/** How much a change may be dated otherwise for the connection: two outages that overlap by less need not have overlapped. */
export const doubtMs = (periodMs: number): number => LONGEST_DOUBT_MS + 2 * periodMs + UNCERTAINTY_MS;
