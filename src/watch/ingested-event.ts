import { parseSystemEvent, type VpnSystemEvent } from '../events/index.ts';
import type { Logger } from '../internal/logger.ts';
import { isRecord } from '../internal/records.ts';

/** The event that `ingest()` was given, as an event or as a payload; `undefined` for what is no VPN event, which the log says. */
export function ingestedEvent(given: unknown, logger: Logger): VpnSystemEvent | undefined {
  if (Array.isArray(given)) throw new TypeError('ingest() takes one event or payload, but was given a list: call it for each');
  const event = isEvent(given) ? given : parseSystemEvent(given);
  if (!event) logger.info('a payload that is no VPN event was given to ingest(), and not taken');
  return event;
}

function isEvent(value: unknown): value is VpnSystemEvent {
  return (
    isRecord(value) &&
    typeof value['id'] === 'string' &&
    typeof value['name'] === 'string' &&
    isTime(value['at']) &&
    isRecord(value['resource']) &&
    'subject' in value
  );
}

// A timeline holds whole milliseconds only.
function isTime(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
