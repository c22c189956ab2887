import { VpnMonitor, type VpnMonitorOptions } from 'alicloud-vpn-monitor';
import { createSimulator, type Simulator, type SimulatorOptions } from 'alicloud-vpn-monitor/testing';

export const NOW = Date.UTC(2026, 2, 1, 12);

export interface SetUp extends AsyncDisposable {
  readonly cloud: Simulator;
  readonly monitor: VpnMonitor;
  readonly warnings: string[];
  readonly log: unknown[];
}

/** A monitor over HTTP, on an account with a connection of each kind. */
export async function setUp(simulated: Partial<SimulatorOptions> = {}, options: Partial<VpnMonitorOptions> = {}): Promise<SetUp> {
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    now: NOW,
    gateways: [{ id: 'vpn-1' }],
    connections: [
      { id: 'vco-gateway', gatewayId: 'vpn-1' },
      { id: 'vco-router', transitRouterId: 'tr-1' },
      { id: 'vco-nothing', unattached: true },
    ],
    ...simulated,
  });
  const server = await cloud.listen();
  const warnings: string[] = [];
  const log: unknown[] = [];
  const write = (level: string) => (message: string, fields?: unknown) => void log.push({ level, message, fields });
  const logger = {
    ...Object.fromEntries(['debug', 'info', 'error'].map((level) => [level, write(level)])),
    warn: (message: string, fields?: unknown) => void (warnings.push(message), log.push({ message, fields })),
  };
  const monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    endpoint: server.endpoint,
    credentials: server.credentials,
    clock: cloud.clock,
    logger,
    maxRetries: 0,
    ...options,
  });
  return {
    cloud,
    monitor,
    warnings,
    log,
    [Symbol.asyncDispose]: async () => {
      await monitor.close();
      await server.close();
    },
  };
}

export const VPC = {
  name: 'vpn',
  trafficPath: 'vpn-gateway',
  resource: { kind: 'vpc', id: 'vpc-1' },
  project: 'network-logs',
  logstore: 'vpn-flow-log',
} as const;
export const ROUTER = {
  name: 'tr',
  trafficPath: 'transit-router',
  cenId: 'cen-simulated0000000000',
  attachmentId: 'tr-attach-router',
  project: 'network-logs',
  logstore: 'tr-flow-log',
} as const;

/** What was sent of one operation. */
export const sent = (cloud: Simulator, ...actions: string[]) =>
  cloud.calls.filter(({ action }) => actions.includes(action)).map(({ product, action, params }) => ({ product, action, params }));

/** What a promise rejects with. */
export async function refusal(work: Promise<unknown>): Promise<Error & { readonly code?: string }> {
  return work.then(
    () => {
      throw new Error('it was not refused');
    },
    (error: unknown) => error as Error,
  );
}
