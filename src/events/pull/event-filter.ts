import { EVENTS, kindOfId, type SystemEvent } from '../../catalog/index.ts';
import { assertOptions, keysOf } from '../../internal/keys.ts';
import type { Logger } from '../../internal/logger.ts';
import { didYouMean } from '../../internal/misspelling.ts';
import { shown } from '../../internal/shown.ts';
import { levelOf } from '../model/event-level.ts';
import { specOf } from '../model/event-name.ts';
import type { EventLevel, VpnSystemEvent } from '../model/model.ts';

/** Selects events. Each field narrows the selection; a field that you leave out does not. */
export interface EventFilter {
  /** Documented names, or any other string for an event that is not in the catalogue. */
  readonly names?: readonly (SystemEvent | (string & {}))[] | undefined;
  /** Levels, in upper or lower case. */
  readonly levels?: readonly (EventLevel | Lowercase<EventLevel> | Capitalize<Lowercase<EventLevel>>)[] | undefined;
  /** Ids of gateways, connections, tunnels or certificates. An event matches if it names at least one of them. */
  readonly resourceIds?: readonly string[] | undefined;
}

/** A filter that has been read: what to send, and what to keep of the answers. */
export interface CheckedFilter {
  readonly names: readonly string[] | undefined;
  readonly levels: readonly EventLevel[] | undefined;
  wants(event: VpnSystemEvent): boolean;
}

const KEYS = /* @__PURE__ */ keysOf<EventFilter>({ names: true, levels: true, resourceIds: true });

/** A `TypeError` names what cannot be filtered by. @param logger - Where is said which name looks like a misspelt one. */
export function checkFilter(filter: EventFilter, logger?: Logger): CheckedFilter {
  assertOptions(filter, KEYS, 'events()', 'filter');
  const names = texts(filter.names, 'names')?.map((name) => specOf(name)?.name ?? name);
  for (const name of names ?? []) sayMisspelt(name, logger);
  const levels = texts(filter.levels, 'levels')?.map((level) => {
    const known = levelOf(level);
    if (known === undefined)
      throw new TypeError(
        `levels ${JSON.stringify(level)} is not a level: give INFO, WARN or CRITICAL${didYouMean(level, ['INFO', 'WARN', 'CRITICAL'])}`,
      );
    return known;
  });
  const ids = texts(filter.resourceIds, 'resourceIds');
  const wrong = ids?.find((id) => kindOfId(id) === undefined);
  if (wrong !== undefined) throw new TypeError(`resourceIds ${shown(wrong)} is no id of a resource: give vpn-…, vco-…, tun-… or vsc-…`);
  const wanted = { names: names && new Set(names), levels: levels && new Set<string>(levels), ids: ids && new Set(ids) };
  return {
    names: wanted.names && [...wanted.names],
    levels: wanted.levels && ([...wanted.levels] as EventLevel[]),
    wants: ({ name, level, resource }) => {
      if (wanted.names && !wanted.names.has(name)) return false;
      if (wanted.levels && !wanted.levels.has(level)) return false;
      if (!wanted.ids) return true;
      return [resource.gatewayId, resource.connectionId, resource.tunnelId, resource.certificateId].some(
        (id) => id !== undefined && wanted.ids?.has(id),
      );
    },
  };
}

function sayMisspelt(name: string, logger: Logger | undefined): void {
  if (specOf(name)) return;
  const meant = didYouMean(
    name,
    EVENTS.map((event) => event.name),
  );
  if (meant !== '') logger?.warn(`events() was asked for ${shown(name)}, which the catalogue lacks${meant}`);
}

function texts(value: unknown, what: string): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw new TypeError(`${what} ${shown(value)} must be a list of texts`);
  for (const item of value as unknown[]) {
    if (typeof item !== 'string' || item.trim() === '') throw new TypeError(`${what} holds ${JSON.stringify(item)}, which is not a text`);
  }
  return value as string[];
}
