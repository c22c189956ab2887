import { frozen } from '../../internal/frozen.ts';
import { eventContent } from './content.ts';
import { eventId } from './event-id.ts';
import { levelOf } from './event-level.ts';
import { specOf } from './event-name.ts';
import { eventResource } from './event-resource.ts';
import type { UnknownVpnEvent, VpnSystemEvent } from './model.ts';
import type { RawEvent } from './raw-event.ts';

const UNDOCUMENTED = { subject: 'unknown', aspect: 'unknown', outcome: 'unknown' } as const;

/**
 * The typed event of a raw one. `undefined` where it has no time: it could be neither ordered nor recognised again.
 *
 * @param onDropped - Called with the keys that its content is taken without.
 */
export function buildEvent(raw: RawEvent, onDropped?: (keys: readonly string[]) => void): VpnSystemEvent | undefined {
  const { at } = raw;
  if (at === undefined) return undefined;
  const spec = specOf(raw.name);
  const name: string = spec?.name ?? raw.name.slice(0, 256);
  const { subject, aspect, outcome } = spec ?? UNDOCUMENTED;
  // The rows of the catalogue make the union's members, which the compiler cannot follow through a lookup.
  return frozen<UnknownVpnEvent>({
    id: eventId(raw, name, at),
    name: name as never,
    subject: subject as 'unknown',
    aspect: aspect as 'unknown',
    outcome: outcome as 'unknown',
    level: spec?.level ?? levelOf(raw.level) ?? 'UNKNOWN',
    at,
    regionId: raw.regionId ?? regionOf(raw.resourceId) ?? '',
    resource: eventResource(raw, spec),
    content: eventContent(raw.content, onDropped),
    ruleName: raw.ruleName,
  });
}

function regionOf(arn: string | undefined): string | undefined {
  const [scheme, , region] = arn?.split(':', 4) ?? [];
  return scheme === 'acs' && region !== undefined && region !== '' ? region : undefined;
}
