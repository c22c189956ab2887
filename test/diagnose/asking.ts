import { type ApiRequest, type Transport, VpnMonitor, type VpnMonitorOptions } from 'alicloud-vpn-monitor';
import { createSimulator, type Simulator, type SimulatorOptions } from 'alicloud-vpn-monitor/testing';
import { directTransport } from '../support/direct-transport.ts';

export const NOW = Date.UTC(2026, 0, 31, 12);
export const MINUTE = 60_000;
export const REGION = 'cn-hangzhou';

/** A connection of each kind: two tunnels and one, on a gateway and on a transit router. */
export function account(options: Partial<SimulatorOptions> = {}): Simulator {
  return createSimulator({
    regionId: REGION,
    now: NOW,
    credentials: 'any',
    gateways: [{ id: 'vpn-1' }, { id: 'vpn-2' }],
    connections: [
      { id: 'vco-dual', gatewayId: 'vpn-1', tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] },
      { id: 'vco-single', gatewayId: 'vpn-1', mode: 'single' },
      { id: 'vco-router', transitRouterId: 'tr-1', tunnels: [{ id: 'tun-3' }, { id: 'tun-4' }] },
      { id: 'vco-alone', transitRouterId: 'tr-1', mode: 'single' },
    ],
    ...options,
  });
}

export interface Asking {
  readonly monitor: VpnMonitor;
  readonly requests: ApiRequest[];
  readonly log: { readonly level: string; readonly message: string; readonly fields: unknown }[];
  /** What was asked of one operation. */
  readonly asked: (action: string) => ApiRequest['params'][];
}

/** A monitor over a transport, with all that it sent and logged. */
export function asking(transport: Transport, options: Partial<VpnMonitorOptions> = {}): Asking {
  const requests: ApiRequest[] = [];
  const log: Asking['log'] = [];
  const write = (level: string) => (message: string, fields?: unknown) => void log.push({ level, message, fields });
  const recording: Transport = {
    call: (request, callOptions) => {
      requests.push(request);
      return transport.call(request, callOptions);
    },
  };
  const logger = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
  const monitor = new VpnMonitor({
    regionId: REGION,
    transport: recording,
    clock: { now: () => NOW },
    requestsPerSecond: 100_000,
    maxRetries: 0,
    logger,
    ...options,
  });
  return { monitor, requests, log, asked: (action) => requests.filter((one) => one.action === action).map(({ params }) => params) };
}

export const on = (cloud: Simulator, options: Partial<VpnMonitorOptions> = {}): Asking =>
  asking(directTransport(cloud), { clock: cloud.clock, ...options });

/** A simulated account of which one operation answers something else. */
export function answered(
  cloud: Simulator,
  action: string,
  answer: (params: ApiRequest['params']) => unknown,
  options: Partial<VpnMonitorOptions> = {},
): Asking {
  const direct = directTransport(cloud);
  return asking(
    {
      async call(request, callOptions) {
        if (request.action !== action) return direct.call(request, callOptions);
        const body = await answer(request.params);
        if (body instanceof Error) throw body;
        return { status: 200, body: JSON.stringify(body) };
      },
    },
    { clock: cloud.clock, ...options },
  );
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** A line as the documentation shows them, dated in UTC+8. */
export const logText = (at: number, words: string, level = 'DEBUG', connectionId = 'vco-single'): string =>
  `${new Date(at + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')} ${connectionId} [${level}]: ${words}`;
