import { type Attachment, METRICS, type MetricSpec, type Quantity, type ResourceKind } from '../catalog/index.ts';
import type { MetricResource, SeriesSelection } from '../metrics/index.ts';
import type { Connection, Gateway, Tunnel } from '../topology/index.ts';

/** Names to put on resources, by gateway id. */
export type GatewayNames = ReadonlyMap<string, string>;

/** The metric of a quantity for one kind of resource; `undefined` where it has none. */
export function specFor(resource: ResourceKind, attachedTo: Attachment, quantity: Quantity): MetricSpec | undefined {
  return METRICS.find((spec) => spec.resource === resource && spec.attachedTo === attachedTo && spec.quantity === quantity);
}

/** The series of a quantity that a gateway has as a whole. */
export function seriesOfGateway(gateway: Gateway, quantity: Quantity): SeriesSelection[] {
  const { gatewayId, name } = gateway;
  return selection('gateway', { attachedTo: 'vpn-gateway', gatewayId, ...(name === undefined ? {} : { gatewayName: name }) }, quantity);
}

/**
 * The series of a quantity that a connection has. A dual-tunnel connection has no negotiation and
 * BGP state of its own: its two tunnels have.
 */
export function seriesOfConnection(
  connection: Connection,
  quantity: Quantity,
  names: GatewayNames,
  per: 'connection' | 'tunnel' = 'connection',
): SeriesSelection[] {
  const isState = quantity === 'state' || quantity === 'bgpState';
  if (connection.mode === 'dual' && (isState || per === 'tunnel')) {
    return connection.tunnels.flatMap((tunnel) => seriesOfTunnel(tunnel, connection, quantity, names));
  }
  const resource = resourceOf(connection, names);
  return resource ? selection('connection', resource, quantity) : [];
}

/** The series of a quantity that one tunnel has. */
export function seriesOfTunnel(tunnel: Tunnel, connection: Connection, quantity: Quantity, names: GatewayNames): SeriesSelection[] {
  const resource = resourceOf(connection, names, tunnel.tunnelId);
  return resource ? selection('tunnel', resource, quantity) : [];
}

/** Series of a metric over all connections of a region: what an account-wide answer would hold. */
export function countSeries(connections: readonly Connection[], { resource, attachedTo, tunnels }: MetricSpec): number {
  const there = connections.filter((connection) => connection.attachedTo === attachedTo);
  if (resource === 'tunnel') return there.reduce((sum, connection) => sum + connection.tunnels.length, 0);
  return there.filter((connection) => tunnels === 'any' || connection.mode === tunnels).length;
}

/** Where a connection or one of its tunnels is, as points say it; `undefined` when it is attached to nothing and so has no metrics. */
function resourceOf(connection: Connection, names: GatewayNames, tunnelId?: string): MetricResource | undefined {
  const { attachedTo, connectionId, transitRouterId, name } = connection;
  if (!attachedTo) return undefined;
  const gatewayId = attachedTo === 'vpn-gateway' ? connection.gatewayId : undefined;
  const gatewayName = gatewayId === undefined ? undefined : names.get(gatewayId);
  // Field by field: what is put together by spreading takes twice the memory, and there are as many as series.
  const resource: { -readonly [K in keyof MetricResource]: MetricResource[K] } = { attachedTo, connectionId };
  if (gatewayId !== undefined) resource.gatewayId = gatewayId;
  if (transitRouterId !== undefined) resource.transitRouterId = transitRouterId;
  if (gatewayName !== undefined) resource.gatewayName = gatewayName;
  if (name !== undefined) resource.connectionName = name;
  if (tunnelId !== undefined) resource.tunnelId = tunnelId;
  return resource;
}

function selection(resource: ResourceKind, ids: MetricResource, quantity: Quantity): SeriesSelection[] {
  const spec = specFor(resource, ids.attachedTo, quantity);
  return spec ? [{ spec, resource: Object.freeze(ids) }] : [];
}
