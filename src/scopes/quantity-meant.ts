import { metricSpec } from '../catalog/index.ts';
import { didYouMean, orMeant } from '../internal/misspelling.ts';

/** What the refusal of a quantity ends with: a name that is near, or the quantity of a metric whose name was given. */
export function quantityMeant(given: string, valid: readonly string[]): string {
  const quantity = metricSpec(given)?.quantity;
  return quantity !== undefined && valid.includes(quantity) ? orMeant(quantity) : didYouMean(given, valid);
}
