import type { Attachment } from '../catalog/index.ts';
import { VpnMonitorError } from '../errors.ts';
import type { Connection } from '../topology/index.ts';

/** Where a scope says that a connection is. */
export interface Place {
  readonly attachedTo: Attachment;
  readonly gatewayId?: string | undefined;
}

/** Whether a connection is where the scope says. */
export function isAt({ attachedTo, gatewayId }: Connection, place: Place): boolean {
  return attachedTo === place.attachedTo && (place.gatewayId === undefined || gatewayId === place.gatewayId);
}

/** What a connection is attached to, in words. */
export function placeOf({ attachedTo, gatewayId, transitRouterId }: Connection): string {
  return attachedTo === 'vpn-gateway'
    ? `the VPN gateway ${gatewayId ?? ''}`
    : attachedTo
      ? `the transit router ${transitRouterId ?? ''}`
      : 'nothing';
}

/** Refuses to answer for a connection, or a tunnel of it, that is somewhere else than the scope says. */
export function assertPlace(connection: Connection, place: Place, tunnelId?: string): void {
  if (isAt(connection, place)) return;
  const { connectionId } = connection;
  const what = tunnelId === undefined ? connectionId : `${tunnelId} is a tunnel of ${connectionId}, which`;
  const way = tunnelId === undefined ? `connection('${connectionId}')` : `tunnel('${tunnelId}')`;
  const said = place.gatewayId === undefined ? 'a transit router' : `the VPN gateway ${place.gatewayId}`;
  throw new VpnMonitorError(`${what} is attached to ${placeOf(connection)}, not to ${said}; monitor.${way} finds its place by itself`, {
    code: 'not-found',
  });
}
