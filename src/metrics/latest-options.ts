import { assertSignal } from '../internal/abort.ts';
import { assertOptions, keysOf } from '../internal/keys.ts';
import { shown } from '../internal/shown.ts';

/** Options of `latest()`. */
export interface LatestOptions {
  /** The greatest acceptable age of a point, in milliseconds. Older points are left out. Default: no limit. */
  readonly maxAgeMs?: number | undefined;
  /** Ends this call alone; it then rejects with the signal's reason. The query's own signal ends it too. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

const KEYS = /* @__PURE__ */ keysOf<LatestOptions>({ maxAgeMs: true, signal: true });

/** A `RangeError` names an age that is none, a `TypeError` what is no such option. */
export function maxAgeOf(options: LatestOptions): number {
  assertOptions(options, KEYS, 'latest()');
  const { maxAgeMs = Infinity, signal } = options;
  if (signal !== undefined) assertSignal(signal);
  if (typeof maxAgeMs === 'number' && maxAgeMs > 0) return maxAgeMs;
  throw new RangeError(`maxAgeMs ${shown(maxAgeMs)} must be more than 0 milliseconds, such as 600_000`);
}
