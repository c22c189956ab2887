import type { Connection, ConnectionFilter, Tunnel } from '../topology/index.ts';
import { isAt, type Place } from './place.ts';

/** One connection that belongs, and which of its tunnels are meant; all without `tunnelIds`. @internal */
export interface Member {
  readonly connection: Connection;
  readonly tunnelIds?: ReadonlySet<string>;
  /** Where names are wanted. */
  readonly gatewayName?: string | undefined;
}

/** Whether a tunnel of a connection is meant; without its key, whether the connection as a whole is, and not some of its tunnels alone. @internal */
export function isMeant({ tunnelIds }: { readonly tunnelIds?: Member['tunnelIds'] | undefined }, tunnel: string | undefined): boolean {
  return tunnelIds === undefined || (tunnel !== undefined && tunnelIds.has(tunnel));
}

/** Ids that a scope is made of, each once. @internal */
export interface NamedIds {
  readonly gatewayIds: readonly string[];
  readonly connectionIds: readonly string[];
  readonly tunnelIds: readonly string[];
}

/** Which connections a scope means. @internal */
export interface Membership {
  /** What narrows a listing of connections to these; empty for the whole region. It may let others through. */
  readonly filter: ConnectionFilter;
  /** The members among the listed connections, each once. Pure. */
  select(connections: readonly Connection[]): readonly Member[];
  /** What the scope names, to tell which of it does not exist. */
  readonly named: NamedIds;
  /** Whether an expired SSL client certificate of this gateway concerns it; `undefined` where the event does not say the gateway. */
  wantsCertificate(gatewayId: string | undefined): boolean;
  /** Whether the gateways' names are wanted too. */
  readonly names: boolean;
  /** Distinguishes these targets from others, the same in every run. */
  readonly key: string;
  /** Whether ids name all targets: an id belongs to one account alone. */
  readonly areNamed: boolean;
  /** Whether all of it are tunnels, and no connection as a whole. */
  readonly areTunnels: boolean;
  /** Members as far as the ids alone tell, for accounts that may not list connections; none where ids do not tell. */
  readonly assumed: readonly Member[];
}

/** Whether these are listed with all connections of the region. @internal */
export function isWholeRegion({ filter }: Pick<Membership, 'filter'>): boolean {
  return Object.values(filter).every((value: unknown) => value === undefined);
}

/** What names one connection, or one tunnel of it. */
interface Named {
  readonly connectionId?: string | undefined;
  readonly tunnel?: string | 1 | 2;
  /** Where the scope says it is; absent for a scope that looks it up. */
  readonly place?: Place;
  /** Whether the gateway's name is wanted too. */
  readonly names?: boolean | undefined;
}

/** A connection that is named, or one tunnel of it. One that is somewhere else than the scope says is not meant. */
export function namedMembership(ids: Named): Membership {
  const { connectionId, tunnel, place } = ids;
  return {
    filter: connectionId === undefined ? {} : { connectionIds: [connectionId] },
    select: (connections) => connections.flatMap((connection) => memberIn(connection, ids)),
    named: {
      gatewayIds: given(place?.gatewayId),
      connectionIds: given(connectionId),
      tunnelIds: typeof tunnel === 'string' ? [tunnel] : [],
    },
    wantsCertificate: () => false,
    names: ids.names ?? false,
    key: JSON.stringify([place?.attachedTo, place?.gatewayId, connectionId, tunnel]),
    areNamed: true,
    areTunnels: tunnel !== undefined,
    assumed: connectionId !== undefined && place && typeof tunnel !== 'number' ? [assumed(connectionId, tunnel, place)] : [],
  };
}

/** The tunnel of a connection with an id, or with a number. */
export function tunnelOf({ tunnels }: Connection, tunnel: string | 1 | 2): Tunnel | undefined {
  return tunnels.find(({ tunnelId, index }) => tunnelId === tunnel || index === tunnel);
}

function memberIn(connection: Connection, { connectionId, tunnel, place }: Named): Member[] {
  if (connectionId !== undefined && connection.connectionId !== connectionId) return [];
  if (place && !isAt(connection, place)) return [];
  if (tunnel === undefined) return [{ connection }];
  const found = tunnelOf(connection, tunnel);
  return found ? [{ connection, tunnelIds: new Set([found.tunnelId]) }] : [];
}

function given(id: string | undefined): readonly string[] {
  return id === undefined ? [] : [id];
}

// A connection of which no tunnel is named is taken for a single-tunnel one, as its scope does for states.
function assumed(connectionId: string, tunnelId: string | undefined, { attachedTo, gatewayId }: Place): Member {
  const where = { connectionId, attachedTo, ...(gatewayId !== undefined && { gatewayId }) };
  const tunnels: Tunnel[] = given(tunnelId).map((id) =>
    Object.freeze({ kind: 'tunnel', tunnelId: id, ...where, ipsec: 'unknown', bgp: 'unknown' }),
  );
  const connection = assumedConnection({
    kind: 'connection',
    ...where,
    mode: 'single',
    ipsec: 'unknown',
    bgp: 'unknown',
    health: 'unknown',
    tunnels,
    tags: Object.freeze({}),
  });
  return tunnelId === undefined ? { connection } : { connection, tunnelIds: new Set([tunnelId]) };
}

function assumedConnection(fields: Connection): Connection {
  return Object.freeze({ ...fields, mode: fields.tunnels.length > 0 ? 'dual' : 'single', tunnels: Object.freeze(fields.tunnels) });
}

/** Which connections several scopes mean together. What one means as a whole is whole, whatever tunnels of it others mean. @internal */
export function membershipOf(scopes: readonly { membership(): Membership }[]): Membership {
  const parts = scopes.map((scope) => scope.membership());
  const [first, ...others] = parts;
  if (first && others.length === 0) return first;
  const all = (kind: keyof NamedIds): readonly string[] => [...new Set(parts.flatMap(({ named }) => named[kind]))];
  return {
    filter: agreed(parts.map(({ filter }) => filter)),
    select: (connections) => merged(parts.flatMap((part) => part.select(connections))),
    named: { gatewayIds: all('gatewayIds'), connectionIds: all('connectionIds'), tunnelIds: all('tunnelIds') },
    wantsCertificate: (gatewayId) => parts.some((part) => part.wantsCertificate(gatewayId)),
    names: parts.some(({ names }) => names),
    key: JSON.stringify([...new Set(parts.map(({ key }) => key))].sort()),
    areNamed: parts.every(({ areNamed }) => areNamed),
    areTunnels: parts.every(({ areTunnels }) => areTunnels),
    assumed: merged(parts.flatMap((part) => part.assumed)),
  };
}

// The service narrows by one connection or one gateway at most; a few ids more keep a listing short, many would be compared with all of it.
const FEW = 10;

/** A filter that lets through whatever one of these does. */
function agreed(filters: readonly ConnectionFilter[]): ConnectionFilter {
  const [gatewayId, ...otherGateways] = new Set(filters.map((filter) => filter.gatewayId));
  const connectionIds = new Set(filters.flatMap((filter) => filter.connectionIds ?? []));
  const areNamed = filters.every((filter) => filter.connectionIds !== undefined) && connectionIds.size <= FEW;
  return {
    ...(gatewayId !== undefined && otherGateways.length === 0 && { gatewayId }),
    ...(areNamed && { connectionIds: [...connectionIds] }),
  };
}

/** Each connection once, with all tunnels that are meant of it. */
function merged(members: readonly Member[]): readonly Member[] {
  const byId = new Map<string, Member>();
  for (const member of members) {
    const { connectionId } = member.connection;
    const known = byId.get(connectionId);
    byId.set(connectionId, known ? both(known, member) : member);
  }
  return [...byId.values()];
}

function both(one: Member, other: Member): Member {
  const connection = joined(one.connection, other.connection);
  return one.tunnelIds && other.tunnelIds ? { connection, tunnelIds: new Set([...one.tunnelIds, ...other.tunnelIds]) } : { connection };
}

// Listed connections are the same object; assumed ones know the tunnels that their scopes named.
function joined(one: Connection, other: Connection): Connection {
  const more = other.tunnels.filter(({ tunnelId }) => !one.tunnels.some((tunnel) => tunnel.tunnelId === tunnelId));
  return more.length === 0 ? one : assumedConnection({ ...one, tunnels: [...one.tunnels, ...more] });
}
