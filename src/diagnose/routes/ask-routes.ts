import type { Connection, ListDependencies } from '../../topology/index.ts';
import { type Countable, countRoutes } from './count-routes.ts';
import type { Route, Routes } from './models.ts';
import type { RoutesOptions } from './options.ts';
import { readRoutes, type RouteOperation } from './read-routes.ts';

const ofGateway = (VpnGatewayId: string): RouteOperation => ({
  action: 'DescribeVpnRouteEntries',
  container: 'VpnRouteEntries',
  item: 'VpnRouteEntry',
  mayBeRow: true,
  params: { VpnGatewayId },
});
const ofConnection = (VpnConnectionId: string): RouteOperation => ({
  action: 'DescribeVcoRouteEntries',
  container: 'VcoRouteEntries',
  params: { VpnConnectionId },
});

/** The routes of a gateway. */
export async function askGatewayRoutes(deps: ListDependencies, gatewayId: string, options: RoutesOptions): Promise<Routes> {
  return result(await readRoutes(deps, ofGateway(gatewayId), options));
}

/** The routes of a connection, as the service keeps them for it. */
export async function askConnectionRoutes(deps: ListDependencies, connectionId: string, options: RoutesOptions): Promise<Routes> {
  return result(await readRoutes(deps, ofConnection(connectionId), options));
}

/**
 * Those of a gateway's routes that lead through one of its connections. The service counts them of the whole gateway alone, so rows are
 * counted here; not where rows of the source name neither a connection nor a tunnel: they may be of this one.
 */
export async function askRoutesThrough(
  deps: ListDependencies,
  connection: Connection & { readonly gatewayId: string },
  options: RoutesOptions,
): Promise<Routes> {
  const { connectionId, gatewayId } = connection;
  const sources = await readRoutes(deps, ofGateway(gatewayId), options);
  const names = new Set([connectionId, ...connection.tunnels.map(({ tunnelId }) => tunnelId)]);
  const isOwn = (route: Route): boolean => idsIn(route).some((id) => id !== undefined && names.has(id));
  const nameless = sources.flatMap(({ routes }) => routes).filter(isNameless);
  if (nameless.length > 0)
    deps.logger.warn('Routes of a gateway that name no connection as their next hop are not given for one', {
      gatewayId,
      connectionId,
      routes: nameless.length,
    });
  return result(
    sources.map(({ source, routes, isWhole }) => ({
      source,
      routes: routes.filter(isOwn),
      isWhole: isWhole && !nameless.some((route) => route.source === source),
      counted: [],
    })),
  );
}

function idsIn({ connectionId, nextHop, tunnelIds }: Route): readonly (string | undefined)[] {
  return [connectionId, nextHop, ...tunnelIds];
}

// What the gateway learned from its own side leads to its VPC, through no connection.
function isNameless(route: Route): boolean {
  return route.origin !== 'cloud' && !idsIn(route).some((id) => id !== undefined && /^(vco|tun)-/.test(id));
}

function result(sources: readonly Countable[]): Routes {
  return Object.freeze({ routes: Object.freeze(sources.flatMap(({ routes }) => routes)), counts: countRoutes(sources) });
}
