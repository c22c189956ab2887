import { assertOptions } from '../../../internal/keys.ts';
import { malformed } from '../malformed.ts';
import { PARSE_KEYS, type ParseEventOptions } from '../parse-system-event.ts';
import { checkedMaxBytes, readPush } from '../read-push.ts';
import type { AlertNotification } from './model.ts';
import { readThresholds } from './read-thresholds.ts';

/**
 * Parses a notification that a threshold rule posted to its webhook. Accepts form text or fields, JSON, bytes, `URLSearchParams`, or the
 * object that a body parser made of them. A list is refused: parse its items one by one.
 *
 * Returns `undefined` for anything that is not a threshold notification of a VPN metric: the namespace is not `acs_vpn` and the metric is not
 * in the catalogue. For system events use `parseSystemEvent`. A notification does not prove its sender: `createEventReceiver` adds a secret, a
 * list of addresses, and protection from copies.
 *
 * @throws `VpnMonitorError` with code `protocol` for a notification that is malformed (no rule, no metric, no readable time) or longer than
 * `maxBytes` (default 1 MiB); `TypeError` or `RangeError` for an unknown or invalid option.
 *
 * @example
 * ```ts
 * import { parseAlertNotification } from 'alicloud-vpn-monitor';
 *
 * export function handler(body: string): void {
 *   const alert = parseAlertNotification(body);
 *   if (alert?.state === 'alert') console.log(alert.level, alert.ruleName, alert.metric, alert.value, alert.resource.tunnelId);
 * }
 * ```
 */
export function parseAlertNotification(payload: unknown, options: ParseEventOptions = {}): AlertNotification | undefined {
  assertOptions(options, PARSE_KEYS, 'parseAlertNotification()');
  const { events, ignored, errors: unread, thresholds } = readPush(payload, checkedMaxBytes(options.maxBytes));
  const count = events.length + ignored.length + unread.length + thresholds.length;
  if (count > 1) throw malformed(`it holds ${count} notifications: parse each of them`);
  const { alerts, errors } = readThresholds(thresholds);
  const error = unread[0] ?? errors[0];
  if (error) throw error;
  return alerts[0];
}
