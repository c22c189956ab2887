import { digestOf } from '../../internal/digest.ts';
import { plainId } from './event-resource.ts';
import type { RawEvent } from './raw-event.ts';

/**
 * The service's own id, cut to a length that can be kept; else one made of name, resource and time.
 *
 * The pull's `Id`, the webhook's and the queue's `id` and the subscription's `sysEventMeta.id` name the
 * occurrence. A subscription's `dedupId` names what its notices are grouped by, so two outages of one
 * tunnel may share it: it is not used. An EventBridge envelope has an id of its own, which agrees with
 * the others only where its `data` carries theirs.
 */
export function eventId(raw: RawEvent, name: string, at: number): string {
  const { id } = raw;
  if (id !== undefined && id.length <= 256) return id;
  const about = raw.resourceId === undefined ? (raw.instanceName ?? '') : plainId(raw.resourceId);
  return `derived-${digestOf([name, about, at, id ?? ''])}`;
}
