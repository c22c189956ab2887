import type { MetricName } from '../../catalog/index.ts';
import { assertSignal } from '../../internal/abort.ts';
import { assertOptions, keysOf } from '../../internal/keys.ts';
import { assertOneRange } from '../../internal/range-options.ts';
import type { Duration, Instant } from '../../internal/time.ts';
import { betweenRange, lastRange, type RangeRequest } from '../../internal/time-range.ts';
import { checkedIds } from './options.ts';

/** One entry of the alert log: an alert that was sent, kept back, or is over. Contacts and webhook addresses are left out. */
export interface AlertHistoryEntry {
  /** The service's id, else one made of the entry's content. */
  readonly id: string;
  /** When it happened, in milliseconds since the epoch. */
  readonly at: number;
  /** `ok` where the alert is over; absent where the service does not say. */
  readonly state?: 'alert' | 'ok' | 'insufficient-data';
  /** The id of the rule, where the service says it. */
  readonly ruleId?: string;
  /** The name of the rule, where the service says it. */
  readonly ruleName?: string;
  /** The catalogue's name where the metric is known, else the service's. */
  readonly metric?: MetricName | (string & {});
  /** How the contacts are reached; `OK` where the alert is over. */
  readonly level?: 'P2' | 'P3' | 'P4' | 'OK' | (string & {});
  /** The level before. */
  readonly previousLevel?: 'P2' | 'P3' | 'P4' | 'OK' | (string & {});
  /** Whether a notification went out, and why not; the service's own number where it is unknown. */
  readonly notified?: 'sent' | 'outside-effective-time' | 'silenced' | 'restarting' | 'not-sent' | (string & {});
  /** The condition as the service writes it, such as `$Average<1`. */
  readonly expression?: string;
  /** In how many periods in a row it had to hold. */
  readonly times?: number;
  /** What the alert is about, as far as the ids in the entry say; `name` as the service writes it. */
  readonly resource: { readonly gatewayId?: string; readonly connectionId?: string; readonly tunnelId?: string; readonly name?: string };
  /** The dimensions of the series by key, as the service lists them. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Which part of the alert log is read. */
export interface AlertHistoryOptions {
  /** The time up to now, such as `'7d'`. Default: `'1d'`, unless `from` is given. */
  readonly last?: Duration | undefined;
  /** Where the range begins, instead of `last`: a `Date`, milliseconds since the epoch, or ISO 8601 with a zone. */
  readonly from?: Instant | undefined;
  /** Where the range ends; only with `from`. Default: now. */
  readonly to?: Instant | undefined;
  /** Only entries of these rules. Default: of every rule on a VPN metric. */
  readonly ruleIds?: readonly string[] | undefined;
  /** Ends the reading; it then rejects with the signal's reason. */
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
