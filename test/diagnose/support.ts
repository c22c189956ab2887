import { inspect } from 'node:util';
import { type ApiRequest, VpnMonitor, type VpnMonitorOptions } from 'alicloud-vpn-monitor';
import type { Simulator } from 'alicloud-vpn-monitor/testing';
import { directTransport } from '../support/direct-transport.ts';

export const NOW = Date.UTC(2026, 2, 1, 12);
export const REGION = 'cn-hangzhou';

interface Asked {
  readonly monitor: VpnMonitor;
  readonly requests: ApiRequest[];
  readonly warnings: { readonly message: string; readonly fields: unknown }[];
  /** The actions that were asked for, in order. */
  readonly actions: () => string[];
}

/** A monitor whose requests a function answers: with a body, an error to throw, or a promise of one. */
export function asking(answer: (request: ApiRequest) => unknown, options: Partial<VpnMonitorOptions> = {}): Asked {
  const requests: ApiRequest[] = [];
  const warnings: Asked['warnings'] = [];
  const monitor = new VpnMonitor({
    regionId: REGION,
    maxRetries: 0,
    requestsPerSecond: 100_000,
    logger: { warn: (message, fields) => void warnings.push({ message, fields }) },
    transport: {
      async call(request) {
        requests.push(request);
        const body = await answer(request);
        if (body instanceof Error) throw body;
        // What travels is text: no test can pass on objects that JSON does not have.
        return { status: 200, body: JSON.stringify(body) };
      },
    },
    ...options,
  });
  return { monitor, requests, warnings, actions: () => requests.map(({ action }) => action) };
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

/** One page of rows, cut as the service cuts it. */
export function pageOf({ params }: ApiRequest, rows: readonly unknown[]): { readonly numbers: object; readonly rows: readonly unknown[] } {
  const [page, size] = [Number(params['PageNumber']), Number(params['PageSize'])];
  return {
    numbers: { RequestId: 'REQ', PageNumber: page, PageSize: size, TotalCount: rows.length },
    rows: rows.slice((page - 1) * size, page * size),
  };
}

/** Everything a value shows of itself, hidden parts included. */
export function shown(value: unknown): string {
  const texts = [
    inspect(value, { depth: 20, showHidden: true, getters: true, maxArrayLength: null, maxStringLength: null }),
    JSON.stringify({ value }),
  ];
  if (value instanceof Error) texts.push(value.message, value.stack ?? '', shown(value.cause));
  return texts.join('\n');
}
