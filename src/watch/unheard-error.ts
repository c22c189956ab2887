import { VpnMonitorError, withMoreSaid, withStackOf } from '../errors.ts';
import { isRecord } from '../internal/records.ts';
import { shown } from '../internal/shown.ts';

const MISSING_LISTENER = "It is thrown here because nobody listens for 'error' of the watch: add watch.on('error', (error) => …).";

/**
 * An error that nobody listens for, which says so: the same one with more said, since a cause would print everything twice. A copy, because the
 * error may be in use elsewhere.
 */
export function unheardError(error: unknown): Error {
  if (VpnMonitorError.isInstance(error)) return withMoreSaid(error, said(error.message));
  if (error instanceof Error) return copyOf(error, said(error.message || error.name));
  return new Error(said(shown(error)), isRecord(error) ? { cause: error } : undefined);
}

function said(text: string): string {
  return `${text}${/[.!?]$/.test(text) ? '' : '.'} ${MISSING_LISTENER}`;
}

/** An error of somebody else's, of the same class. Its fields are not read: a getter may throw. */
function copyOf(error: Error, message: string): Error {
  const { message: _, stack: __, ...fields } = Object.getOwnPropertyDescriptors(error);
  const copy = Object.defineProperties(new Error(message), fields);
  Object.setPrototypeOf(copy, Object.getPrototypeOf(error) as object);
  return withStackOf(copy, error);
}
