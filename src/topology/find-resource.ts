import type { CachedList, ReadOptions } from './cached-list.ts';
import type { Connection, Gateway } from './models.ts';
import { notFound, saysNotFound } from './not-found.ts';
import { CONNECTIONS, GATEWAYS } from './operations.ts';
import { resolvedConnection, resolvedGateway, type ResolvedResource, resolvedTunnel } from './resolved-resource.ts';
import { resourceKind } from './resource-kind.ts';

/** Where resources are looked for. */
export interface Places {
  readonly gateways: CachedList<Gateway>;
  readonly connections: CachedList<Connection>;
  readonly regionId: string;
}

/** What an id stands for. Gateways and connections are asked for by id; a tunnel can only be found in the list of connections. */
export async function findResource(id: string, places: Places, options: ReadOptions): Promise<ResolvedResource> {
  const kind = resourceKind(id);
  const action = kind === 'gateway' ? GATEWAYS.action : CONNECTIONS.action;
  try {
    const found = await find(kind, id, places, options);
    if (found) return found;
  } catch (error) {
    throw saysNotFound(error) ? notFound(kind, id, places.regionId, action, error) : error;
  }
  throw notFound(kind, id, places.regionId, action);
}

async function find(
  kind: ReturnType<typeof resourceKind>,
  id: string,
  { gateways, connections }: Places,
  options: ReadOptions,
): Promise<ResolvedResource | undefined> {
  switch (kind) {
    case 'gateway': {
      const gateway = await gateways.find((one) => one.gatewayId === id, { VpnGatewayId: id }, options);
      return gateway && resolvedGateway(gateway);
    }
    case 'connection': {
      const connection = await connections.find((one) => one.connectionId === id, { VpnConnectionId: id }, options);
      return connection && resolvedConnection(connection);
    }
    case 'tunnel': {
      const connection = await connections.find((one) => one.tunnels.some((tunnel) => tunnel.tunnelId === id), {}, options);
      const tunnel = connection?.tunnels.find((one) => one.tunnelId === id);
      return connection && tunnel && resolvedTunnel(connection, tunnel);
    }
  }
}
