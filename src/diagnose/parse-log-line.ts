import { frozen } from '../internal/frozen.ts';
import { assertOptions, keysOf } from '../internal/keys.ts';
import { shown } from '../internal/shown.ts';
import { speaksOfKey, withoutKeys } from './key-material.ts';
import { reasonsIn } from './log-keywords.ts';
import type { DiagnosisReason } from './reason.ts';
import { DEFAULT_UTC_OFFSET, offsetIn, type UtcOffset, utcOffsetMs } from './utc-offset.ts';

/** One line of a negotiation log as far as the line itself says. */
export interface ParsedLogLine {
  /** Milliseconds since the epoch, by `utcOffset`. Absent where the line does not begin with a time. */
  readonly at?: number;
  /** `vco-…`, where the line names it. */
  readonly connectionId?: string;
  /** `tun-…`, where the line names it. */
  readonly tunnelId?: string;
  /** What stands in the brackets, such as `DEBUG`, `INFO`, `PROTO_ERR`. */
  readonly level?: string;
  /** The line without its time, ids and level. */
  readonly message: string;
  /** The line as the service sent it, except that what looks like a key reads `***`. */
  readonly raw: string;
  /** What the line means by the keywords of Alibaba Cloud's troubleshooting document; often nothing, sometimes several. */
  readonly reasons: readonly DiagnosisReason[];
}

/** How a line is read. */
export interface ParseLogLineOptions {
  /** The zone of the time at the beginning of the line, which has none itself. Default: `+08:00`. */
  readonly utcOffset?: UtcOffset | undefined;
}

const KEYS = /* @__PURE__ */ keysOf<ParseLogLineOptions>({ utcOffset: true });
// 2022-12-14 15:52:28 vco-m5ev… [DEBUG]: isakmp_inf.c:1514:…
const TIME = /^\s*(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:[.,](\d{1,9}))?(Z|[+-]\d{2}:?\d{2})?(?=\s|$)/i;
const ID = /^\s*((?:vco|tun|vpn)-[\w*-]+)(?=\s|$)/i;
const LEVEL = /^\s*\[([\w -]{1,40})\]\s*:?\s*/;

/**
 * A line of a negotiation log, as `DescribeVpnConnectionLogs` gives it or a copy of the console's, without what looks like a key.
 *
 * Pure. What a line does not have is left out; a line of another shape is all `message`.
 *
 * @throws `TypeError` for what is no text, and `TypeError` or `RangeError` naming an option that cannot be used.
 *
 * @example
 * ```ts
 * import { parseLogLine } from 'alicloud-vpn-monitor';
 *
 * const { level, reasons } = parseLogLine('2023-01-13 11:39:21 vco-1 [PROTO_ERR]: ikev1.c:1433:isakmp_ph1resend(): phase1 negotiation failed due to time up.');
 * console.log(level, reasons.join()); // PROTO_ERR Phase1NegotiationTimeout
 * ```
 */
export function parseLogLine(raw: string, options: ParseLogLineOptions = {}): ParsedLogLine {
  if (typeof raw !== 'string') throw new TypeError(`parseLogLine() takes a line of text, but was given ${shown(raw)}`);
  assertOptions(options, KEYS, 'parseLogLine()');
  const { utcOffset = DEFAULT_UTC_OFFSET } = options;
  return readLogLine(raw, utcOffsetMs(utcOffset));
}

/** A line, its zone being known. */
export function readLogLine(raw: string, offsetMs: number): ParsedLogLine {
  const time = TIME.exec(raw);
  const at = time ? timeOf(time, offsetMs) : undefined;
  const ids = new Map<string, string>();
  let rest = raw.slice(at === undefined ? 0 : (time?.[0].length ?? 0));
  for (let id = ID.exec(rest); id; id = ID.exec(rest)) {
    const [all, name = ''] = id;
    ids.set(name.slice(0, 3).toLowerCase(), name);
    rest = rest.slice(all.length);
  }
  const level = LEVEL.exec(rest);
  const words = rest.slice(level?.[0].length ?? 0);
  const clean = withoutKeys(words, speaksOfKey(raw));
  return frozen<ParsedLogLine>({
    at,
    connectionId: ids.get('vco'),
    tunnelId: ids.get('tun'),
    level: level?.[1],
    message: clean.trim(),
    raw: raw.slice(0, raw.length - words.length) + clean,
    reasons: reasonsIn(rest),
  });
}

function timeOf([, day = '', clock = '', fraction = '', zone]: RegExpExecArray, offsetMs: number): number | undefined {
  const local = Date.parse(`${day}T${clock}.${fraction.padEnd(3, '0').slice(0, 3)}Z`);
  const offset = zone === undefined ? offsetMs : offsetIn(zone);
  // Date.parse takes 30 February for 2 March.
  const isTime = Number.isFinite(local) && new Date(local).toISOString().startsWith(day);
  return isTime && offset !== undefined ? local - offset : undefined;
}
