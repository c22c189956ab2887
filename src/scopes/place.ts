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

/** Refuses to answer for a connection that is somewhere else than the scope says. */
export function assertPlace(connection: Connection, place: Place): void {
  if (isAt(connection, place)) return;
  const { connectionId, attachedTo, gatewayId, transitRouterId } = connection;
  const where = attachedTo === 'vpn-gateway' ? `the VPN gateway ${gatewayId ?? ''}` : attachedTo ? `the transit router ${transitRouterId ?? ''}` : 'nothing';
  const said = place.gatewayId === undefined ? 'a transit router' : `the VPN gateway ${place.gatewayId}`;
  throw new VpnMonitorError(`${connectionId} is attached to ${where}, not to ${said}; monitor.connection('${connectionId}') finds its place by itself`, { code: 'not-found' });
}
