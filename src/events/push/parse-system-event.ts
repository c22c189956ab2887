import { assertOptions, keysOf } from '../../internal/keys.ts';
import type { VpnSystemEvent } from '../model/model.ts';
import { malformed } from './malformed.ts';
import { checkedMaxBytes, readPush } from './read-push.ts';

/** Limits for {@link parseSystemEvent} and `parseAlertNotification`. */
export interface ParseEventOptions {
  /** The longest accepted payload, in bytes. Default: 1,048,576. */
  readonly maxBytes?: number | undefined;
}

/** What both take. */
export const PARSE_KEYS = /* @__PURE__ */ keysOf<ParseEventOptions>({ maxBytes: true });

/**
 * Parses a system event that Cloud Monitor pushed: the body of a rule's webhook, of an event subscription's callback (JSON, `data=` or form
 * fields), of an MNS message (plain or base64, also inside `Message` or `MessageBody`, in JSON or XML), or an EventBridge CloudEvent. Accepts
 * text, bytes, `URLSearchParams`, or the object that a body parser made of them. A list of several events is refused: parse its items one by
 * one.
 *
 * Returns `undefined` for anything that is not a VPN event. A push does not prove its sender: `createEventReceiver` adds a secret and a list
 * of addresses.
 *
 * @throws `VpnMonitorError` with code `protocol` for a payload that is malformed or longer than `maxBytes` (default 1 MiB); `TypeError` or
 * `RangeError` for an unknown or invalid option.
 *
 * @example
 * ```ts
 * import { parseSystemEvent } from 'alicloud-vpn-monitor';
 *
 * export function handler(body: Uint8Array): void {
 *   const event = parseSystemEvent(body);
 *   if (event?.outcome === 'failed') console.log(event.name, event.resource.connectionId, new Date(event.at).toISOString());
 * }
 * ```
 */
export function parseSystemEvent(payload: unknown, options: ParseEventOptions = {}): VpnSystemEvent | undefined {
  assertOptions(options, PARSE_KEYS, 'parseSystemEvent()');
  const { events, ignored, errors, thresholds } = readPush(payload, checkedMaxBytes(options.maxBytes));
  const count = events.length + ignored.length + errors.length + thresholds.length;
  if (count > 1) throw malformed(`it holds ${count} events: parse each of them`);
  if (errors[0]) throw errors[0];
  return events[0];
}
