import type { Bounds, Confirm, History, Observed } from './history.ts';
import { Interpretation } from './interpretation.ts';
import { announcedByPeriods, NO_LEDGER } from './ledger.ts';

/**
 * What the observations of one aspect come to: the one place that says what evidence means, in whatever
 * order it came.
 */
export function interpret(observed: Observed, confirm: Confirm, bounds: Bounds = {}): History {
  const { observations, ledger = NO_LEDGER } = observed;
  const interpretation = new Interpretation({ ...observed, ledger: announcedByPeriods(ledger, observations) }, confirm, bounds);
  for (let index = 0; index < observations.length; index++) interpretation.observe(observations, index);
  return interpretation.history();
}
