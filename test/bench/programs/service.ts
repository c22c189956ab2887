// A simulated service in a process of its own, so that its work is not counted as the client's.
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { input } from './print.ts';

/** What the service simulates: dual-tunnel connections on one gateway. */
export interface ServiceSpec {
  readonly connections: number;
  readonly latencyMs?: number;
  /** Outages of each tunnel, spread over the last 31 days. Default: none. */
  readonly outages?: number;
}

/** How to reach the service, and what is there. */
export interface ServiceInfo {
  readonly regionId: string;
  readonly endpoint: { readonly cms: string; readonly vpc: string; readonly protocol: 'http' };
  readonly credentials: { readonly accessKeyId: string; readonly accessKeySecret: string };
  /** The account's frozen present. */
  readonly now: number;
  readonly gatewayId: string;
  readonly tunnels: readonly { readonly connectionId: string; readonly tunnelId: string }[];
}

const { connections, latencyMs = 0, outages = 0 } = input() as ServiceSpec;
const gatewayId = 'vpn-bp1q8bgx4xnkm2ogj7x2k';
const cloud = createSimulator({
  regionId: 'cn-hangzhou',
  now: '2026-01-31T12:00:00Z',
  latencyMs,
  gateways: [{ id: gatewayId }],
  connections: Array.from({ length: connections }, () => ({ gatewayId })),
});
const MINUTE = 60_000;
for (const [index, id] of cloud.connections.flatMap(({ tunnelIds }) => tunnelIds).entries()) {
  const apartMs = (31 * 1_440 * MINUTE) / (outages + 1);
  for (let outage = 1; outage <= outages; outage++) {
    const at = Math.round(cloud.now() - outage * apartMs + ((index * 37_000) % (60 * MINUTE)));
    cloud
      .tunnel(id)
      .down({ at })
      .up({ at: at + 5 * MINUTE + index * 1_000 });
  }
}
const { endpoint, credentials } = await cloud.listen();
process.on('message', () => {
  const counts: Record<string, number> = {};
  for (const { action } of cloud.calls) counts[action] = (counts[action] ?? 0) + 1;
  cloud.resetCalls();
  process.send?.(counts);
});
process.send?.({
  regionId: cloud.regionId,
  endpoint,
  credentials,
  now: cloud.now(),
  gatewayId,
  tunnels: cloud.connections.flatMap(({ id, tunnelIds }) => tunnelIds.map((tunnelId) => ({ connectionId: id, tunnelId }))),
} satisfies ServiceInfo);
