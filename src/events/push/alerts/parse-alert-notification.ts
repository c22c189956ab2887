import { assertOptions } from '../../../internal/keys.ts';
import { malformed } from '../malformed.ts';
import { PARSE_KEYS, type ParseEventOptions } from '../parse-system-event.ts';
import { checkedMaxBytes, readPush } from '../read-push.ts';
import type { AlertNotification } from './model.ts';
import { readThresholds } from './read-thresholds.ts';

/**
 * What a threshold rule posted to its webhook: form text or fields, JSON of the same fields, bytes, `URLSearchParams`, or an object that a
 * body parser has made of them. A list of several is refused: parse each of them.
 *
 * `undefined` means that it is no threshold notification of a VPN metric: its namespace is another one than `acs_vpn`, and no metric of the
 * catalogue is named. A system event is none either: see `parseSystemEvent`. Nothing in a notification proves its sender: see
 * `createEventReceiver` for a secret, an address list, and each notification once.
 *
 * @throws `VpnMonitorError` with code `protocol` for what is malformed (no rule, no metric, no time that can be read) or longer than
 * `maxBytes` (default 1 MiB); `TypeError` or `RangeError` for an option that does not exist or cannot be met.
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
