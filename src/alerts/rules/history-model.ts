import type { MetricName } from '../../catalog/index.ts';
import { assertSignal } from '../../internal/abort.ts';
import { assertOptions, keysOf } from '../../internal/keys.ts';
import { assertOneRange } from '../../internal/range-options.ts';
import type { Duration, Instant } from '../../internal/time.ts';
import { betweenRange, lastRange, type RangeRequest } from '../../internal/time-range.ts';
import { checkedIds } from './options.ts';

/** An entry of the alert log: an alert was sent, was held back, or ended. Contacts and webhook addresses are left out. */
export interface AlertHistoryEntry {
  /** The id that the service gives; where it gives none, a digest of the entry, so the same entry always has the same id. */
  readonly id: string;
  /** When the rule fired or the alert ended, in milliseconds since the epoch. */
  readonly at: number;
  /** `ok` when the alert ended. Absent if the service gives no level. */
  readonly state?: 'alert' | 'ok' | 'insufficient-data';
  /** The id of the rule. Absent if the service leaves it out. */
  readonly ruleId?: string;
  /** The name of the rule. Absent if the service leaves it out. */
  readonly ruleName?: string;
  /** The metric, by its name in the catalogue if it has one, otherwise as the service names it. */
  readonly metric?: MetricName | (string & {});
  /** How contacts are notified at this level, as the service codes it; `OK` when the alert ended. */
  readonly level?: 'P2' | 'P3' | 'P4' | 'OK' | (string & {});
  /** The level before this entry. */
  readonly previousLevel?: 'P2' | 'P3' | 'P4' | 'OK' | (string & {});
  /** Whether a notification was sent, or why not. A code that is not documented comes as the service's number. */
  readonly notified?: 'sent' | 'outside-effective-time' | 'silenced' | 'restarting' | 'not-sent' | (string & {});
  /** The condition in the service's notation, such as `$Average<1`. */
  readonly expression?: string;
  /** For how many periods in a row the condition had to hold. */
  readonly times?: number;
  /** The resource, as far as the ids in the entry identify it. */
  readonly resource: {
    /** The gateway, `vpn-…`. Absent if no id in the entry names one. */
    readonly gatewayId?: string;
    /** The IPsec connection, `vco-…`. Absent if no id in the entry names one. */
    readonly connectionId?: string;
    /** The tunnel, `tun-…`. Absent if no id in the entry names one. */
    readonly tunnelId?: string;
    /** The name of the instance in the service's words. */
    readonly name?: string;
  };
  /** The dimensions of the series by key, as the service lists them. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/** The part of the alert log to read. */
export interface AlertHistoryOptions {
  /** A length of time up to now, such as `'7d'`. Default: `'1d'`, unless you give `from`. */
  readonly last?: Duration | undefined;
  /** The start of the range, instead of `last`: a `Date`, milliseconds since the epoch, or ISO 8601 with a zone. */
  readonly from?: Instant | undefined;
  /** The end of the range; needs `from`. Default: now. */
  readonly to?: Instant | undefined;
  /** Only entries of the rules with these ids. Default: entries of every rule on a VPN metric. */
  readonly ruleIds?: readonly string[] | undefined;
  /** Aborts the read, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What {@link AlertHistoryOptions} come to. */
export interface AskedHistory {
  readonly range: RangeRequest;
  readonly ruleIds: readonly string[] | undefined;
}

const KEYS = /* @__PURE__ */ keysOf<AlertHistoryOptions>({ last: true, from: true, to: true, ruleIds: true, signal: true });
const YEAR_MS = 365 * 86_400_000;
// The last moment of a `Date`. What has not been yet is not asked for.
const FOREVER = 8.64e15;

/** Refuses a range that the log cannot be read over. @param now - Milliseconds since the epoch. */
export function checkedHistory(options: AlertHistoryOptions, now: number): AskedHistory {
  assertOptions(options, KEYS, 'alerts.history()');
  const { last, from, to, ruleIds, signal } = options;
  assertOneRange(options, 'alerts.history()');
  if (signal !== undefined) assertSignal(signal);
  const range = from === undefined ? lastRange(last === undefined ? '1d' : last) : betweenRange(from, to ?? FOREVER);
  assertKept(range, now);
  return { range, ruleIds: ruleIds === undefined ? undefined : checkedIds(ruleIds, 'alerts.history()') };
}

// Of an older time the service answers with an empty list, which would read as "no alert".
function assertKept(range: RangeRequest, now: number): void {
  const start = range.kind === 'last' ? now - range.lengthMs : range.start;
  if (start < now - YEAR_MS)
    throw new RangeError('alerts.history() reaches back 365 days: the service keeps the alert log of the last year');
}
