import type { Attachment } from '../catalog/index.ts';
import { frozen } from '../internal/frozen.ts';
import type { Connection, Gateway, Tunnel } from './models.ts';

/** The resource of a gateway's id. */
export interface ResolvedGateway {
  /** Narrows a `ResolvedResource` to a gateway. */
  readonly kind: 'gateway';
  /** Always `vpn-gateway`: a gateway is its own attachment. */
  readonly attachedTo: 'vpn-gateway';
  /** The resolved id, `vpn-…`. */
  readonly gatewayId: string;
  /** The gateway with all its fields. */
  readonly gateway: Gateway;
}

/** The resource of a connection's id. */
export interface ResolvedConnection {
  /** Narrows a `ResolvedResource` to a connection. */
  readonly kind: 'connection';
  /** Whether it is on a VPN gateway or a transit router. Absent if it is attached to neither; it then has no metrics. */
  readonly attachedTo?: Attachment;
  /** Single-tunnel or dual-tunnel. */
  readonly mode: 'single' | 'dual';
  /** The VPN gateway, `vpn-…`. Absent on a transit router. */
  readonly gatewayId?: string;
  /** The transit router, `tr-…`. Absent on a VPN gateway. */
  readonly transitRouterId?: string;
  /** The resolved id, `vco-…`. */
  readonly connectionId: string;
  /** Empty for a single-tunnel connection. */
  readonly tunnels: readonly Tunnel[];
  /** The connection with all its fields. */
  readonly connection: Connection;
}

/** The resource of a tunnel's id. */
export interface ResolvedTunnel {
  /** Narrows a `ResolvedResource` to a tunnel. */
  readonly kind: 'tunnel';
  /**
   * Whether its connection is on a VPN gateway or a transit router. Absent if it is attached to neither; the tunnel then has no metrics.
   */
  readonly attachedTo?: Attachment;
  /** Always `dual`: only dual-tunnel connections have tunnel ids. */
  readonly mode: 'dual';
  /** The VPN gateway of its connection, `vpn-…`. Absent on a transit router. */
  readonly gatewayId?: string;
  /** The transit router of its connection, `tr-…`. Absent on a VPN gateway. */
  readonly transitRouterId?: string;
  /** The connection that it belongs to, `vco-…`. */
  readonly connectionId: string;
  /** The resolved id, `tun-…`. */
  readonly tunnelId: string;
  /** All tunnels of its connection, including itself. */
  readonly tunnels: readonly Tunnel[];
  /** The tunnel with all its fields. */
  readonly tunnel: Tunnel;
  /** Its connection with all its fields. */
  readonly connection: Connection;
}

/** The resource of an id: a gateway, a connection or a tunnel, told apart by `kind`. */
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
