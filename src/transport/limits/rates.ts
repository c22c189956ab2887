import type { Product } from '../endpoints.ts';
import { documentedLimit, type Limit } from './documented.ts';

const SECOND = 1_000;
/** What the service documents for DescribeMetricList, which `requestsPerSecond` is a share of. */
const DOCUMENTED_PER_SECOND = 50;
/** The part of a second's `requestsPerSecond` that an operation with a limit per minute may send at once. */
const BURST = 0.5;

/**
 * What one monitor may send of an operation: of each documented limit the share that `requestsPerSecond` is of the service's 50. So
 * lowering it leaves room for other programs under the account, whatever they ask.
 */
export function ratesOf(product: Product, action: string, requestsPerSecond: number): readonly Limit[] {
  const { requests, perMs } = documentedLimit(product, action);
  const own = whole((requests * requestsPerSecond) / DOCUMENTED_PER_SECOND, perMs);
  return perMs > SECOND ? [own, whole(requestsPerSecond * BURST, SECOND)] : [own];
}

/** Below one request the span is longer; a fraction above one is rounded down. */
export function whole(requests: number, perMs: number): Limit {
  return { requests: Math.max(1, Math.floor(requests)), perMs: Math.max(perMs, perMs / requests) };
}
