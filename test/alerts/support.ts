import { inspect } from 'node:util';
import { type AlertRuleInput, VpnMonitor, type VpnMonitorOptions } from 'alicloud-vpn-monitor';
import { createSimulator, type Simulator, type SimulatorOptions } from 'alicloud-vpn-monitor/testing';
import { directTransport } from '../support/direct-transport.ts';
import { RuleService, type RuleServiceOptions } from './rule-service.ts';

export const NOW = Date.UTC(2026, 2, 2, 12);

export interface Bed {
  readonly cloud: Simulator;
  readonly service: RuleService;
  readonly monitor: VpnMonitor;
  readonly log: string[];
  /** The operations that were asked for, in order. */
  readonly actions: () => readonly string[];
}

const ACCOUNT: SimulatorOptions = {
  regionId: 'cn-hangzhou',
  credentials: 'any',
  now: NOW,
  gateways: [{ id: 'vpn-1' }, { id: 'vpn-2' }],
  connections: [
    { id: 'vco-dual', gatewayId: 'vpn-1', tunnels: [{ id: 'tun-a' }, { id: 'tun-b' }] },
    { id: 'vco-single', gatewayId: 'vpn-2', mode: 'single' },
    { id: 'vco-router', transitRouterId: 'tr-1', tunnels: [{ id: 'tun-c' }, { id: 'tun-d' }] },
  ],
};

/** A monitor over a simulated account, whose alert rules are kept by a service of this test. */
export function bed(
  service: RuleServiceOptions = {},
  options: Partial<VpnMonitorOptions> = {},
  account: Partial<SimulatorOptions> = {},
): Bed {
  const cloud = createSimulator({ ...ACCOUNT, ...account });
  const rules = new RuleService({ others: directTransport(cloud), ...service });
  const log: string[] = [];
  const write = (message: string, fields?: object): void => void log.push(`${message} ${inspect(fields, { depth: 10 })}`);
  const monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    transport: rules,
    maxRetries: 0,
    requestsPerSecond: 50_000,
    clock: { now: () => NOW },
    logger: { debug: write, info: write, warn: write, error: write },
    ...options,
  });
  return { cloud, service: rules, monitor, log, actions: () => rules.requests.map(({ action }) => action) };
}

/** A rule that only says what a rule must. */
export function rule(more: Partial<AlertRuleInput> & Pick<AlertRuleInput, 'on'>): AlertRuleInput {
  return {
    id: 'r',
    name: 'A rule',
    metric: 'state',
    contactGroups: ['vpn-ops'],
    critical: { when: '<', threshold: 1 },
    ...more,
  } as AlertRuleInput;
}

/** What a promise rejects with. */
export async function failure(
  promise: Promise<unknown>,
): Promise<Error & { readonly code?: string; readonly failures?: readonly { readonly id: string; readonly message: string }[] }> {
  return await promise.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => error as Error,
  );
}
