import type { Attachment } from '../catalog/index.ts';
import type { ApiRequest } from '../transport/index.ts';
import type { Connection } from './models.ts';

/** Selects connections. A connection must match every field that you give. */
export interface ConnectionFilter {
  /** Only connections on this VPN gateway, `vpn-…`. */
  readonly gatewayId?: string | undefined;
  /** Only connections on a VPN gateway, or only those on a transit router. */
  readonly attachedTo?: Attachment | undefined;
  /** Only connections with all of these tags. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Only connections with these ids, `vco-…`. An empty list matches none. */
  readonly connectionIds?: readonly string[] | undefined;
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
