import { assertKeys } from './keys.ts';
import { isRecord } from './records.ts';
import { shown } from './shown.ts';

/** The limit of a `toArray()`, which JavaScript callers may leave out. A `RangeError` shows what to give. */
export function limitOf(options: unknown): number {
  if (isRecord(options)) assertKeys(options, ['limit'], 'toArray() has no option');
  const limit = (options as { readonly limit?: unknown } | null | undefined)?.limit;
  if (typeof limit === 'number' && Number.isSafeInteger(limit) && limit > 0) return limit;
  throw new RangeError(
    `toArray() takes a limit, such as { limit: 10_000 }, but it was given ${shown(isRecord(options) ? limit : options)}`,
  );
}
