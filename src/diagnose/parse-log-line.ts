import { frozen } from '../internal/frozen.ts';
import { assertOptions, keysOf } from '../internal/keys.ts';
import { shown } from '../internal/shown.ts';
import { speaksOfKey, withoutKeys } from './key-material.ts';
import { reasonsIn } from './log-keywords.ts';
import type { DiagnosisReason } from './reason.ts';
import { DEFAULT_UTC_OFFSET, offsetIn, type UtcOffset, utcOffsetMs } from './utc-offset.ts';

/** The fields of a line of a negotiation log. Fields that the line lacks are absent. */
export interface ParsedLogLine {
  /** The time at the beginning of the line, in milliseconds since the epoch, read with `utcOffset`. */
  readonly at?: number;
  /** The IPsec connection that the line names, `vco-…`. */
  readonly connectionId?: string;
  /** The tunnel that the line names, `tun-…`. */
  readonly tunnelId?: string;
  /** The word in brackets, such as `DEBUG`, `INFO` or `PROTO_ERR`. */
  readonly level?: string;
  /** The line without its time, ids and level. */
  readonly message: string;
  /** The whole line. Anything that looks like a key is replaced by `***`. */
  readonly raw: string;
  /** The causes that the line points to, by the keywords of Alibaba Cloud's troubleshooting document; often none, sometimes several. */
  readonly reasons: readonly DiagnosisReason[];
}

/** Options of `parseLogLine()`. */
export interface ParseLogLineOptions {
  /** The time zone of the time at the beginning of the line, which contains none. Default: `+08:00`. */
  readonly utcOffset?: UtcOffset | undefined;
}

const KEYS = /* @__PURE__ */ keysOf<ParseLogLineOptions>({ utcOffset: true });
// 2022-12-14 15:52:28 vco-m5ev… [DEBUG]: isakmp_inf.c:1514:…
const TIME = /^\s*(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:[.,](\d{1,9}))?(Z|[+-]\d{2}:?\d{2})?(?=\s|$)/i;
const ID = /^\s*((?:vco|tun|vpn)-[\w*-]+)(?=\s|$)/i;
const LEVEL = /^\s*\[([\w -]{1,40})\]\s*:?\s*/;

/**
 * Parses a line of a negotiation log, from `DescribeVpnConnectionLogs` or copied from the console. Anything that looks like a key is hidden.
 *
 * Fields that the line lacks are absent. In a line of another format everything is `message`.
 *
 * @throws `TypeError` if the line is not a string; `TypeError` or `RangeError` that names an invalid option.
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
