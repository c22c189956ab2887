import { type EventSpec, type IdentifiedKind, kindOfId } from '../../catalog/index.ts';
import { frozen } from '../../internal/frozen.ts';
import { unwrapped } from '../../internal/json-text.ts';
import { isRecord } from '../../internal/records.ts';
import type { EventResource } from './model.ts';
import type { RawEvent } from './raw-event.ts';

type Found = Partial<Record<IdentifiedKind, string>>;

const LONGEST_ID = 124;
// Owners name things as they like: such values may read like an id and are none.
const FREE_TEXT_KEY = /name|desc|remark|tag|message/i;
const LIMITS = { depth: 8, values: 2_000 };

/** What an event is about: from its resource id, then its content, then its instance name. */
export function eventResource(raw: RawEvent, spec: EventSpec | undefined): EventResource {
  const found: Found = {};
  note(raw.resourceId, found);
  scan(raw.content, found, 0, { values: LIMITS.values });
  const named: Found = {};
  note(raw.instanceName, named);
  const missing = spec ? spec.subject : undefined;
  if (missing !== undefined && found[missing] === undefined && named[missing] !== undefined) found[missing] = named[missing];
  else if (!spec && Object.keys(found).length === 0) Object.assign(found, named);
  const kind =
    spec?.subject ?? (['tunnel', 'connection', 'certificate', 'gateway'] as const).find((one) => found[one] !== undefined) ?? 'unknown';
  return frozen<EventResource>({
    kind,
    attachedTo: attachmentOf(spec, found),
    gatewayId: found.gateway,
    connectionId: kind === 'certificate' ? undefined : found.connection,
    // An event of a connection that lists its tunnels is about none of them.
    tunnelId: kind === 'tunnel' ? found.tunnel : undefined,
    certificateId: found.certificate,
  });
}

function attachmentOf(spec: EventSpec | undefined, found: Found): EventResource['attachedTo'] {
  if (spec && spec.attachedTo !== 'any') return spec.attachedTo;
  if (found.gateway !== undefined) return 'vpn-gateway';
  return found['transit-router'] === undefined ? undefined : 'transit-router';
}

/** The id at the end of an ARN (`acs:<product>:<region>:<account>:instance/<id>`), or the text itself. */
export function plainId(resourceId: string): string {
  return resourceId.slice(Math.max(resourceId.lastIndexOf('/'), resourceId.lastIndexOf(':')) + 1).trim();
}

function note(value: string | undefined, found: Found): void {
  if (value === undefined || value.length > 1_024) return;
  const id = plainId(value);
  const kind = id.length > LONGEST_ID ? undefined : kindOfId(id);
  if (kind !== undefined) found[kind] ??= id;
}

function scan(raw: unknown, found: Found, depth: number, budget: { values: number }): void {
  if (budget.values-- <= 0 || depth > LIMITS.depth) return;
  const value = unwrapped(raw);
  if (typeof value === 'string') note(value, found);
  else if (Array.isArray(value)) {
    for (const item of value as unknown[]) {
      if (budget.values <= 0) return;
      scan(item, found, depth + 1, budget);
    }
  } else if (isRecord(value)) {
    for (const key of Object.keys(value)) {
      if (budget.values <= 0) return;
      if (!FREE_TEXT_KEY.test(key)) scan(value[key], found, depth + 1, budget);
    }
  }
}
