import { misspellingOf } from './misspelling.ts';
import { shown } from './shown.ts';

/**
 * Refuses a key that an options bag or a filter does not have, with a `TypeError` that names the nearest one that it has: the default
 * would be taken in its place, in silence.
 *
 * @param hasNo - Such as `a watch has no option`.
 */
export function assertKeys(given: object, known: readonly string[], hasNo: string): void {
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  const meant = misspellingOf(unknown, known);
  throw new TypeError(`${hasNo} ${shown(unknown)}${meant === undefined ? '; it has' : `; did you mean ${meant}? It has`} ${known.join(', ')}`);
}
