import { type PreflightOperation, type PreflightReport, type Transport, VpnMonitor, type VpnMonitorOptions } from 'alicloud-vpn-monitor';
import { createSimulator, type Simulator, type SimulatorOptions } from 'alicloud-vpn-monitor/testing';
import { onTestFinished } from 'vitest';
import { directTransport } from '../support/direct-transport.ts';

export const NOW = Date.UTC(2026, 0, 31, 12, 0, 0, 250);

/** One resource of every kind that has metrics, all in use. */
export function fullAccount(options: Partial<SimulatorOptions> = {}, now: { readonly now?: number } = { now: NOW }): Simulator {
  return createSimulator({
    regionId: 'cn-hangzhou',
    ...now,
    enterprise: true,
    gateways: [{ id: 'vpn-idle' }, { id: 'vpn-1', sslClients: 5 }],
    connections: [
      { id: 'vco-down', gatewayId: 'vpn-1', mode: 'single', bgp: true, up: false },
      { id: 'vco-single', gatewayId: 'vpn-1', mode: 'single', bgp: true },
      { id: 'vco-dual', gatewayId: 'vpn-1', mode: 'dual', bgp: true, tunnels: [{ id: 'tun-1', up: false }, { id: 'tun-2' }] },
      { id: 'vco-router', transitRouterId: 'tr-1', mode: 'single', bgp: true },
      { id: 'vco-router-dual', transitRouterId: 'tr-1', mode: 'dual', bgp: true, tunnels: [{ id: 'tun-3' }, { id: 'tun-4' }] },
    ],
    certificates: [{ id: 'vsc-1', gatewayId: 'vpn-1', endTime: '2026-02-10T00:00:00Z' }],
    ...options,
  });
}

/** A monitor over a simulator without HTTP, or over another transport. */
export function monitorOf(
  cloud: Simulator,
  transport: Transport = directTransport(cloud),
  options: Partial<VpnMonitorOptions> = {},
): VpnMonitor {
  const monitor = new VpnMonitor({ regionId: 'cn-hangzhou', transport, clock: cloud.clock, ...options });
  onTestFinished(() => monitor.close());
  return monitor;
}

/** A monitor over loopback HTTP, with signatures. */
export async function monitorOverHttp(cloud: Simulator, options: Partial<VpnMonitorOptions> = {}): Promise<VpnMonitor> {
  const server = await cloud.listen();
  const monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    endpoint: server.endpoint,
    credentials: server.credentials,
    clock: cloud.clock,
    ...options,
  });
  onTestFinished(async () => {
    await monitor.close();
    await server.close();
  });
  return monitor;
}

/** How often the service was asked for each operation. */
export function callsOf(cloud: Simulator): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { action } of cloud.calls) counts[action] = (counts[action] ?? 0) + 1;
  return counts;
}

export const operation = (report: PreflightReport, action: string): PreflightOperation =>
  report.operations.find((one) => one.action === action)!;

/** The actions of the operations with a status, those that were not tried with why. */
export function withStatus(report: PreflightReport, status: PreflightOperation['status']): readonly string[] {
  return report.operations
    .filter((one) => one.status === status)
    .map(({ action, reason }) => (reason === undefined ? action : `${action}: ${reason}`));
}
