import type { Logger, Transition, TunnelWatch, WatchOptions } from 'alicloud-vpn-monitor';
import { createSimulator, type Simulator, type SimulatorOptions } from 'alicloud-vpn-monitor/testing';
import { type Rewriting, rewritten } from './rewritten.ts';
import { hear, type Heard, MINUTE, monitorOf, NOW, REGION } from './watched.ts';

export const SECOND = 1000;
export const HOUR = 60 * MINUTE;
/** Rounds begin at this second of a minute, unless a test says otherwise. */
export const ROUND_AT = 13 * SECOND;

/** Connections `vco-1`, `vco-2` … of two tunnels each, `tun-1a` the active and `tun-1b` the standby one. */
export function dualTunnels(connections: number, options: Partial<SimulatorOptions> & { readonly bgp?: boolean } = {}): Simulator {
  const { bgp = false, ...more } = options;
  const ids = Array.from({ length: connections }, (_, index) => index + 1);
  return createSimulator({
    regionId: REGION,
    now: NOW + ROUND_AT,
    credentials: 'any',
    gateways: [{ id: 'vpn-1' }],
    connections: ids.map((id) => ({ id: `vco-${id}`, gatewayId: 'vpn-1', bgp, tunnels: [{ id: `tun-${id}a` }, { id: `tun-${id}b` }] })),
    ...more,
  });
}

/** How a watch is run, beside its own options. */
export interface Watched extends WatchOptions {
  readonly rewriting?: Rewriting;
  /** How far the machine's clock is ahead; behind where it is negative. */
  readonly aheadMs?: () => number;
  readonly everyMs?: number;
}

export interface Watching extends Heard {
  readonly watch: TunnelWatch;
  /** The messages of what was logged as a warning. */
  readonly warnings: string[];
  /** Rounds, each of which is followed by the time to the next. */
  rounds(count: number): Promise<void>;
  /** What a tunnel is by the snapshot. */
  ipsec(tunnelId: string): string | undefined;
  /** The types of the transitions of one resource, in the order of announcement. */
  typesOf(id: string): string[];
}

/** A watch of all there is. */
export function watching(cloud: Simulator, { rewriting = {}, aheadMs = () => 0, everyMs = MINUTE, ...options }: Watched = {}): Watching {
  const warnings: string[] = [];
  const logger: Partial<Logger> = { warn: (message) => warnings.push(message) };
  const monitor = monitorOf(cloud, { transport: rewritten(cloud, rewriting), clock: { now: () => cloud.now() + aheadMs() }, logger });
  const watch = monitor.watch(monitor.fleet(), options);
  const heard = hear(watch);
  return {
    ...heard,
    watch,
    warnings,
    ipsec: (tunnelId) => watch.snapshot().tunnels.get(tunnelId)?.ipsec,
    typesOf: (id) => heard.transitions.filter((one) => isAbout(one, id)).map(({ type }) => type),
    async rounds(count) {
      for (let round = 0; round < count; round++) {
        await watch.poll();
        cloud.resetCalls();
        cloud.advance(everyMs);
      }
    },
  };
}

const isAbout = ({ resource }: Transition, id: string): boolean => (resource.tunnelId ?? resource.connectionId) === id;
