import type { VpnMonitorError } from '../errors.ts';
import { neverSent } from './failures/index.ts';
import { isRead } from './read-actions.ts';

const BASE_MS = 200;
const CAP_MS = 10_000;

/**
 * Whether a failed call may be made again. Reads: whenever it may help. Writes: only where the
 * service cannot have carried them out, because nothing reached it or it refused the call.
 */
export function mayRetry(action: string, error: VpnMonitorError): boolean {
  if (!error.retryable) return false;
  return isRead(action) || error.code === 'throttled' || neverSent(error);
}

/** What is added to a wait that the service asked for, at most: a part of it, within bounds. */
const SPREAD = { part: 0.25, least: 200, most: 1_000 };

/**
 * How long to wait before the next attempt, in milliseconds: drawn evenly from nothing to the
 * back-off, of ten seconds at most, so that many callers do not come back together. What the
 * service asks for wins: never earlier, and spread a little later.
 */
export function backoffMs(attempts: number, retryAfterMs: number | undefined, random: () => number): number {
  if (retryAfterMs === undefined) return Math.floor(random() * Math.min(CAP_MS, BASE_MS * 2 ** (attempts - 1)));
  const askedMs = Math.max(0, retryAfterMs);
  return Math.ceil(askedMs) + Math.floor(random() * Math.min(SPREAD.most, Math.max(SPREAD.least, askedMs * SPREAD.part)));
}
