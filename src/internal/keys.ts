import { shown } from './shown.ts';

/** Refuses what is misspelt, with a `TypeError` that names it: the default would be taken in its place. */
export function assertKeys(given: object, known: readonly string[], hasNo: string): void {
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown !== undefined) throw new TypeError(`${hasNo} ${shown(unknown)}; it has ${known.join(', ')}`);
}
