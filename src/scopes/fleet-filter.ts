import { type Attachment, METRICS } from '../catalog/index.ts';
import { assertBoolean } from '../internal/check-values.ts';
import { assertOptions, keysOf } from '../internal/keys.ts';
import { shown } from '../internal/shown.ts';
import { assertTags } from '../internal/tags.ts';
import type { Connection, ConnectionFilter, Gateway } from '../topology/index.ts';
import type { Membership } from './membership.ts';
import { assertResourceId } from './resource-id.ts';

/** Selects the resources of a fleet. A resource must match every field that you give. */
export interface FleetFilter {
  /** Only these VPN gateways, `vpn-…`, and the connections on them. */
  readonly gatewayIds?: readonly string[] | undefined;
  /** Only these IPsec connections, `vco-…`. */
  readonly connectionIds?: readonly string[] | undefined;
  /** Only connections on a VPN gateway, or only those on a transit router. */
  readonly attachedTo?: Attachment | undefined;
  /** Only resources with all of these tags: connections, or gateways for quantities of gateways. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Adds the names of gateways to points, which takes one more list call. Names of connections are always present. Default: false. */
  readonly names?: boolean | undefined;
  /**
   * Whether rates are those of connections, or of the tunnels of dual-tunnel connections. States of dual-tunnel connections are always those
   * of their tunnels. Default: `connection`.
   */
  readonly per?: 'connection' | 'tunnel' | undefined;
}

const KEYS = /* @__PURE__ */ keysOf<FleetFilter>({
  gatewayIds: true,
  connectionIds: true,
  attachedTo: true,
  tags: true,
  names: true,
  per: true,
});

/** Whether a fleet has a gateway, for a gateway's quantities. */
export function matchesGateway({ gatewayId, tags }: Gateway, filter: FleetFilter): boolean {
  return (filter.gatewayIds?.includes(gatewayId) ?? true) && hasTags(tags, filter.tags);
}

/** Whether a fleet has a connection. */
export function matchesConnection({ connectionId, gatewayId, attachedTo, tags }: Connection, filter: FleetFilter): boolean {
  return (
    (filter.connectionIds?.includes(connectionId) ?? true) &&
    (filter.gatewayIds === undefined ||
      (gatewayId !== undefined && attachedTo === 'vpn-gateway' && filter.gatewayIds.includes(gatewayId))) &&
    (filter.attachedTo === undefined || filter.attachedTo === attachedTo) &&
    hasTags(tags, filter.tags)
  );
}

function hasTags(tags: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>> = {}): boolean {
  return Object.entries(wanted).every(([key, value]) => tags[key] === value);
}

/** Refuses what would match nothing, or more than is meant. */
export function checkedFilter(filter: FleetFilter): FleetFilter {
  // A key that is not understood would widen the fleet to the whole region.
  assertOptions(filter, KEYS, 'fleet()', 'filter');
  const { tags, per, attachedTo, names } = filter;
  assertBoolean('names', names);
  assertTags(tags);
  if (per !== undefined && !['connection', 'tunnel'].includes(per))
    throw new RangeError(`per ${JSON.stringify(per)} must be 'connection' or 'tunnel'`);
  assertResourceIds('gateway', filter.gatewayIds);
  assertResourceIds('connection', filter.connectionIds);
  if (attachedTo !== undefined && !METRICS.some((spec) => spec.attachedTo === attachedTo)) {
    throw new RangeError(`attachedTo ${JSON.stringify(attachedTo)} must be 'vpn-gateway' or 'transit-router'`);
  }
  return filter;
}

function assertResourceIds(kind: 'gateway' | 'connection', ids: readonly string[] = []): void {
  if (!Array.isArray(ids)) throw new TypeError(`${kind}Ids ${shown(ids)} must be a list of ids`);
  for (const id of ids) assertResourceId(kind, id);
}

/** The connections that a fleet by filter means. */
export function filterMembership(filter: FleetFilter): Membership {
  const { gatewayIds = [], connectionIds = [], attachedTo, tags = {} } = filter;
  const hasCertificates = filter.connectionIds === undefined && Object.keys(tags).length === 0 && attachedTo !== 'transit-router';
  return {
    filter: listed(filter),
    select: (connections) => connections.filter((one) => matchesConnection(one, filter)).map((connection) => ({ connection })),
    named: { gatewayIds: [...new Set(gatewayIds)], connectionIds: [...new Set(connectionIds)], tunnelIds: [] },
    wantsCertificate: (gatewayId) =>
      hasCertificates && (filter.gatewayIds === undefined || (gatewayId !== undefined && gatewayIds.includes(gatewayId))),
    names: filter.names ?? false,
    key: JSON.stringify([
      sorted(filter.gatewayIds),
      sorted(filter.connectionIds),
      attachedTo,
      Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1)),
    ]),
    areTunnels: false,
    areNamed: gatewayIds.length + connectionIds.length > 0,
    assumed: [],
  };
}

// Named connections are listed whatever else must match: only so can those that do not exist be told.
function listed({ gatewayIds, connectionIds, tags = {} }: FleetFilter): ConnectionFilter {
  const [gatewayId, ...others] = gatewayIds ?? [];
  if (gatewayIds?.length === 0) return { connectionIds: [] };
  if (connectionIds) return { connectionIds };
  return { ...(gatewayId !== undefined && others.length === 0 && { gatewayId }), ...(Object.keys(tags).length > 0 && { tags }) };
}

function sorted(ids: readonly string[] | undefined): readonly string[] | undefined {
  return ids && [...new Set(ids)].sort();
}
