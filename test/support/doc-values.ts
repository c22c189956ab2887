import { parseSystemEvent, type Transition, type VpnMonitor, VpnMonitorError } from 'alicloud-vpn-monitor';
import type { Simulator } from 'alicloud-vpn-monitor/testing';
import type { ExportedFunction } from './doc-functions.ts';

/** What the functions of documents are called with. */
export interface ValueSource {
  readonly monitor: VpnMonitor;
  readonly cloud: Simulator;
  readonly signal: AbortSignal;
  /** An address that answers 200 to everything. */
  readonly webhook: string;
}

const rule = {
  id: 'vpn-rule',
  name: 'A rule',
  on: 'all',
  metric: 'state',
  contactGroups: ['vpn-ops'],
  critical: { when: '<', threshold: 1 },
} as const;
const event = JSON.stringify({
  name: 'ipsec_tunnel_nego_failed',
  product: 'vpngw',
  eventTime: '20260131T200000.000+0800',
  content: { vpnConnectionId: 'vco-1', tunnelId: 'tun-1' },
});
const flow = { srcaddr: '10.0.0.5', dstaddr: '192.168.1.9', dstport: '443', protocol: '6', bytes: '12345678', packets: '9000' };
const ignore = (): void => undefined;

/** By `name: type`, by type, or by name. */
const VALUES: Readonly<Record<string, (source: ValueSource) => unknown>> = {
  VpnMonitor: ({ monitor }) => monitor,
  AbortSignal: ({ signal }) => signal,
  TunnelWatch: ({ monitor }) => monitor.watch(monitor.fleet()),
  Transition: transitionOf,
  VpnSystemEvent: () => parseSystemEvent(event),
  AlertPlan: ({ monitor }) => monitor.alerts.plan([rule]),
  'readonly AlertRuleInput[]': () => [rule],
  'readonly Route[]': async ({ monitor, cloud }) => (await monitor.connection(cloud.connections[0]!.id).routes({ kind: 'bgp' })).routes,
  ConnectionAvailability: async ({ monitor }) =>
    (await monitor.history(monitor.fleet()).last('1h').availability()).connections.values().next().value,
  // One that has nothing and takes everything.
  NodeRedisClient: () => ({ get: () => Promise.resolve(null), eval: () => Promise.resolve(1), evalSha: ignore }),
  SubscriptionDefinition: () => ({ name: 'vpn-all', events: 'all', targets: { contactGroups: 'vpn-ops' } }),
  'error: unknown': () => new VpnMonitorError('this user may not do that', { code: 'forbidden' }),
  'body: string': () => event,
  'body: Uint8Array': () => Buffer.from(event),
  '_event: Uint8Array': () => Buffer.from('{}'),
  Context: ({ cloud }) => ({ credentials: cloud.credentials }),
  'rows: readonly unknown[]': () => [flow],
  gatewayId: ({ cloud }) => cloud.gateways[0]!.id,
  connectionId: ({ cloud }) => cloud.connections[0]!.id,
  tunnelId: ({ cloud }) => cloud.connections[0]!.tunnelIds[0],
  vpcId: () => 'vpc-1',
  webhook: ({ webhook }) => webhook,
  folder: () => process.cwd(),
  file: () => 'vpn-recording.ndjson',
  pino: () => ({ debug: ignore, info: ignore, warn: ignore, error: ignore }),
  seen: () => ({ add: () => Promise.resolve(true) }),
};

/** A value for a parameter. @throws An `Error` for one of a kind that no function had before. */
export function valueFor({ name, type }: ExportedFunction['parameters'][number], source: ValueSource): unknown {
  const value = VALUES[`${name}: ${type}`] ?? VALUES[type] ?? VALUES[name];
  if (value !== undefined) return value(source);
  if (type.endsWith('=> void')) return ignore;
  if (type.endsWith('=> Promise<void>')) return () => Promise.resolve();
  throw new Error(`test/support/doc-values.ts has no value for ${name}: ${type}`);
}

async function transitionOf({ monitor, cloud }: ValueSource): Promise<Transition> {
  const found: Transition[] = [];
  const watch = monitor.watch(monitor.fleet());
  watch.on('transition', (transition) => found.push(transition));
  await watch.poll();
  cloud.connection(cloud.connections[0]!.id).down();
  await watch.poll();
  if (found[0] === undefined) throw new Error('the watch has seen no transition');
  return found[0];
}
