import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Quantity, SystemEvent, type Transport, VpnMonitor, VpnMonitorError, type VpnMonitorOptions } from 'alicloud-vpn-monitor';
import { createSimulator, type Simulator } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';
import { directTransport } from '../support/direct-transport.ts';

const NOW = Date.UTC(2026, 0, 31, 12);
const ASKS = ['DescribeMetricList', 'DescribeSystemEventAttribute'];

const simulated = (): Simulator =>
  createSimulator({
    regionId: 'cn-hangzhou',
    now: NOW,
    credentials: 'any',
    gateways: [{ id: 'vpn-1' }],
    connections: [{ id: 'vco-1', gatewayId: 'vpn-1', tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] }],
  });
const tunnel = (monitor: VpnMonitor) => monitor.gateway('vpn-1').connection('vco-1').tunnel('tun-1').metric(Quantity.InboundRate);

/** Something that fails as told, once for each time it is armed. */
interface Fault {
  readonly isArmed: () => boolean;
  readonly arm: () => void;
}

/** What comes next while the simulated time moves on. */
async function nextOf<T>(cloud: Simulator, stream: AsyncGenerator<T>): Promise<IteratorResult<T, void>> {
  const timer = setInterval(() => cloud.advance('1m'), 4);
  try {
    return await stream.next();
  } finally {
    clearInterval(timer);
  }
}

/** Both streams bring something before, fail once, and bring something after. */
async function expectStreamsToSurvive(cloud: Simulator, monitor: VpnMonitor, { arm, isArmed }: Fault): Promise<void> {
  const points = tunnel(monitor).follow({ pollMs: 1 });
  expect((await nextOf(cloud, points)).done).toBe(false);
  arm();
  // What the last poll brought is still to be read.
  while (isArmed()) expect((await nextOf(cloud, points)).done).toBe(false);
  expect((await nextOf(cloud, points)).done).toBe(false);
  await points.return();

  const events = monitor.events().follow({ pollMs: 1, lagMs: 0 });
  cloud.publish(SystemEvent.IpsecTunnelNegoFailed, 'tun-1');
  expect((await nextOf(cloud, events)).done).toBe(false);
  arm();
  cloud.publish(SystemEvent.IpsecTunnelNegoSuccess, 'tun-1');
  expect(await nextOf(cloud, events)).toMatchObject({ done: false, value: { outcome: 'success' } });
  expect(isArmed()).toBe(false);
  await events.return();
}

const coded =
  (code: string, more: object = {}) =>
  (): Error =>
    Object.assign(new Error(`${code} it is`), { code, ...more });
const refused = (code: string) => coded(code, { statusCode: 400, data: { Code: code, RequestId: 'R' } });

const THROWN: readonly (readonly [string, () => unknown])[] = [
  ...[
    'ENETDOWN',
    'EADDRNOTAVAIL',
    'EHOSTDOWN',
    'EMFILE',
    'EAI_FAIL',
    'EPROTO',
    'HPE_INVALID_CONSTANT',
    'ERR_STREAM_PREMATURE_CLOSE',
    'CERT_NOT_YET_VALID',
    'ERR_SSL_BAD_RECORD_TYPE',
    'Z_DATA_ERROR',
  ].map((code) => [code, coded(code)] as const),
  ...[
    'SystemBusy',
    'UnknownError',
    'RequestTimeout',
    'InternalServerError',
    'ServiceBusy',
    'VpnGateway.Configuring',
    'TaskConflict',
    'NeverHeardOf',
  ].map((code) => [`HTTP 400 ${code}`, refused(code)] as const),
  [
    'attempts at several addresses',
    () => Object.assign(new AggregateError([coded('ENETUNREACH')(), coded('ETIMEDOUT')()]), { code: 'ENETUNREACH' }),
  ],
  ['a bug of the transport', () => new TypeError("Cannot read properties of undefined (reading 'body')")],
  [
    'a provider that may do better',
    () => new VpnMonitorError('credentials.getCredential() failed (ETIMEDOUT).', { code: 'auth', retryable: true }),
  ],
];

function throwing(cloud: Simulator, thrown: () => unknown): Fault & { readonly transport: Transport } {
  const inner = directTransport(cloud);
  let armed = false;
  return {
    isArmed: () => armed,
    arm: () => (armed = true),
    transport: {
      call: (request, options) => {
        if (!armed || !ASKS.includes(request.action)) return inner.call(request, options);
        armed = false;
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- whatever a transport of somebody's own may throw
        return Promise.reject(thrown());
      },
    },
  };
}

test.each(THROWN)('%s, thrown once, ends no stream and fails no query', async (_what, thrown) => {
  const cloud = simulated();
  const fault = throwing(cloud, thrown);
  const options: VpnMonitorOptions = { regionId: 'cn-hangzhou', transport: fault.transport, clock: cloud.clock, requestsPerSecond: 1000 };
  await using streaming = new VpnMonitor({ ...options, maxRetries: 0 });
  await expectStreamsToSurvive(cloud, streaming, fault);
  await using asking = new VpnMonitor(options);
  fault.arm();
  expect((await tunnel(asking).toArray({ limit: 100 })).length).toBeGreaterThan(0);
  expect(fault.isArmed()).toBe(false);
});

test.each<[string, () => unknown, string]>([
  ['a refused key', refused('InvalidAccessKeyId.NotFound'), 'auth'],
  ['a missing permission', refused('NoPermission'), 'forbidden'],
  ['the spent quota', coded('Throttling.User', { statusCode: 400, message: 'user api quota limit' }), 'quota-exhausted'],
  ['a certificate that is not trusted', coded('SELF_SIGNED_CERT_IN_CHAIN'), 'config'],
  ['a package that cannot be loaded', coded('ERR_MODULE_NOT_FOUND'), 'config'],
])('%s ends a stream with the reason', async (_what, thrown, code) => {
  const cloud = simulated();
  const fault = throwing(cloud, thrown);
  await using monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    transport: fault.transport,
    clock: cloud.clock,
    requestsPerSecond: 1000,
  });
  fault.arm();
  await expect(tunnel(monitor).follow({ pollMs: 1 }).next()).rejects.toMatchObject({ code, retryable: false });
  fault.arm();
  await expect(monitor.events().follow({ pollMs: 1 }).next()).rejects.toMatchObject({ code, retryable: false });
});

type Wire = (response: ServerResponse, request: IncomingMessage) => void;
const answering =
  (status: number, body: string | Buffer, headers: Readonly<Record<string, string>> = {}): Wire =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(body);
  };
const ON_THE_WIRE: readonly (readonly [string, Wire])[] = [
  ['a reset', (_response, { socket }) => void socket.resetAndDestroy()],
  ['a connection closed at once', (_response, { socket }) => void socket.destroy()],
  [
    'a body that breaks off',
    (response, { socket }) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"Code":"200",', () => void socket.destroy());
    },
  ],
  ['no HTTP at all', (_response, { socket }) => void socket.end('220 mail.example.com ESMTP\r\n\r\n')],
  ['a broken chunk', (_response, { socket }) => void socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n')],
  [
    'a redirect with a JSON object',
    answering(302, '{"Code":"200","Success":true,"Datapoints":"[]"}', { location: 'http://127.0.0.1:1/login' }),
  ],
  ['a broken gzip', answering(200, Buffer.from('1f8b0800deadbeef', 'hex'), { 'content-encoding': 'gzip' })],
  [
    'a byte order mark before an error',
    answering(400, '\uFEFF{"Code":"Throttling.User","Message":"Request was denied due to user flow control.","RequestId":"R"}'),
  ],
  ['a list', answering(200, '[]')],
  ['a text', answering(200, '"sign in"')],
  ['nothing', answering(200, '')],
  ['a refusal by something in between', answering(403, '{"message":"blocked by policy"}')],
  ['HTTP 400 SystemBusy', answering(400, '{"Code":"SystemBusy","Message":"busy","RequestId":"R"}')],
];

async function overHttp(cloud: Simulator, wire: Wire): Promise<Fault & AsyncDisposable & { readonly host: string }> {
  let armed = false;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      if (armed && ASKS.includes(headers['x-acs-action'] ?? '')) {
        armed = false;
        wire(response, request);
        return;
      }
      const answer = cloud.handle({ method: 'POST', url: request.url ?? '/', headers, body: Buffer.concat(chunks).toString() });
      if (answer.kind === 'answer') response.writeHead(answer.status, { ...answer.headers }).end(answer.body);
      else request.socket.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    isArmed: () => armed,
    arm: () => (armed = true),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test.each(ON_THE_WIRE)('%s, once on the wire, ends no stream and makes no empty series', async (_what, wire) => {
  const cloud = simulated();
  await using server = await overHttp(cloud, wire);
  const options: VpnMonitorOptions = {
    regionId: 'cn-hangzhou',
    credentials: { accessKeyId: 'id', accessKeySecret: 'secret' },
    endpoint: { cms: server.host, vpc: server.host, protocol: 'http' },
    clock: cloud.clock,
    requestsPerSecond: 1000,
  };
  await using streaming = new VpnMonitor({ ...options, maxRetries: 0 });
  await expectStreamsToSurvive(cloud, streaming, server);
  await using asking = new VpnMonitor(options);
  server.arm();
  expect((await tunnel(asking).toArray({ limit: 100 })).length).toBeGreaterThan(0);
  expect(server.isArmed()).toBe(false);
});
