import { upAt } from '../model/steps.ts';
import type { Connection, Link } from '../model/topology.ts';
import type { Operation } from '../service/context.ts';
import { Fault } from '../service/fault.ts';
import type { Params } from '../service/params.ts';
import type { RouteSpec } from '../specs.ts';
import { findConnection } from './connections.ts';
import { findGateway } from './gateways.ts';
import { pageOf } from './listing.ts';

interface RouteNow {
  readonly connection: Connection;
  readonly route: RouteSpec;
  /** The tunnels of a dual-tunnel connection that carry it now. */
  readonly tunnelIds: readonly string[];
}

const LOCAL_ASN = 65_531;
const PEER_ASN = 65_530;

/** The routes of a gateway: those of its connections. One that several tunnels carry is a row for each. */
export const describeVpnRouteEntries: Operation = (params, service, requestId) => {
  const gateway = findGateway(params, service);
  const all = gateway.connections.flatMap((one) => routesOf(one, service.now()));
  const rows = all.filter(ofType(params)).flatMap((one) => {
    const tunnels = one.tunnelIds.length > 0 && one.route.source === 'bgp' ? one.tunnelIds : one.tunnelIds.slice(0, 1);
    return (tunnels.length > 0 ? tunnels : [undefined]).map((tunnelId) => ({
      VpnInstanceId: gateway.id,
      ...common(one),
      ...(tunnelId !== undefined && { NextHopTunnelId: tunnelId }),
    }));
  });
  const { items, numbers } = pageOf(params, rows);
  return JSON.stringify({
    RequestId: requestId,
    ...numbers,
    VpnRouteCounts: { VpnRouteCount: countsOf(gateway.connections, service.now(), true) },
    VpnRouteEntries: { VpnRouteEntry: items },
  });
};

/** The routes of a connection, which the service keeps for those on transit routers. It counts those of dual-tunnel connections alone. */
export const describeVcoRouteEntries: Operation = (params, service, requestId) => {
  const connection = findConnection(params, service);
  // No document says what a connection on a gateway gets here.
  const all = connection.attachedTo === 'vpn-gateway' ? [] : routesOf(connection, service.now());
  const { items, numbers } = pageOf(params, all.filter(ofType(params)));
  const rows = items.map((one) => ({
    VpnConnectionId: connection.id,
    ...common(one),
    ...(connection.mode === 'dual' && { NextHopTunnelIdList: one.tunnelIds }),
  }));
  const isCounted = connection.mode === 'dual' && connection.attachedTo !== 'vpn-gateway';
  return JSON.stringify({
    RequestId: requestId,
    ...numbers,
    ...(isCounted && { VpnRouteCounts: countsOf([connection], service.now(), false) }),
    VcoRouteEntries: rows,
  });
};

/** Whether a route is of the type asked for: destination routes, unless BGP is named. */
function ofType(params: Params): (one: RouteNow) => boolean {
  const type = params['RouteEntryType'] ?? 'custom';
  if (type !== 'custom' && type !== 'bgp')
    throw new Fault(400, 'InvalidParameter', `The parameter RouteEntryType ${type} is neither custom nor bgp.`);
  return ({ route }) => entryType(route) === type;
}

function entryType({ source }: RouteSpec): 'custom' | 'bgp' {
  return source === 'bgp' ? 'bgp' : 'custom';
}

function learnedFrom({ source, origin }: RouteSpec): 'CLOUD' | 'VPN_BGP' | undefined {
  if (source !== 'bgp') return undefined;
  return origin === 'cloud' ? 'CLOUD' : 'VPN_BGP';
}

/** What a connection has now: BGP routes come and go with their sessions. */
function routesOf(connection: Connection, now: number): readonly RouteNow[] {
  return connection.routes.flatMap((route) => {
    const isCarried = (link: Link): boolean => upAt(route.source === 'bgp' ? link.bgp : link.ipsec, now);
    const carriers = connection.links.filter(isCarried);
    if (route.source === 'bgp' && carriers.length === 0) return [];
    return [{ connection, route, tunnelIds: carriers.flatMap(({ tunnelId }) => tunnelId ?? []) }];
  });
}

function common({ connection, route }: RouteNow): Record<string, unknown> {
  const Source = learnedFrom(route);
  const asPath = route.asPath ?? [Source === 'CLOUD' ? LOCAL_ASN : PEER_ASN];
  return {
    RouteDest: route.destination,
    NextHop: connection.id,
    RouteEntryType: entryType(route),
    CreateTime: connection.since,
    ...(Source !== undefined
      ? { Source, AsPath: `[${asPath.join(', ')}]`, Community: (route.communities ?? []).join(' '), State: 'Active' }
      : { Weight: route.weight ?? 100, State: 'published' }),
  };
}

/** Rows of `VpnRouteCounts`. @param isPerTunnel - Whether a BGP route counts for each tunnel that carries it, as a gateway lists it. */
function countsOf(connections: readonly Connection[], now: number, isPerTunnel: boolean): readonly Record<string, unknown>[] {
  const counts = new Map<string, { RouteEntryType: string; Source?: string; RouteCount: number }>();
  for (const { route, tunnelIds } of connections.flatMap((connection) => routesOf(connection, now))) {
    const [RouteEntryType, Source] = [entryType(route), learnedFrom(route)];
    const key = `${RouteEntryType} ${Source ?? ''}`;
    const count = counts.get(key) ?? { RouteEntryType, ...(Source !== undefined && { Source }), RouteCount: 0 };
    count.RouteCount += isPerTunnel && RouteEntryType === 'bgp' ? Math.max(1, tunnelIds.length) : 1;
    counts.set(key, count);
  }
  return [...counts.values()];
}
