import { createSimulator, type Simulator } from 'alicloud-vpn-monitor/testing';

export const REGION = 'cn-hangzhou';
export const START = Date.parse('2026-03-02T12:00:20Z');

/** A small account: a gateway with three connections, a transit router with one. Its clock stands still until it is advanced. */
export function createFleet(): Simulator {
  const cloud = createSimulator({
    regionId: REGION,
    seed: 7,
    now: START,
    gateways: [{ id: 'vpn-office', name: 'head office' }],
    connections: [
      { id: 'vco-berlin', name: 'Berlin', gatewayId: 'vpn-office', bgp: true, tunnels: [{ id: 'tun-berlin-1' }, { id: 'tun-berlin-2' }] },
      { id: 'vco-lima', name: 'Lima', gatewayId: 'vpn-office', tunnels: [{ id: 'tun-lima-1' }, { id: 'tun-lima-2' }] },
      { id: 'vco-porto', name: 'Porto', gatewayId: 'vpn-office', mode: 'single', healthCheck: true },
      { id: 'vco-osaka', name: 'Osaka', transitRouterId: 'tr-asia', bgp: true, tunnels: [{ id: 'tun-osaka-1' }, { id: 'tun-osaka-2' }] },
    ],
    // Datapoints and events can be read some time after they happened.
    data: { publicationDelayMs: 60_000 },
    events: { publicationDelayMs: 20_000 },
  });
  cloud.tunnel('tun-berlin-1').down({ at: START - 25 * 60_000 }).up({ at: START - 19 * 60_000 });
  return cloud;
}
