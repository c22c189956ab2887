import { frozen } from '../../internal/frozen.ts';
import { listIn } from '../../internal/list-in.ts';
import { finiteNumber, isRecord, text } from '../../internal/records.ts';
import type { ReadRow } from '../../topology/index.ts';
import type { Route, RouteOrigin, RouteSource } from './models.ts';

const SOURCES: ReadonlyMap<string, RouteSource> = new Map([
  ['custom', 'static'],
  ['bgp', 'bgp'],
]);
const ORIGINS: ReadonlyMap<string, RouteOrigin> = new Map([
  ['cloud', 'cloud'],
  ['vpn_bgp', 'customer-gateway'],
]);

/** What the service calls `RouteEntryType`; its own word where that is not known here. */
export function sourceOf(value: unknown): RouteSource | undefined {
  const word = text(value)?.trim();
  return word && (SOURCES.get(word.toLowerCase()) ?? word);
}

/** What the service calls `Source`; its own word where that is not known here. */
export function originOf(value: unknown): RouteOrigin | undefined {
  const word = text(value)?.trim();
  return word && (ORIGINS.get(word.toLowerCase()) ?? word);
}

/** Reads rows of `DescribeVpnRouteEntries` and `DescribeVcoRouteEntries`. @param asked - The source that was asked for, where a row does not say its own. */
export function routeReader(asked: RouteSource): ReadRow<Route> {
  return (row, { skip, share }) => {
    const destination = isRecord(row) ? text(row['RouteDest'])?.trim() : undefined;
    if (!isRecord(row) || destination === undefined) {
      skip();
      return undefined;
    }
    const nextHop = text(row['NextHop']);
    return frozen<Route>({
      destination,
      source: sourceOf(row['RouteEntryType']) ?? asked,
      origin: originOf(row['Source']),
      nextHop: share(nextHop),
      connectionId: share(text(row['VpnConnectionId']) ?? (nextHop?.startsWith('vco-') === true ? nextHop : undefined)),
      tunnelIds: Object.freeze(tunnelsOf(row)),
      asPath: listed(row['AsPath'], asNumber),
      communities: listed(row['Community'], (word) => word),
      weight: finiteNumber(row['Weight']),
      state: share(text(row['State'])),
      createdAt: finiteNumber(row['CreateTime']),
    });
  };
}

/** `NextHopTunnelId` is one id, `NextHopTunnelIdList` several; a connection's only tunnel is no id at all. */
function tunnelsOf(row: Readonly<Record<string, unknown>>): string[] {
  const list = listIn(row['NextHopTunnelIdList'], 'NextHopTunnelIdList') ?? [row['NextHopTunnelIdList']];
  const ids = [row['NextHopTunnelId'], ...list].flatMap((id) => wordsIn(text(id) ?? ''));
  return [...new Set(ids)];
}

/** The parts of a list, or of a text such as `[65530, 65531]`; `undefined` where nothing was said. An empty list was said. */
function listed<T>(value: unknown, read: (word: string) => T | undefined): readonly T[] | undefined {
  const said = Array.isArray(value) ? value.map((item: unknown) => text(item) ?? '').join(' ') : text(value);
  if (said === undefined) return undefined;
  const words = wordsIn(said).map(read);
  // Of a path that is read in part the length would be wrong, and it is the length that routers compare.
  return words.includes(undefined) ? undefined : Object.freeze(words as T[]);
}

function wordsIn(said: string): string[] {
  return said.split(/[\s,;[\](){}"]+/).filter((word) => word !== '');
}

/** An AS number, also one that is written in two halves (`1.10`, RFC 5396). */
function asNumber(word: string): number | undefined {
  const [, high, low] = /^(\d{1,10})(?:\.(\d{1,5}))?$/.exec(word) ?? [];
  if (high === undefined) return undefined;
  return low === undefined ? Number(high) : Number(high) * 65_536 + Number(low);
}
