import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type ErrorCode, parseSystemEvent, VpnMonitor, VpnMonitorError, type VpnMonitorOptions } from 'alicloud-vpn-monitor';
import { createSimulator, type PresetOptions, type Simulator } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';
import { root } from '../support/doc-blocks.ts';

const guide = readFileSync(join(root, 'docs/errors-and-troubleshooting.md'), 'utf8');
const CODES: Readonly<Record<ErrorCode, true>> = {
  config: true,
  auth: true,
  forbidden: true,
  throttled: true,
  'quota-exhausted': true,
  'not-found': true,
  'invalid-request': true,
  server: true,
  network: true,
  timeout: true,
  protocol: true,
};

/** The cells of the rows below a heading. */
const rowsBelow = (heading: string): string[][] =>
  guide
    .split(`## ${heading}\n`)[1]!
    .split('\n## ')[0]!
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| code ') && !line.startsWith('| you see'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

const mayPass = new Map(rowsBelow('Codes').map(([code = '', , passes = '']) => [code.replaceAll('`', ''), passes]));

test('each code has its row, and there are no others', () => {
  expect([...mayPass.keys()]).toEqual(Object.keys(CODES));
});

interface Case {
  readonly seen: string;
  readonly code: ErrorCode;
  readonly account?: PresetOptions;
  readonly options?: Partial<VpnMonitorOptions>;
  readonly prepare?: (cloud: Simulator) => void;
  readonly run?: (monitor: VpnMonitor) => Promise<unknown>;
}

const list = (monitor: VpnMonitor): Promise<unknown> => monitor.topology.connections().toArray();
const failing = (seen: string, code: ErrorCode, spec: Parameters<Simulator['fail']>[0]): Case => ({
  seen,
  code,
  prepare: (cloud) => cloud.fail({ ...spec, times: 2 }),
});

// What is seen, in the words of the guide: `…` stands for anything.
const CASES: readonly Case[] = [
  failing('InvalidAccessKeyId…', 'auth', { code: 'InvalidAccessKeyId.NotFound' }),
  failing('SignatureDoesNotMatch', 'auth', { code: 'SignatureDoesNotMatch' }),
  failing('InvalidSecurityToken.Expired', 'auth', { code: 'InvalidSecurityToken.Expired' }),
  failing('Forbidden.RAM … Allow cms:… for the RAM user or role', 'forbidden', { code: 'Forbidden.RAM', action: 'DescribeMetricLast' }),
  {
    seen: 'There is no VPN gateway vpn-… in the region …',
    code: 'not-found',
    run: (monitor) => monitor.gateway('vpn-nothing').metric('net_rx.rate').latest(),
  },
  {
    seen: 'the connection vco-… has no tunnel tun-…',
    code: 'not-found',
    account: { connections: [{ id: 'vco-1' }] },
    run: (monitor) => monitor.connection('vco-1').tunnel('tun-nothing').metric('state').latest(),
  },
  failing('Throttling.User: … flow control', 'throttled', { code: 'Throttling.User' }),
  { seen: 'user api quota limit', code: 'quota-exhausted', account: { quotaExhausted: true } },
  { ...failing('no answer within 10000 ms (attemptTimeoutMs)', 'timeout', { kind: 'hang' }), options: { attemptTimeoutMs: 250 } },
  failing('the answer is not a JSON object', 'protocol', { kind: 'html' }),
  failing('InternalError', 'server', { code: 'InternalError' }),
  failing('InvalidParameter', 'invalid-request', { code: 'InvalidParameter' }),
  failing('ECONNRESET', 'network', { kind: 'reset' }),
  { seen: 'this monitor is closed', code: 'config', run: async (monitor) => monitor.close().then(() => list(monitor)) },
];

async function failureOf({ account, options, prepare, run = defaultRun }: Case): Promise<VpnMonitorError> {
  const cloud = createSimulator.preset('dual-tunnel', { now: '2026-03-02T12:00:00Z', ...account });
  await using server = await cloud.listen();
  const { endpoint, credentials } = server;
  await using monitor = new VpnMonitor({ regionId: cloud.regionId, endpoint, credentials, clock: cloud.clock, maxRetries: 0, ...options });
  prepare?.(cloud);
  const error = await run(monitor).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!VpnMonitorError.isInstance(error)) throw new Error(`expected a VpnMonitorError, not ${String(error)}`);
  return error;
}

const defaultRun = (monitor: VpnMonitor): Promise<unknown> => monitor.fleet().metric('inboundRate').latest();

/** A text of the guide, of which words in capitals and numbers may differ. */
const pattern = (seen: string): RegExp =>
  new RegExp(
    seen
      .split('…')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\d+/g, '\\d+'))
      .join('[^]*'),
  );

test.each(CASES)('$seen is $code', async (one) => {
  const error = await failureOf(one);
  expect([error.code, error.message]).toEqual([one.code, expect.stringMatching(pattern(one.seen))]);
  expect(error.retryable, error.message).toBe(mayPass.get(one.code)!.startsWith('yes'));
});

test('every code is shown to be what the guide says of it', () => {
  expect(new Set(CASES.map(({ code }) => code))).toEqual(new Set(Object.keys(CODES)));
});

/** The other texts of the guide, with what they are. Tests of the transport show them; those of Node and its TLS are not in our sources. */
const SHOWN_ELSEWHERE: Readonly<Record<string, ErrorCode | 'TypeError'>> = {
  'No credentials found in the environment, …': 'auth',
  'the proxy … cannot be used': 'network',
  'the proxy … answered CONNECT … with HTTP 407': 'config',
  'the proxy … answered CONNECT … with HTTP 403': 'network',
  'self-signed certificate': 'config',
  'unable to get local issuer certificate': 'config',
  'The port does not speak TLS': 'network',
  '@alicloud/credentials … cannot be loaded': 'config',
  '… must be an https.Agent': 'TypeError',
  'agent and proxy cannot go together': 'TypeError',
  '… is not iterable': 'TypeError',
};
const WITHOUT_ROW = ['InternalError', 'InvalidParameter', 'ECONNRESET'];

test('the rows of what you see are the cases above and what is shown elsewhere, each with its code', () => {
  const rows = rowsBelow('By what you see').flatMap(([seen = '', code = '']) =>
    [...seen.matchAll(/`([^`]+)`/g)].map(([, text = '']) => [text, code.replaceAll('`', '')] as const),
  );
  const cases = CASES.filter(({ seen }) => !WITHOUT_ROW.includes(seen)).map(({ seen, code }) => [seen, code] as const);
  const expected = [...cases, ...Object.entries(SHOWN_ELSEWHERE)];
  expect(rows.filter(([, code]) => code !== '').sort()).toEqual(expected.sort());
});

test('a payload that cannot be read does not pass, as the guide says', () => {
  expect(() => parseSystemEvent('{')).toThrow(expect.objectContaining({ code: 'protocol', retryable: false }) as Error);
});

async function proxy(status: number): Promise<Server & AsyncDisposable> {
  const server = createServer();
  server.on('connect', (_request, socket) => socket.end(`HTTP/1.1 ${status} No\r\n\r\n`));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(server, {
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) =>
        server.close(() => {
          resolve();
        }),
      ),
  });
}

test.each([
  [407, 'config', false],
  [403, 'network', true],
] as const)('a proxy that answers %d is %s', async (status, code, retryable) => {
  await using server = await proxy(status);
  await using monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    credentials: { accessKeyId: 'key', accessKeySecret: 'secret' },
    proxy: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    maxRetries: 0,
  });
  await expect(list(monitor)).rejects.toMatchObject({
    code,
    retryable,
    message: expect.stringMatching(pattern(`the proxy … answered CONNECT … with HTTP ${status}`)) as string,
  });
  expect(guide).toContain(`| \`the proxy … answered CONNECT … with HTTP ${status}\` | \`${code}\` |`);
});
