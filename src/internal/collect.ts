import { assertKeys } from './keys.ts';
import { isRecord } from './records.ts';
import { shown } from './shown.ts';

/** Options of `toArray()`. */
export interface CollectOptions {
  /** The largest acceptable number of items; more reject with a `RangeError`. Default: no limit. */
  readonly limit?: number | undefined;
}

/** All items, as an array of the caller's own. Rejects with a `RangeError` past the limit, and a `TypeError` for another option. */
export async function collect<T>(items: AsyncIterable<T>, options: CollectOptions | undefined): Promise<T[]> {
  const limit = checkedLimit(options);
  const all: T[] = [];
  for await (const one of items) {
    if (all.length >= limit) throw new RangeError(`the list has more than ${limit} items: raise the limit, or iterate instead`);
    all.push(one);
  }
  return all;
}

function checkedLimit(options: unknown): number {
  if (options === undefined) return Infinity;
  if (!isRecord(options)) throw new TypeError(`toArray() takes an object of options (limit), but was given ${shown(options)}`);
  assertKeys(options, ['limit'], 'toArray() has no option');
  const { limit } = options;
  if (limit === undefined) return Infinity;
  if (typeof limit === 'number' && Number.isSafeInteger(limit) && limit > 0) return limit;
  throw new RangeError(`limit ${shown(limit)} of toArray() must be a whole number, 1 or more`);
}
