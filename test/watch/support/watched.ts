import {
  type ApiRequest,
  type ApiResponse,
  type PollReport,
  type StateStore,
  type Transition,
  type Transport,
  type TunnelWatch,
  VpnMonitor,
  type VpnMonitorOptions,
} from 'alicloud-vpn-monitor';
import { createSimulator, type Simulator, type SimulatorOptions } from 'alicloud-vpn-monitor/testing';
import { directTransport } from '../../support/direct-transport.ts';

export const NOW = Date.UTC(2026, 0, 31, 12);
export const MINUTE = 60_000;
export const REGION = 'cn-hangzhou';

/** Two gateways and a transit router, with a connection of each kind. The events say why, not the points: those come a minute late. */
export function account(options: Partial<SimulatorOptions> = {}): Simulator {
  return createSimulator({
    regionId: REGION,
    now: NOW,
    credentials: 'any',
    gateways: [{ id: 'vpn-1' }, { id: 'vpn-2' }],
    connections: [
      { id: 'vco-dual', gatewayId: 'vpn-1', name: 'office', bgp: true, tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] },
      { id: 'vco-single', gatewayId: 'vpn-1', mode: 'single', healthCheck: true },
      { id: 'vco-router', transitRouterId: 'tr-1', mode: 'single', bgp: true, healthCheck: true },
    ],
    ...options,
  });
}

export function monitorOf(cloud: Simulator, options: Partial<VpnMonitorOptions> = {}): VpnMonitor {
  return new VpnMonitor({
    regionId: REGION,
    transport: directTransport(cloud),
    clock: cloud.clock,
    requestsPerSecond: 100_000,
    maxRetries: 0,
    ...options,
  });
}

/** All that a watch emits. */
export interface Heard {
  readonly transitions: Transition[];
  readonly errors: unknown[];
  readonly polls: PollReport[];
  /** The transitions since the last time this was asked, such as `12:01:30 tunnel:down tun-1`. */
  told(): string[];
}

export function hear(watch: TunnelWatch): Heard {
  const heard = { transitions: [] as Transition[], errors: [] as unknown[], polls: [] as PollReport[] };
  watch.on('transition', (transition) => heard.transitions.push(transition));
  watch.on('error', (error) => heard.errors.push(error));
  watch.on('poll', (report) => heard.polls.push(report));
  let from = 0;
  return {
    ...heard,
    told() {
      const fresh = heard.transitions.slice(from);
      from = heard.transitions.length;
      return fresh.map(line);
    },
  };
}

export function line(transition: Transition): string {
  const { at, type, late, resource } = transition;
  const what = 'certificateId' in resource ? resource.certificateId : (resource.tunnelId ?? resource.connectionId);
  return `${new Date(at).toISOString().slice(11, 19)} ${type} ${String(what)}${late ? ' late' : ''}`;
}

/** One round a minute. What happens in the first of them happens at its twentieth second. */
export async function minutes(cloud: Simulator, watch: TunnelWatch, count: number, happens: () => void = () => undefined): Promise<void> {
  for (let minute = 0; minute < count; minute++) {
    cloud.advance('20s');
    if (minute === 0) happens();
    cloud.advance('40s');
    await watch.poll();
  }
}

/** A store in memory that can be made to fail, and counts. */
export class MemoryStore implements StateStore {
  readonly kept = new Map<string, string>();
  gets = 0;
  sets = 0;
  getFails: Error | undefined;
  setFails: Error | undefined;
  /** What each write waits for. */
  gate: Promise<void> | undefined;
  /** Whether writes are lost, as those of a process that dies are. */
  isLossy = false;

  async get(key: string): Promise<string | undefined> {
    this.gets++;
    await Promise.resolve();
    if (this.getFails) throw this.getFails;
    return this.kept.get(key);
  }

  async set(key: string, value: string): Promise<boolean> {
    this.sets++;
    await this.gate;
    if (this.setFails) throw this.setFails;
    if (!this.isLossy) this.kept.set(key, value);
    return true;
  }
}

/** A transport whose answers a test may change or hold up. */
export function changed(
  transport: Transport,
  change: (request: ApiRequest, answer: ApiResponse) => ApiResponse | Promise<ApiResponse>,
): Transport {
  return { call: async (request, options) => await change(request, await transport.call(request, options)) };
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
