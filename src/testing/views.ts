import type { Topology } from './model/topology.ts';

/** A gateway of the simulated account: its id, and those of its connections. */
export interface SimulatedGateway {
  readonly id: string;
  readonly name: string;
  readonly connectionIds: readonly string[];
}

/** A connection of the simulated account. */
export interface SimulatedConnection {
  readonly id: string;
  readonly name: string;
  readonly attachedTo: 'vpn-gateway' | 'transit-router' | 'nothing';
  readonly gatewayId: string | undefined;
  readonly transitRouterId: string | undefined;
  readonly mode: 'single' | 'dual';
  readonly bgp: boolean;
  readonly healthCheck: boolean;
  /** The ids of its tunnels, first tunnel first; empty for a single-tunnel connection. */
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
