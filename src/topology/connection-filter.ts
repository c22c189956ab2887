import type { Attachment } from '../catalog/index.ts';
import type { ApiRequest } from '../transport/index.ts';
import type { Connection } from './models.ts';
import { resourceKind } from './resource-kind.ts';

/** Which connections are meant: those that match everything given. */
export interface ConnectionFilter {
  /** Only those attached to this VPN gateway: `vpn-…`. */
  readonly gatewayId?: string;
  /** Only those attached to a VPN gateway, or to a transit router. */
  readonly attachedTo?: Attachment;
  /** Only those with all these tags. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Only these: `vco-…`. An empty list matches none. */
  readonly connectionIds?: readonly string[];
}

/** Refuses what can match nothing for want of a well-formed value. */
export function assertFilter({ gatewayId, attachedTo, connectionIds = [] }: ConnectionFilter): void {
  if (gatewayId !== undefined && resourceKind(gatewayId) !== 'gateway') throw new TypeError(`gatewayId ${gatewayId} is not the id of a VPN gateway (vpn-…)`);
  if (attachedTo !== undefined && !['vpn-gateway', 'transit-router'].includes(attachedTo)) {
    throw new TypeError(`attachedTo ${JSON.stringify(attachedTo)} must be 'vpn-gateway' or 'transit-router'`);
  }
  for (const id of connectionIds) {
    if (resourceKind(id) !== 'connection') throw new TypeError(`${id} in connectionIds is not the id of an IPsec connection (vco-…)`);
  }
}

/** Whether a connection is meant. */
export function matches(connection: Connection, { gatewayId, attachedTo, tags = {}, connectionIds }: ConnectionFilter): boolean {
  return (
    (gatewayId === undefined || connection.gatewayId === gatewayId) &&
    (attachedTo === undefined || connection.attachedTo === attachedTo) &&
    (connectionIds === undefined || connectionIds.includes(connection.connectionId)) &&
    Object.entries(tags).every(([key, value]) => connection.tags[key] === value)
  );
}

// The service takes no more tags in one request; the rest is matched here.
const MAX_TAGS = 20;

/** What of a filter the service can apply itself. */
export function filterParams({ gatewayId, tags = {}, connectionIds }: ConnectionFilter): ApiRequest['params'] {
  const pairs = Object.entries(tags).sort(([one], [other]) => (one < other ? -1 : 1));
  const [connectionId, ...others] = connectionIds ?? [];
  return {
    ...(gatewayId !== undefined && { VpnGatewayId: gatewayId }),
    ...(connectionId !== undefined && others.length === 0 && { VpnConnectionId: connectionId }),
    ...(pairs.length > 0 && { Tag: pairs.slice(0, MAX_TAGS).map(([Key, Value]) => ({ Key, Value })) }),
  };
}
