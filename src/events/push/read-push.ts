import { VpnMonitorError } from '../../errors.ts';
import { shown } from '../../internal/shown.ts';
import { buildEvent } from '../model/build-event.ts';
import { isVpnProduct, specOf } from '../model/event-name.ts';
import type { VpnSystemEvent } from '../model/model.ts';
import type { RawEvent } from '../model/raw-event.ts';
import type { RawThreshold } from './alerts/raw-threshold.ts';
import { malformed } from './malformed.ts';
import { openPush } from './push-shapes.ts';

const DEFAULT_MAX_BYTES = 1_048_576;

/** A `RangeError` names a limit that cannot be met. */
export function checkedMaxBytes(maxBytes: number = DEFAULT_MAX_BYTES): number {
  if (Number.isSafeInteger(maxBytes) && maxBytes > 0) return maxBytes;
  throw new RangeError(`maxBytes ${shown(maxBytes)} must be a whole number from 1`);
}

/** What a push brought, and what of it is not taken. */
export interface Push {
  readonly events: VpnSystemEvent[];
  /** Events of other products, by name; `undefined` for what has no known shape. */
  readonly ignored: ({ readonly name: string; readonly product: string | undefined } | undefined)[];
  /** What threshold rules posted, of whatever product. */
  readonly thresholds: RawThreshold[];
  /** One for each that cannot be read. */
  readonly errors: VpnMonitorError[];
  readonly isNotification: boolean;
}

/**
 * The events of a payload, in any of the pushed shapes, single or in lists. Never throws.
 *
 * @param onDropped - Called with the keys that an event's content is taken without.
 */
export function readPush(payload: unknown, maxBytes: number, onDropped?: (keys: readonly string[]) => void): Push {
  const push: Push & { isNotification: boolean } = { events: [], ignored: [], thresholds: [], errors: [], isNotification: false };
  try {
    const { found, isNotification } = openPush(payload, maxBytes);
    push.isNotification = isNotification;
    for (const one of found) addFound(push, one, onDropped);
  } catch (error) {
    // An object with getters of its own, or a proxy: what it throws is its affair and may quote the payload.
    push.errors.push(VpnMonitorError.isInstance(error) ? error : new VpnMonitorError('the payload cannot be read', { code: 'protocol' }));
  }
  return push;
}

function addFound(
  push: Push,
  raw: RawEvent | RawThreshold | VpnMonitorError | undefined,
  onDropped: ((keys: readonly string[]) => void) | undefined,
): void {
  if (VpnMonitorError.isInstance(raw)) push.errors.push(raw);
  else if (raw && 'kind' in raw) push.thresholds.push(raw);
  else if (!raw || !isOfVpn(raw)) push.ignored.push(raw && { name: raw.name.slice(0, 100), product: raw.product?.slice(0, 100) });
  else {
    const event = buildEvent(raw, onDropped);
    if (event) push.events.push(event);
    else push.errors.push(malformed(`the event ${JSON.stringify(raw.name.slice(0, 100))} has no time that can be read`));
  }
}

function isOfVpn({ name, product, resourceId }: RawEvent): boolean {
  const arnProduct = resourceId?.startsWith('acs:') === true ? resourceId.slice(0, 128).split(':')[1] : undefined;
  return specOf(name) !== undefined || isVpnProduct(product) || isVpnProduct(arnProduct);
}
