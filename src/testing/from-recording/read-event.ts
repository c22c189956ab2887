import { type IdentifiedKind, kindOfId } from '../../catalog/index.ts';
import { text } from '../../internal/records.ts';
import { serviceTime } from '../../internal/service-time.ts';
import type { SimulatedEvent } from '../events/model.ts';
import { makeUuid } from '../model/ids.ts';
import { type EventRow, spelledEvent } from './event-rows.ts';

const LEVELS = ['INFO', 'WARN', 'CRITICAL'] as const;
const UNDOCUMENTED = { level: 'INFO', type: 'StatusNotification' } as const;
const ID = /\b(?:tun|vco|vpn|vsc)-[\w*-]+/gi;

/** What is known of the account whose events they are. */
export interface EventOwner {
  /** The connection of a tunnel. */
  connectionOf(tunnelId: string): string | undefined;
}

/** The event that a row tells of; `undefined` for one of another product, and for one that has no name or no time. */
export function readEvent(row: EventRow, owner: EventOwner): SimulatedEvent | undefined {
  const name = text(row['Name']) ?? '';
  const at = serviceTime(row['Time']);
  const spec = spelledEvent(name);
  if (at === undefined || !(spec !== undefined || isOurs(name, row))) return undefined;
  const about = subjectOf(row, spec?.subject, owner);
  const { level, type } = spec ?? UNDOCUMENTED;
  return {
    id: text(row['Id']) ?? makeUuid(JSON.stringify(row)),
    name: spec?.name ?? name,
    at,
    ...about,
    level: levelOf(row) ?? level,
    type,
    ...wordsOf(row, about.resourceId),
  };
}

function wordsOf(row: EventRow, resourceId: string): Pick<SimulatedEvent, 'resourceName' | 'status'> {
  return { resourceName: text(row['InstanceName']) ?? resourceId, status: text(row['Status']) ?? '' };
}

function isOurs(name: string, row: EventRow): boolean {
  return name !== '' && /vpn/i.test(text(row['Product']) ?? '');
}

function levelOf(row: EventRow): SimulatedEvent['level'] | undefined {
  const given = text(row['Level'])?.toUpperCase();
  return LEVELS.find((level) => level === given);
}

function subjectOf(
  row: EventRow,
  subject: 'tunnel' | 'connection' | 'certificate' | undefined,
  owner: EventOwner,
): Pick<SimulatedEvent, 'resourceId' | 'gatewayId' | 'connectionId' | 'tunnelId'> {
  const ids = idsIn(row);
  // An event of a connection may list its tunnels, and is about none of them.
  const tunnelId = subject === 'connection' ? undefined : ids.tunnel;
  const connectionId = ids.connection ?? (ids.tunnel === undefined ? undefined : owner.connectionOf(ids.tunnel));
  const named = { tunnel: tunnelId, connection: connectionId, certificate: ids.certificate };
  const resourceId =
    (subject && named[subject]) ?? tunnelId ?? connectionId ?? ids.certificate ?? ids.gateway ?? text(row['ResourceId']) ?? '';
  return { resourceId, gatewayId: ids.gateway, connectionId, tunnelId };
}

/** The ids that a row names: in its resource first, then in what it carries. */
function idsIn(row: EventRow): Partial<Record<IdentifiedKind, string>> {
  const found: Partial<Record<IdentifiedKind, string>> = {};
  for (const field of ['ResourceId', 'Content', 'InstanceName']) {
    const value = row[field];
    const words = typeof value === 'string' ? value : JSON.stringify(value ?? '');
    for (const [id] of words.matchAll(ID)) {
      const kind = kindOfId(id);
      if (kind !== undefined) found[kind] ??= id;
    }
  }
  return found;
}
