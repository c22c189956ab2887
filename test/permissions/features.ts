import { alertPresets, type AlertRuleInput, GatewayMetric, Quantity, SystemEvent, type Transport, VpnMonitor } from 'alicloud-vpn-monitor';
import { createSimulator, type Simulator } from 'alicloud-vpn-monitor/testing';
import { ramActionOf } from '../../src/transport/ram-action.ts';
import { directTransport } from '../support/direct-transport.ts';

const TUNNELS = [{ id: 'tun-1' }, { id: 'tun-2' }];

function account(): Simulator {
  return createSimulator({
    regionId: 'cn-hangzhou',
    now: '2026-01-31T12:00:00Z',
    credentials: 'any',
    enterprise: true,
    gateways: [{ id: 'vpn-1' }, { id: 'vpn-empty' }],
    connections: [
      { id: 'vco-single', gatewayId: 'vpn-1' },
      { id: 'vco-dual', gatewayId: 'vpn-1', tunnels: TUNNELS },
      { id: 'vco-router', transitRouterId: 'tr-1', tunnels: [{ id: 'tun-3' }, { id: 'tun-4' }] },
    ],
    certificates: [{ id: 'vsc-1', gatewayId: 'vpn-1', endTime: '2026-02-10T00:00:00Z' }],
    metadata: 'live',
  });
}

interface Trial {
  readonly monitor: VpnMonitor;
  /** Its requests are not counted: what has to be there before. */
  readonly admin: VpnMonitor;
  readonly cloud: Simulator;
}

/** Runs a feature in all its variants. */
export type Exercise = (trial: Trial) => Promise<void>;

/** The operations that a feature asks for, by their RAM names. */
export async function actionsOf(exercise: Exercise): Promise<string[]> {
  const cloud = account();
  const asked = new Set<string>();
  const direct = directTransport(cloud);
  const transport: Transport = {
    call: (request, options) => {
      asked.add(ramActionOf(request));
      return direct.call(request, options);
    },
  };
  const monitor = new VpnMonitor({ regionId: 'cn-hangzhou', transport, clock: cloud.clock });
  const admin = new VpnMonitor({ regionId: 'cn-hangzhou', transport: direct, clock: cloud.clock });
  try {
    await exercise({ monitor, admin, cloud });
  } finally {
    await Promise.all([monitor.close(), admin.close()]);
  }
  return [...asked].sort();
}

const rule = (monitor: VpnMonitor): AlertRuleInput => ({
  ...alertPresets.tunnelDown,
  id: 'vpn-down',
  name: 'down',
  on: monitor.fleet(),
  contactGroups: ['vpn-ops'],
});

async function drain(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}

async function watchRounds({ monitor, cloud }: Trial, options: Parameters<VpnMonitor['watch']>[1]): Promise<void> {
  const watch = monitor.watch(monitor.fleet({ gatewayIds: ['vpn-1'], names: true }), {
    sources: ['topology', 'metrics', 'events'],
    ...options,
  });
  const errors: unknown[] = [];
  watch.on('error', (error) => {
    errors.push(error);
  });
  await watch.poll();
  cloud.tunnel('tun-1').down();
  cloud.advance('5m');
  await watch.poll();
  await watch.stop();
  if (errors.length > 0) throw errors[0] as Error;
}

async function changeRules({ monitor }: Trial): Promise<void> {
  const { alerts } = monitor;
  await alerts.put({ ...rule(monitor), on: monitor.tunnel('tun-1') });
  await alerts.put([
    rule(monitor),
    { ...alertPresets.bandwidthAbove(80), id: 'vpn-full', name: 'full', on: monitor.gateway('vpn-1'), contactGroups: ['vpn-ops'] },
  ]);
  await alerts.disable('vpn-down');
  await alerts.enable('vpn-down');
  await alerts.apply(await alerts.plan([], { prefix: 'vpn-' }));
}

/** What a policy of docs/permissions.md is for, by its heading. */
export const FEATURES: Readonly<Record<string, Exercise>> = {
  'A typical program': async (trial) => {
    await watchRounds(trial, { diagnose: true });
    await changeRules(trial);
  },
  'Metrics of gateways and attachments that you name': async ({ monitor }) => {
    const query = monitor.gateway('vpn-1').metric(GatewayMetric.InboundRate);
    await query.toArray({ limit: 1_000 });
    await query.latest();
  },
  'The highest series': async ({ monitor }) => {
    await monitor.gateway('vpn-1').metric(GatewayMetric.InboundBandwidthUtilization).top();
  },
  'Bulk export': async ({ monitor }) => {
    await drain(monitor.gateway('vpn-1').metric(GatewayMetric.InboundRate).export());
  },
  'Fleets and scopes that are looked up': async ({ monitor }) => {
    await monitor
      .fleet({ gatewayIds: ['vpn-1'], names: true })
      .metric(Quantity.State)
      .latest();
    await monitor.fleet().metric(Quantity.InboundRate).toArray({ limit: 10_000 });
    await monitor.fleet().metric(Quantity.SslClientCount).latest();
    await monitor.connection('vco-dual').tunnel(1).metric(Quantity.State).latest();
  },
  Topology: async ({ monitor }) => {
    const { topology } = monitor;
    await Promise.all([
      topology.gateways().toArray(),
      topology.connections().toArray(),
      topology.tunnels().toArray(),
      topology.certificates().toArray(),
    ]);
  },
  'System events': async ({ monitor }) => {
    await monitor.events().last('1d').toArray({ limit: 1_000 });
  },
  'A watch': async (trial) => {
    await watchRounds(trial, {});
  },
  'A watch with `diagnose`': async (trial) => {
    await watchRounds(trial, { diagnose: true });
  },
  'A watch with `certificateNoticeDays`': async (trial) => {
    await watchRounds(trial, { certificateNoticeDays: 30 });
  },
  'A history': async ({ monitor }) => {
    await monitor
      .history(monitor.fleet({ names: true }))
      .last('1h')
      .availability();
  },
  'Reading alert rules and the alert log': async ({ monitor }) => {
    await monitor.alerts.list().toArray();
    await drain(monitor.alerts.history({ last: '1d' }));
  },
  'Planning alert rules': async ({ monitor }) => {
    const onGateway = {
      ...alertPresets.bandwidthAbove(80),
      id: 'vpn-full',
      name: 'full',
      on: monitor.gateway('vpn-1'),
      contactGroups: ['vpn-ops'],
    };
    await monitor.alerts.plan([rule(monitor), onGateway], { prefix: 'vpn-' });
  },
  'Changing alert rules': changeRules,
  'Reading subscriptions': async ({ monitor, admin }) => {
    await admin.subscriptions.put({ name: 'a', events: 'all', targets: { contactGroups: ['vpn-ops'] } });
    await monitor.subscriptions.list({ all: true, targets: true }).toArray();
  },
  'Changing subscriptions': async ({ monitor }) => {
    const { subscriptions } = monitor;
    const events = [SystemEvent.IpsecTunnelNegoFailed];
    await subscriptions.put({ name: 'a', events, targets: { webhook: { url: 'http://127.0.0.1:9/' }, contactGroups: ['vpn-ops'] } });
    await subscriptions.put({ name: 'a', events, targets: { contactGroups: ['vpn-ops'] } });
    await subscriptions.disable('a');
    await subscriptions.enable('a');
    await subscriptions.delete('a');
  },
  'Testing a subscription': async ({ monitor }) => {
    await monitor.subscriptions.test(SystemEvent.IpsecTunnelNegoFailed, 'tun-1');
  },
  'Diagnosis and negotiation logs': async ({ monitor }) => {
    await monitor.connection('vco-dual').diagnose();
    await drain(monitor.connection('vco-dual').logs({ last: '10m' }));
  },
  'Routes and SSL clients': async ({ monitor }) => {
    await Promise.all([monitor.gateway('vpn-1').routes(), monitor.gateway('vpn-1').sslClients()]);
    // A gateway without any is looked up.
    await Promise.all([monitor.gateway('vpn-empty').routes(), monitor.gateway('vpn-empty').sslClients()]);
    await monitor.attachment('vco-router').routes();
    await monitor.connection('vco-dual').routes();
  },
  'Reading flow logs': async ({ monitor }) => {
    await monitor.flowLogs.list().toArray();
    await monitor.connection('vco-dual').flowLogQuery({ last: '1h' });
    await monitor.connection('vco-router').flowLogQuery({ last: '1h' });
  },
  'Changing flow logs': async ({ monitor, cloud }) => {
    const { flowLogs } = monitor;
    const store = { project: 'network-logs', logstore: 'vpn' };
    const vpc = await flowLogs.create({ name: 'a', trafficPath: 'vpn-gateway', resource: { kind: 'vpc', id: 'vpc-1' }, ...store });
    const router = await flowLogs.create({ name: 'b', trafficPath: 'transit-router', connectionId: 'vco-router', ...store });
    for (const { flowLogId } of [vpc, router]) {
      cloud.advance('1m');
      await flowLogs.deactivate(flowLogId);
      cloud.advance('1m');
      await flowLogs.activate(flowLogId);
      cloud.advance('1m');
      await flowLogs.delete(flowLogId);
    }
  },
};
