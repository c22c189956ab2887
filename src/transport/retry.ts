import type { VpnMonitorError } from '../errors.ts';
import { neverSent } from './vendor-error.ts';

const BASE_MS = 200;
const CAP_MS = 10_000;
const READ = /^(Describe|Get|Diagnose|List|Cursor$|BatchExport$)/;

/**
 * Whether a failed call may be made again. Reads: whenever it may help. Writes: only where the
 * service cannot have carried them out, because nothing reached it or it refused the call.
 */
export function mayRetry(action: string, error: VpnMonitorError): boolean {
  if (!error.retryable) return false;
  return READ.test(action) || error.code === 'throttled' || neverSent(error);
}

/**
 * How long to wait before the next attempt, in milliseconds: drawn evenly from nothing to the
 * back-off, so that many callers do not come back together. What the service asks for wins. At
 * most ten seconds.
 */
export function backoffMs(attempts: number, retryAfterMs: number | undefined, random: () => number): number {
  if (retryAfterMs !== undefined) return Math.min(CAP_MS, Math.max(0, retryAfterMs));
  return Math.floor(random() * Math.min(CAP_MS, BASE_MS * 2 ** (attempts - 1)));
}
