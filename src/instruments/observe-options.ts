import { assertBoolean, assertFunction, assertNumber } from '../internal/check-values.ts';
import { assertOptions, keysOf } from '../internal/keys.ts';
import { LONGEST_TIMER_MS } from '../internal/time.ts';
import type { Polling } from './polling.ts';

/** How sources are observed. Watches poll by themselves, and a monitor is only read. */
export interface ObserveOptions {
  /** Time between the starts of two polls of a query, in milliseconds of real time. Default: 60 000. */
  readonly pollMs?: number | undefined;
  /**
   * How old a datapoint of a query may be when it is polled, by the service's time in milliseconds. The value of an older one is absent. So are the values of a query of
   * which no poll has succeeded for that long. Default: 600 000.
   */
  readonly maxAgeMs?: number | undefined;
  /** Whether to export when the SSL client certificates of each monitor expire. They are listed every six hours: a call for every 50, which is not billed. Default: false. */
  readonly certificates?: boolean | undefined;
  /** Takes each failure of a poll of a query, or of the list of certificates. They are counted in any case, and the next poll asks again. Default: none. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** The options with their defaults. */
export interface CheckedObserveOptions extends Polling {
  readonly certificates: boolean;
}

const KEYS = /* @__PURE__ */ keysOf<ObserveOptions>({ pollMs: true, maxAgeMs: true, certificates: true, onError: true });

/** A `TypeError` or `RangeError` names an option that cannot be used. @param more - Keys of the taker's own. */
export function checkObserveOptions(options: ObserveOptions, taker: string, more: readonly string[] = []): CheckedObserveOptions {
  assertOptions(options, [...KEYS, ...more], taker);
  const { pollMs = 60_000, maxAgeMs = 600_000, certificates = false, onError = () => undefined } = options;
  assertNumber('pollMs', pollMs, 1, LONGEST_TIMER_MS);
  assertNumber('maxAgeMs', maxAgeMs, 1);
  assertBoolean('certificates', certificates);
  assertFunction('onError', onError);
  return { pollMs, maxAgeMs, certificates, failed: onError };
}
