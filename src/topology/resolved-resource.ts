import type { Attachment } from '../catalog/index.ts';
import { frozen } from '../internal/frozen.ts';
import type { Connection, Gateway, Tunnel } from './models.ts';

/** What a gateway's id stands for. */
export interface ResolvedGateway {
  readonly kind: 'gateway';
  readonly attachedTo: 'vpn-gateway';
  readonly gatewayId: string;
  readonly gateway: Gateway;
}

/** What a connection's id stands for. */
export interface ResolvedConnection {
  readonly kind: 'connection';
  /** Absent for a connection that is attached to nothing: it has no metrics. */
  readonly attachedTo?: Attachment;
  readonly mode: 'single' | 'dual';
  readonly gatewayId?: string;
  readonly transitRouterId?: string;
  readonly connectionId: string;
  /** Empty for a single-tunnel connection. */
  readonly tunnels: readonly Tunnel[];
  readonly connection: Connection;
}

/** What a tunnel's id stands for. */
export interface ResolvedTunnel {
  readonly kind: 'tunnel';
  /** Absent for a tunnel whose connection is attached to nothing: it has no metrics. */
  readonly attachedTo?: Attachment;
  readonly mode: 'dual';
  readonly gatewayId?: string;
  readonly transitRouterId?: string;
  readonly connectionId: string;
  readonly tunnelId: string;
  /** All tunnels of its connection, itself included. */
  readonly tunnels: readonly Tunnel[];
  readonly tunnel: Tunnel;
  readonly connection: Connection;
}

/** What an id stands for: a gateway, a connection or a tunnel, by `kind`. */
export type ResolvedResource = ResolvedGateway | ResolvedConnection | ResolvedTunnel;

export function resolvedGateway(gateway: Gateway): ResolvedGateway {
  return frozen<ResolvedGateway>({ kind: 'gateway', attachedTo: 'vpn-gateway', gatewayId: gateway.gatewayId, gateway });
}

export function resolvedConnection(connection: Connection): ResolvedConnection {
  const { attachedTo, mode, gatewayId, transitRouterId, connectionId, tunnels } = connection;
  return frozen<ResolvedConnection>({
    kind: 'connection',
    attachedTo,
    mode,
    gatewayId,
    transitRouterId,
    connectionId,
    tunnels,
    connection,
  });
}

export function resolvedTunnel(connection: Connection, tunnel: Tunnel): ResolvedTunnel {
  const { attachedTo, gatewayId, transitRouterId, connectionId, tunnels } = connection;
  const { tunnelId } = tunnel;
  return frozen<ResolvedTunnel>({
    kind: 'tunnel',
    attachedTo,
    mode: 'dual',
    gatewayId,
    transitRouterId,
    connectionId,
    tunnelId,
    tunnels,
    tunnel,
    connection,
  });
}
