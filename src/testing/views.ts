import type { Topology } from './model/topology.ts';

/** A VPN gateway of the simulated account. */
export interface SimulatedGateway {
  /** The id, `vpn-…`. */
  readonly id: string;
  /** The declared name, or a generated one. */
  readonly name: string;
  /** The ids of its connections, `vco-…`, in the order in which you declared them. */
  readonly connectionIds: readonly string[];
}

/** An IPsec connection of the simulated account. */
export interface SimulatedConnection {
  /** The id, `vco-…`. */
  readonly id: string;
  /** The declared name, or a generated one. */
  readonly name: string;
  /** The kind of resource that it is attached to. */
  readonly attachedTo: 'vpn-gateway' | 'transit-router' | 'nothing';
  /** The VPN gateway, `vpn-…`; `undefined` if it is not attached to one. */
  readonly gatewayId: string | undefined;
  /** The transit router, `tr-…`; `undefined` if it is not attached to one. */
  readonly transitRouterId: string | undefined;
  /** Single-tunnel or dual-tunnel. */
  readonly mode: 'single' | 'dual';
  /** Whether it uses BGP. */
  readonly bgp: boolean;
  /** Whether it has a health check. */
  readonly healthCheck: boolean;
  /** The ids of its tunnels, `tun-…`, first tunnel first; empty for a single-tunnel connection. */
  readonly tunnelIds: readonly string[];
}

export function gatewayViews(topology: Topology): readonly SimulatedGateway[] {
  return topology.gateways.map(({ id, name, connections }) => ({ id, name, connectionIds: connections.map((one) => one.id) }));
}

export function connectionViews(topology: Topology): readonly SimulatedConnection[] {
  return topology.connections.map((one) => ({
    id: one.id,
    name: one.name,
    attachedTo: one.attachedTo,
    gatewayId: one.gateway?.id,
    transitRouterId: one.transitRouterId,
    mode: one.mode,
    bgp: one.hasBgp,
    healthCheck: one.hasHealthCheck,
    tunnelIds: one.links.flatMap((link) => link.tunnelId ?? []),
  }));
}
