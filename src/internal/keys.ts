import { didYouMean } from './misspelling.ts';
import { shown } from './shown.ts';

/** Every key of a type, also those that only some members of a union have. */
type KeyOf<T> = T extends unknown ? keyof T : never;

/** The keys of an options type, as a list that the compiler compares with it: neither can change alone. */
export function keysOf<T>(keys: Readonly<Record<KeyOf<T>, true>>): readonly string[] {
  return Object.keys(keys);
}

/**
 * Refuses what is no options bag, and a key that it does not have, with a `TypeError` that names the nearest one that it has: the default
 * would be taken in its place, in silence.
 *
 * @param taker - What takes it, such as `watch()`.
 */
export function assertOptions(given: unknown, known: readonly string[], taker: string, noun = 'option'): void {
  if (!isBag(given)) throw new TypeError(`${taker} takes an object of ${noun}s (${known.join(', ')}), but was given ${shownBag(given)}`);
  assertKeys(given, known, `${taker} has no ${noun}`);
}

/** Refuses an unknown key alone. @param hasNo - Such as `a watch has no option`. */
export function assertKeys(given: object, known: readonly string[], hasNo: string): void {
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw new TypeError(`${hasNo} ${shown(unknown)}${didYouMean(unknown, known, `it has ${known.join(', ')}`)}`);
}

// Not a list, a signal, a `Date` or a `Map`; by the tag, since an object of another realm has another prototype.
function isBag(given: unknown): given is object {
  return Object.prototype.toString.call(given) === '[object Object]';
}

// An address may hold a token, also where it is given in the wrong place.
function shownBag(given: unknown): string {
  return typeof given === 'string' && given.includes('://') ? 'an address' : shown(given);
}
