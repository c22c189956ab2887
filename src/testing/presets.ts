import type { ConnectionSpec, GatewaySpec, TopologySpec } from './specs.ts';

/**
 * A ready-made account.
 *
 * | Preset | What it has |
 * |---|---|
 * | `single-tunnel` | a gateway and a single-tunnel connection with BGP and a health check |
 * | `dual-tunnel` | a gateway and a dual-tunnel connection with BGP |
 * | `transit-router` | a dual-tunnel and a single-tunnel connection on a transit router |
 * | `fleet` | gateways, and connections on them and on transit routers: see {@link FleetSize} |
 */
export type PresetName = 'single-tunnel' | 'dual-tunnel' | 'transit-router' | 'fleet';

/** The size of a fleet. */
export interface FleetSize {
  /** The number of VPN gateways. Default: 4. */
  readonly gateways?: number | undefined;
  /** The number of connections on a transit router. Default: 4. */
  readonly attachments?: number | undefined;
  /** The number of connections on VPN gateways, evenly distributed. Default: 20. */
  readonly connections?: number | undefined;
  /** The mode of the connections. `mixed` makes every fourth one single-tunnel. Default: `dual`. */
  readonly mode?: 'single' | 'dual' | 'mixed' | undefined;
  /** Whether connections use BGP. Default: true. */
  readonly bgp?: boolean | undefined;
}

const ROUTER = 'tr-simulated0000000000';

/** The resources of a preset. */
export function presetTopology(name: PresetName, size: FleetSize = {}): TopologySpec {
  switch (name) {
    case 'single-tunnel':
      return { gateways: [{}], connections: [{ mode: 'single', bgp: true, healthCheck: true }] };
    case 'dual-tunnel':
      return { gateways: [{}], connections: [{ mode: 'dual', bgp: true }] };
    case 'transit-router':
      return {
        connections: [
          { mode: 'dual', bgp: true, transitRouterId: ROUTER },
          { mode: 'single', bgp: true, healthCheck: true, transitRouterId: ROUTER },
        ],
      };
    case 'fleet':
      return fleetTopology(size);
  }
  throw new RangeError(`preset ${String(name)} is none of: single-tunnel, dual-tunnel, transit-router, fleet`);
}

/** Gateways, connections and attachments in bulk; every third connection is tagged `team=core`, the rest `team=edge`. */
export function fleetTopology(size: FleetSize): Required<Pick<TopologySpec, 'gateways' | 'connections'>> {
  const { gateways = 4, attachments = 4, connections = 20, mode = 'dual', bgp = true } = size;
  if (gateways < 1 && connections > 0) throw new RangeError('a fleet with connections needs at least one gateway');
  const gatewayIds = Array.from({ length: gateways }, (_, index) => `vpn-fleet${String(index + 1).padStart(15, '0')}`);
  const one = (index: number, attached: ConnectionSpec): ConnectionSpec => {
    const own = mode === 'mixed' ? (index % 4 === 3 ? 'single' : 'dual') : mode;
    return { ...attached, mode: own, bgp, healthCheck: own === 'single', tags: { team: index % 3 === 0 ? 'core' : 'edge' } };
  };
  return {
    gateways: gatewayIds.map((id): GatewaySpec => ({ id })),
    connections: [
      ...Array.from({ length: connections }, (_, index) => one(index, { gatewayId: gatewayIds[index % gateways] as string })),
      ...Array.from({ length: attachments }, (_, index) => one(connections + index, { transitRouterId: ROUTER })),
    ],
  };
}
