import { frozen } from '../../topology/frozen.ts';
import type { Connection, Tunnel } from '../../topology/index.ts';
import type { TunnelRole } from '../connection-record.ts';

/** The tunnels that a connection was known to have. */
export type KnownTunnels = (connectionId: string) => readonly TunnelRole[];

/**
 * A connection with the tunnels that its row left out. A connection does not lose its second tunnel, so a row
 * without tunnels of one that had two is incomplete. Its state says nothing then: it is that of no tunnel.
 */
export function completeRow(connection: Connection, known: KnownTunnels): Connection {
  const { connectionId, mode } = connection;
  if (mode === 'dual') return connection;
  const tunnels = known(connectionId).filter(({ key }) => key !== connectionId);
  if (tunnels.length === 0) return connection;
  return { ...connection, mode: 'dual', ipsec: 'unknown', bgp: 'unknown', health: 'unknown', tunnels: tunnels.map(({ key, role }) => tunnelOf(connection, key, role)) };
}

function tunnelOf({ connectionId, name, attachedTo, gatewayId, transitRouterId }: Connection, tunnelId: string, role: string | undefined): Tunnel {
  return frozen<Tunnel>({
    kind: 'tunnel',
    tunnelId,
    connectionId,
    connectionName: name,
    attachedTo,
    gatewayId,
    transitRouterId,
    role,
    ipsec: 'unknown',
    bgp: 'unknown',
    phase: undefined,
    index: undefined,
    state: undefined,
    status: undefined,
    internetIp: undefined,
    zone: undefined,
  });
}
