import { frozen } from '../../internal/frozen.ts';
import type { Connection, Tunnel } from '../../topology/index.ts';
import type { TunnelRole } from '../connection-record.ts';

/** The tunnels that a connection was known to have. */
export type KnownTunnels = (connectionId: string) => readonly TunnelRole[];

/**
 * A connection with the tunnels that its row left out. A connection does not lose one of its tunnels, so a row
 * that has fewer than before is incomplete. Where it has none, its state is that of no tunnel and says nothing.
 */
export function completeRow(connection: Connection, knownTunnels: KnownTunnels): Connection {
  const { connectionId, mode, tunnels } = connection;
  const before = knownTunnels(connectionId);
  // Nearly every row is complete.
  if (before.length <= tunnels.length) return connection;
  const known = before.filter(({ key }) => key !== connectionId);
  if (known.length <= tunnels.length) return connection;
  const left = known
    .filter(({ key, role }) => !tunnels.some((one) => one.tunnelId === key || (role !== undefined && one.role === role)))
    .slice(0, known.length - tunnels.length);
  const completed = [...tunnels, ...left.map(({ key, role }) => tunnelOf(connection, key, role))];
  if (mode === 'dual') return { ...connection, tunnels: inKnownOrder(completed, known) };
  return { ...connection, mode: 'dual', ipsec: 'unknown', bgp: 'unknown', health: 'unknown', tunnels: completed };
}

function inKnownOrder(tunnels: readonly Tunnel[], known: readonly TunnelRole[]): readonly Tunnel[] {
  const placeOf = ({ tunnelId }: Tunnel): number => known.findIndex(({ key }) => key === tunnelId);
  return [...tunnels].sort((a, b) => placeOf(a) - placeOf(b));
}

function tunnelOf(
  { connectionId, name, attachedTo, gatewayId, transitRouterId }: Connection,
  tunnelId: string,
  role: string | undefined,
): Tunnel {
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
