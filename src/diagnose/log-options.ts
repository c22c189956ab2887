import { assertSignal } from '../internal/abort.ts';
import { assertId } from '../internal/check-values.ts';
import { assertOptions, keysOf } from '../internal/keys.ts';
import { assertOneRange, type RangeOptions } from '../internal/range-options.ts';
import { instantMs, isoTime } from '../internal/time.ts';
import type { LogOptions, TunnelLogOptions } from './log-line.ts';
import { assertKept, lastOf, type LogRange } from './log-windows.ts';
import { DEFAULT_UTC_OFFSET, utcOffsetMs } from './utc-offset.ts';

/** Options with their defaults. */
export interface CheckedLogOptions {
  readonly range: LogRange;
  readonly tunnelId: string | undefined;
  readonly utcOffsetMs: number;
  readonly signal: AbortSignal | undefined;
}

const KEYS = /* @__PURE__ */ keysOf<LogOptions>({ last: true, from: true, to: true, tunnelId: true, utcOffset: true, signal: true });
const TUNNEL_KEYS = /* @__PURE__ */ keysOf<TunnelLogOptions>({ last: true, from: true, to: true, utcOffset: true, signal: true });

/** The options with their defaults. Throws a `TypeError` or `RangeError` that names what cannot be used, before anything is asked. */
export function checkLogOptions(options: LogOptions, takes: 'connection' | 'tunnel', now: number): CheckedLogOptions {
  assertOptions(options, takes === 'connection' ? KEYS : TUNNEL_KEYS, 'logs()');
  const { tunnelId, utcOffset = DEFAULT_UTC_OFFSET, signal } = options;
  if (signal !== undefined) assertSignal(signal);
  assertId('tunnelId', tunnelId, 'tun-');
  assertOneRange(options, 'logs()');
  const range = rangeOf(options);
  assertKept(range, now);
  return { range, tunnelId, utcOffsetMs: utcOffsetMs(utcOffset), signal };
}

// JavaScript callers may mix what the types keep apart.
function rangeOf({ last = '10m', from, to }: RangeOptions): LogRange {
  if (from === undefined) return lastOf(last);
  const range = { kind: 'from', from: instantMs(from, 'from'), to: to === undefined ? undefined : instantMs(to, 'to') } as const;
  if (range.to !== undefined && range.to < range.from)
    throw new RangeError(`from ${isoTime(range.from)} must not be after to ${isoTime(range.to)}`);
  return range;
}
