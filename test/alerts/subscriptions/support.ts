import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { type ApiRequest, type SubscriptionDefinition, SystemEvent, type Transport, VpnMonitor } from 'alicloud-vpn-monitor';
import { createSimulator, type Simulator, type SimulatorOptionsOfFleet } from 'alicloud-vpn-monitor/testing';
import { wireParams } from '../../../src/transport/rpc.ts';
import { directTransport } from '../../support/direct-transport.ts';

export const regionId = 'cn-hangzhou';
export const TOKEN = 'T0KEN/B0KEN/s3cr3t-of-the-address';
export const WEBHOOK = `https://hooks.example.com:8443/services/${TOKEN}?key=s3cr3t-of-the-query`;

export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly fields: unknown;
}

/** A monitor over a transport, with what it sent and wrote. */
export function monitorOn(transport: Transport, options: { readonly clock?: { now(): number } } = {}) {
  const requests: ApiRequest[] = [];
  const log: LogLine[] = [];
  const write = (level: string) => (message: string, fields?: unknown) => void log.push({ level, message, fields });
  const monitor = new VpnMonitor({
    regionId,
    maxRetries: 0,
    requestsPerSecond: 10_000,
    logger: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
    transport: {
      call: (request, callOptions) => {
        requests.push(request);
        return transport.call(request, callOptions);
      },
    },
    ...options,
  });
  const sent = () => requests.map(({ product, action, params }) => ({ product, action, params: { ...wireParams(params) } }));
  const warnings = () => log.filter((line) => line.level === 'warn').map((line) => line.message);
  return { monitor, sent, log, warnings, actions: () => requests.map((request) => request.action) };
}

/** A simulated account with two connections, and a monitor of it. */
export function account(options: Partial<SimulatorOptionsOfFleet> = {}) {
  const cloud: Simulator = createSimulator({
    regionId,
    now: '2026-03-01T12:00:00Z',
    credentials: 'any',
    gateways: [{ id: 'vpn-1' }],
    connections: [
      { id: 'vco-1', gatewayId: 'vpn-1', tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] },
      { id: 'vco-2', transitRouterId: 'tr-1', mode: 'single', healthCheck: true },
    ],
    ...options,
  });
  return { cloud, ...monitorOn(directTransport(cloud), { clock: cloud.clock }) };
}

/** A transport that answers each action with what a function makes of the request; an `Error` is thrown. */
export function answering(answers: Readonly<Record<string, unknown>>): Transport {
  return {
    async call(request) {
      const answer = answers[request.action];
      const body: unknown = typeof answer === 'function' ? await (answer as (request: ApiRequest) => unknown)(request) : answer;
      if (body instanceof Error) throw body;
      if (body === undefined) throw new Error(`no answer for ${request.action}`);
      return { status: 200, body: JSON.stringify(body) };
    },
  };
}

export const OK = { Code: '200', Success: true, RequestId: 'REQ' };
export const PRODUCTS = {
  ...OK,
  Data: { Resource: ['ipsec_tunnel_nego_failed', 'ipsec_tunnel_nego_success'].map((Name) => ({ Product: 'vpngw', Name })) },
};

/** What an account answers in which nothing is remarkable. */
export const QUIET: Readonly<Record<string, unknown>> = {
  DescribeSystemEventMetaList: PRODUCTS,
  DescribeContactGroupList: { ...OK, Total: 1, ContactGroups: { ContactGroup: ['vpn-ops'] } },
  DescribeEventRuleTargetList: { Code: '200', RequestId: 'REQ' },
  PutEventRule: { ...OK, Data: '1' },
  PutEventRuleTargets: OK,
  DeleteEventRuleTargets: OK,
  DeleteEventRules: OK,
  EnableEventRules: OK,
  DisableEventRules: OK,
  SendDryRunSystemEvent: { ...OK, Success: 'true' },
};

export function fixture(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(import.meta.dirname, `../../fixtures/event-rules/${name}.json`), 'utf8')) as Record<string, unknown>;
}

export const MINIMAL: SubscriptionDefinition = {
  name: 'outages',
  events: [SystemEvent.IpsecTunnelNegoFailed],
  targets: { mns: { queue: 'q' } },
};

export const FULL: SubscriptionDefinition = {
  name: 'outages ü&=+',
  events: [SystemEvent.IpsecTunnelNegoFailed, SystemEvent.CertKeyExpired],
  targets: {
    mns: [{ queue: 'ops' }, { region: 'cn-beijing', topic: 'fan-out' }],
    fc: { service: 'vpn', function: 'on-event' },
    sls: { project: 'net', logstore: 'events' },
    webhook: [WEBHOOK, { url: 'http://10.0.0.1/hook', method: 'GET' }],
    contactGroups: ['vpn-ops', { name: 'network', level: 3 }],
  },
  levels: ['WARN', 'CRITICAL'],
  keyword: 'vco-1',
  silenceSeconds: 600,
  enabled: false,
  description: 'tunnels and certificates',
};

/** Everything a value shows of itself, hidden parts included. */
export function shown(value: unknown): string {
  const texts = [
    inspect(value, { depth: 20, showHidden: true, getters: true, maxArrayLength: null, maxStringLength: null }),
    JSON.stringify({ value }),
  ];
  if (value instanceof Error) texts.push(value.message, value.stack ?? '', shown(value.cause));
  return texts.join('\n');
}

/** What work ends in. */
export async function outcomeOf(work: () => unknown): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    return error;
  }
}
