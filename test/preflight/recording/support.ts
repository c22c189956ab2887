import { SystemEvent, VpnMonitor, type Transport } from 'alicloud-vpn-monitor';
import { createSimulator, type Simulator } from 'alicloud-vpn-monitor/testing';

export const NOW = '2026-01-31T12:00:00Z';

/** An account with two outages behind it. */
export function account(): Simulator {
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    now: '2026-01-31T10:00:00Z',
    credentials: 'any',
    enterprise: true,
    accountId: '1987654321098765',
    gateways: [{ id: 'vpn-bp1original', name: 'Bank of Example', tags: { owner: 'alice.doe' } }, { id: 'vpn-bp2original' }],
    connections: [
      { id: 'vco-single0original', gatewayId: 'vpn-bp1original', name: 'to Geneva', mode: 'single', healthCheck: true, bgp: true },
      { id: 'vco-dual0original', gatewayId: 'vpn-bp1original', bgp: true, tunnels: [{ id: 'tun-a0original' }, { id: 'tun-b0original' }] },
      { id: 'vco-router0original', transitRouterId: 'tr-original', tunnels: [{ id: 'tun-c0original' }, { id: 'tun-d0original' }] },
    ],
    certificates: [{ id: 'vsc-original', name: 'laptop of alice', gatewayId: 'vpn-bp1original', endTime: '2026-02-10T00:00:00Z' }],
  });
  cloud.advance('40m');
  cloud.tunnel('tun-a0original').down({ reason: 'DpdTimeout' });
  cloud.advance('10m');
  cloud.tunnel('tun-a0original').up();
  cloud.connection('vco-single0original').down();
  cloud.advance('20m');
  cloud.connection('vco-single0original').up();
  cloud.advance('50m');
  return cloud;
}

/** What is asked of an account: everything that this package reads. */
export async function askAll(monitor: VpnMonitor, ids: (original: string) => string = (id) => id): Promise<Record<string, unknown>> {
  const gateway = ids('vpn-bp1original') as `vpn-${string}`;
  const [single, dual, router] = ['vco-single0original', 'vco-dual0original', 'vco-router0original'].map((id) => ids(id) as `vco-${string}`) as [`vco-${string}`, `vco-${string}`, `vco-${string}`];
  const { topology, alerts, subscriptions, flowLogs } = monitor;
  return {
    gateways: await topology.gateways().toArray(),
    connections: await topology.connections().toArray(),
    certificates: await topology.certificates().toArray(),
    points: await monitor.fleet().metric('state', 'inboundRate').last('2h').toArray({ limit: 100_000 }),
    single: await monitor.connection(single).metric('state').last('1h').toArray({ limit: 1_000 }),
    latest: await monitor.fleet().metric('state').latest(),
    top: await monitor.gateway(gateway).metric('inboundBandwidthUtilization').top(),
    exported: await collect(monitor.gateway(gateway).metric('inboundRate').last('1h').export()),
    events: await monitor.events().last('2h').toArray({ limit: 1_000 }),
    transitions: await collect(monitor.history(monitor.fleet({ names: true })).last('2h')),
    availability: await monitor.history(monitor.fleet({ names: true })).last('2h').availability(),
    rules: await alerts.list().toArray(),
    log: await collect(alerts.history({ last: '1d' })),
    subscriptions: await subscriptions.list({ all: true, targets: true }).toArray(),
    diagnosis: await monitor.connection(dual).diagnose(),
    logs: await collect(monitor.connection(dual).logs({ last: '2h' })),
    singleLogs: await collect(monitor.connection(single).logs({ last: '2h' })),
    routes: await monitor.gateway(gateway).routes(),
    connectionRoutes: await monitor.attachment(router).routes(),
    clients: await monitor.gateway(gateway).sslClients(),
    flowLogs: await flowLogs.list().toArray(),
  };
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Rules, subscriptions and flow logs to read. */
export async function furnish(transport: Transport, cloud: Simulator): Promise<void> {
  await using admin = new VpnMonitor({ regionId: 'cn-hangzhou', transport, clock: cloud.clock });
  await admin.alerts.put({
    id: 'alice-rule', name: 'Tunnels of Alice', on: admin.fleet(), metric: 'state', critical: { when: '<', threshold: 1 }, contactGroups: ['vpn-ops'],
    webhook: 'https://hooks.example.com/send?token=webhooktoken99',
  } as never);
  await admin.subscriptions.put({ name: 'alice-subscription', events: [SystemEvent.IpsecTunnelNegoFailed], targets: { webhook: { url: 'https://hooks.example.com/other?token=webhooktoken98' }, contactGroups: ['vpn-ops'] } });
  await admin.flowLogs.create({ name: 'alice-flows', trafficPath: 'vpn-gateway', resource: { kind: 'vpc', id: 'vpc-original' }, project: 'alice-project', logstore: 'alice-store' });
}
