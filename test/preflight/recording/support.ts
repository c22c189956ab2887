import { recordingTransport, SystemEvent, type Transport, VpnMonitor } from 'alicloud-vpn-monitor';
import { createSimulator, type Simulator } from 'alicloud-vpn-monitor/testing';
import { directTransport } from '../../support/direct-transport.ts';

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
  const [single, dual, router] = ['vco-single0original', 'vco-dual0original', 'vco-router0original'].map(
    (id) => ids(id) as `vco-${string}`,
  ) as [`vco-${string}`, `vco-${string}`, `vco-${string}`];
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
    availability: await monitor
      .history(monitor.fleet({ names: true }))
      .last('2h')
      .availability(),
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
export async function furnish(transport: Transport, cloud: Pick<Simulator, 'clock'>): Promise<void> {
  await using admin = new VpnMonitor({ regionId: 'cn-hangzhou', transport, clock: cloud.clock });
  await admin.alerts.put({
    id: 'alice-rule',
    name: 'Tunnels of Alice',
    on: admin.fleet(),
    metric: 'state',
    critical: { when: '<', threshold: 1 },
    contactGroups: ['vpn-ops'],
    webhook: 'https://hooks.example.com/send?token=webhooktoken99',
  });
  await admin.subscriptions.put({
    name: 'alice-subscription',
    events: [SystemEvent.IpsecTunnelNegoFailed],
    targets: { webhook: { url: 'https://hooks.example.com/other?token=webhooktoken98' }, contactGroups: ['vpn-ops'] },
  });
  await admin.flowLogs.create({
    name: 'alice-flows',
    trafficPath: 'vpn-gateway',
    resource: { kind: 'vpc', id: 'vpc-original' },
    project: 'alice-project',
    logstore: 'alice-store',
  });
}

/** A run over an account, recorded. */
export interface RecordedRun {
  readonly said: Record<string, unknown>;
  readonly lines: readonly string[];
  readonly replaced: ReadonlyMap<string, string>;
  readonly cloud: Simulator;
}

export async function recordedRun(wrap: (transport: Transport) => Transport = (transport) => transport): Promise<RecordedRun> {
  const cloud = account();
  const direct = directTransport(cloud);
  await furnish(direct, cloud);
  const lines: string[] = [];
  const transport = recordingTransport(wrap(direct), { write: (line) => void lines.push(line) });
  await using monitor = new VpnMonitor({ regionId: 'cn-hangzhou', transport, clock: cloud.clock });
  const said = await askAll(monitor);
  return { said, lines, replaced: transport.replaced, cloud };
}

/** What was said, with pseudonyms for what they stand for, and without what is not recorded as it is. */
export function underPseudonyms(value: unknown, replaced: ReadonlyMap<string, string>): unknown {
  const originals = [...replaced.keys()]
    .sort((a, b) => b.length - a.length)
    .map((original) => original.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
  const pattern = new RegExp(originals.join('|') || '(?!)', 'g');
  const isLeftOut = (key: string): boolean => ['asPath', 'communities', 'host', 'message', 'raw', 'evidence', 'zone'].includes(key);
  const mapped = (one: unknown, key: string): unknown => {
    // Ids of transitions are digests of what they are about.
    if (typeof one === 'string')
      return key === 'id' && /^[\da-f]{16,}$/.test(one) ? 'digest' : one.replace(pattern, (original) => replaced.get(original) ?? original);
    if (Array.isArray(one)) return one.map((item) => mapped(item, key));
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(
      Object.entries(one)
        .filter(([name]) => !isLeftOut(name))
        .map(([name, inner]) => [String(mapped(name, '')), mapped(inner, name)]),
    );
  };
  return mapped(JSON.parse(JSON.stringify(value)), '');
}
