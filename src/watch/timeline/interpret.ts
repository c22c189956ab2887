import type { Bounds, Confirm, History, Observed } from './history.ts';
import { Interpretation } from './interpretation.ts';

/**
 * What the observations of one aspect come to: the one place that says what evidence means, in whatever
 * order it came.
 */
export function interpret(observed: Observed, confirm: Confirm, bounds: Bounds = {}): History {
  const interpretation = new Interpretation(observed, confirm, bounds);
  for (let index = 0; index < observed.observations.length; index++) interpretation.observe(observed.observations, index);
  return interpretation.history();
}
