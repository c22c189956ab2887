import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { safeLogger } from '../../src/internal/logger.ts';
import type { Simulator } from '../../src/testing/index.ts';
import { Topology } from '../../src/topology/index.ts';
import { type ApiRequest, createCaller, type Transport } from '../../src/transport/index.ts';
import { rpcContent } from '../../src/transport/rpc.ts';

export const NOW = Date.UTC(2026, 2, 1, 12);
export const REGION = 'cn-hangzhou';

export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly fields: unknown;
}

/** A topology over a transport, with a clock to move and everything it wrote and sent. */
export function topologyOn(transport: Transport, options: { readonly now?: () => number; readonly ttlMs?: number } = {}) {
  const clock = { ms: NOW, now: () => options.now?.() ?? clock.ms };
  const requests: ApiRequest[] = [];
  const log: LogLine[] = [];
  const write = (level: string) => (message: string, fields?: unknown) => void log.push({ level, message, fields });
  const logger = safeLogger({ info: write('info'), warn: write('warn'), error: write('error') });
  const recording: Transport = {
    call: (request, callOptions) => {
      requests.push(request);
      return transport.call(request, callOptions);
    },
  };
  const closing = new AbortController();
  const caller = createCaller({ transport: recording, maxRetries: 0, requestsPerSecond: 10_000, logger, clock });
  const topology = new Topology({ caller, regionId: REGION, clock, logger, closed: closing.signal, ttlMs: options.ttlMs });
  const sent = () => requests.map(({ action, params }) => ({ action, ...params }));
  return {
    topology,
    clock,
    requests,
    sent,
    log,
    close: (reason: unknown = new Error('closed')) => {
      closing.abort(reason);
    },
  };
}

/** A transport that answers with what a function makes of the request: a body, an error to throw, or a promise of one. */
export function answering(answer: (request: ApiRequest) => unknown): Transport {
  return {
    async call(request) {
      const body = await answer(request);
      if (body instanceof Error) throw body;
      // What travels is text: no test can pass on objects that JSON does not have.
      return { status: 200, body: JSON.stringify(body) };
    },
  };
}

/** The simulated account, without HTTP. */
export function simulated(cloud: Simulator): Transport {
  return {
    call(request) {
      const { query = {} } = rpcContent(request);
      const headers = { 'x-acs-action': request.action, 'x-acs-version': '2016-04-28' };
      const answer = cloud.handle({ method: 'POST', url: `http://simulator/?${new URLSearchParams(query).toString()}`, headers, body: '' });
      if (answer.kind !== 'answer') throw new Error(`the simulator did not answer: ${answer.kind}`);
      return Promise.resolve({ status: answer.status, body: answer.body });
    },
  };
}

export function fixture(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(import.meta.dirname, `../fixtures/vpc/${name}.json`), 'utf8')) as Record<string, unknown>;
}

type Row = Readonly<Record<string, unknown>>;

/** One page of the list that an action answers, cut as the service cuts it. */
export function pageOf(request: ApiRequest, rows: readonly unknown[], total: unknown = rows.length): Record<string, unknown> {
  const [container, item] = LISTS[request.action]!;
  const size = Number(request.params['PageSize']);
  const start = (Number(request.params['PageNumber']) - 1) * size;
  return {
    RequestId: 'REQ',
    PageNumber: request.params['PageNumber'],
    PageSize: size,
    ...(total !== undefined && { TotalCount: total }),
    [container]: { [item]: rows.slice(start, start + size) },
  };
}

const LISTS: Readonly<Record<string, readonly [container: string, item: string]>> = {
  DescribeVpnGateways: ['VpnGateways', 'VpnGateway'],
  DescribeVpnConnections: ['VpnConnections', 'VpnConnection'],
  DescribeSslVpnServers: ['SslVpnServers', 'SslVpnServer'],
  DescribeSslVpnClientCerts: ['SslVpnClientCertKeys', 'SslVpnClientCertKey'],
};

/** Plain rows of gateways. */
export const gatewayRows = (count: number): Row[] =>
  Array.from({ length: count }, (_, index) => ({ VpnGatewayId: `vpn-${index}`, Name: `gateway ${index}` }));

/** A promise and the means to settle it. */
export function deferred<T>() {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
