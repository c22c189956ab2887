import { VpnMonitorError } from '../../errors.ts';
import { assertOptions, keysOf } from '../../internal/keys.ts';
import { shown } from '../../internal/shown.ts';
import { buildEvent } from '../model/build-event.ts';
import { isVpnProduct, specOf } from '../model/event-name.ts';
import type { VpnSystemEvent } from '../model/model.ts';
import { payloadValue } from './payload.ts';
import { rawEventIn } from './push-shapes.ts';

/** Bounds of {@link parseSystemEvent}. */
export interface ParseEventOptions {
  /** The longest payload that is read, in bytes. Default: 1 048 576. */
  readonly maxBytes?: number | undefined;
}

const KEYS = /* @__PURE__ */ keysOf<ParseEventOptions>({ maxBytes: true });

/**
 * The event inside what Cloud Monitor pushed: the body of an alert-rule webhook, of an event
 * subscription's callback (JSON, `data=`, or form fields), of an MNS message (plain or base64, also
 * inside `Message` or `MessageBody`), or an EventBridge CloudEvent. Text, bytes, `URLSearchParams`, or
 * an object that a body parser has made of them.
 *
 * `undefined` means that it is no VPN event. Nothing in a push proves its sender: see
 * `createEventReceiver` for a secret and an address list.
 *
 * @throws `VpnMonitorError` with code `protocol` for what is malformed or longer than `maxBytes` (default 1 MiB).
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
  assertOptions(options, KEYS, 'parseSystemEvent()');
  const { maxBytes = 1_048_576 } = options;
  if (!Number.isSafeInteger(maxBytes) || maxBytes < 1) throw new RangeError(`maxBytes ${shown(maxBytes)} must be a whole number of at least 1`);
  try {
    return read(payload, maxBytes);
  } catch (error) {
    if (VpnMonitorError.isInstance(error)) throw error;
    // An object with getters of its own, or a proxy: what it throws is its affair and may quote the payload.
    throw new VpnMonitorError('the payload cannot be read', { code: 'protocol' });
  }
}

function read(payload: unknown, maxBytes: number): VpnSystemEvent | undefined {
  const raw = rawEventIn(payloadValue(payload, maxBytes), maxBytes);
  if (!raw) return undefined;
  const arnProduct = raw.resourceId?.startsWith('acs:') === true ? raw.resourceId.slice(0, 128).split(':')[1] : undefined;
  if (!specOf(raw.name) && !isVpnProduct(raw.product) && !isVpnProduct(arnProduct)) return undefined;
  const event = buildEvent(raw);
  if (!event) throw new VpnMonitorError(`the event ${JSON.stringify(raw.name.slice(0, 100))} has no time that can be read`, { code: 'protocol' });
  return event;
}
