import type { Simulator } from 'alicloud-vpn-monitor/testing';

export const REGION = 'cn-hangzhou';
export const START = Date.parse('2026-03-02T12:00:20Z');

const MINUTE_MS = 60_000;

/** A small account: a gateway with three connections, a transit router with one. Its clock stands still until it is advanced. */
export async function createFleet(regionId = REGION): Promise<Simulator> {
  const { createSimulator } = await import('alicloud-vpn-monitor/testing');
  const cloud = createSimulator({
    regionId,
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
  cloud
    .connection('vco-porto')
    .down({ at: START - 190 * MINUTE_MS, phase: 'phase2' })
    .up({ at: START - 178 * MINUTE_MS });
  cloud
    .tunnel('tun-berlin-1')
    .down({ at: START - 25 * MINUTE_MS })
    .up({ at: START - 19 * MINUTE_MS });
  return cloud;
}
