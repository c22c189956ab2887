import { type Claim, type Code, isPeriod, timeOf, type Value } from './observation.ts';

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

/** What no poll or event dates: datapoints alone showed it, when it was announced. */
export function announcedByPeriods(ledger: readonly Announced[], observations: readonly Code[]): readonly Announced[] {
  if (ledger.length === 0) return ledger;
  const dated = new Set(observations.filter((code) => !isPeriod(code)).map(timeOf));
  return ledger.filter(({ at }) => !dated.has(at));
}
