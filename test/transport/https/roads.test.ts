import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect, promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import {
  GatewayMetric,
  httpsTransport,
  type MetricPoint,
  VpnMonitor,
  type VpnMonitorError,
  type VpnMonitorOptions,
} from '../../../src/index.ts';
import { neverSent } from '../../../src/transport/failures/vendor-error.ts';
import { fakeService } from '../fake-service.ts';
import { privateAuthority } from './support/certificate.ts';
import { connectProxy } from './support/connect-proxy.ts';
import { remoteService } from './support/remote.ts';

const program = fileURLToPath(new URL('read-series.ts', import.meta.url));
const credentials = { accessKeyId: 'id', accessKeySecret: 'secret' };
const authority = privateAuthority();
const folder = mkdtempSync(join(tmpdir(), 'roads-'));
const caFile = join(folder, 'ca.crt');
writeFileSync(caFile, authority.ca);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const tls = { key: authority.key, cert: authority.cert };
const readIn = async (
  options: Partial<VpnMonitorOptions> & { readonly aheadMs?: number },
  environment: Record<string, string> = {},
): Promise<unknown> => {
  const env = { PATH: process.env['PATH'], ...environment };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--import', 'tsx', program, JSON.stringify(options)], {
    timeout: 20_000,
    env,
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
};
const read = async (options: Partial<VpnMonitorOptions>): Promise<MetricPoint[]> => {
  await using monitor = new VpnMonitor({ regionId: 'cn-hangzhou', credentials, maxRetries: 0, ...options });
  return await monitor.gateway('vpn-1').metric(GatewayMetric.InboundRate).last('1h').toArray({ limit: 100 });
};
const everything = expect.toSatisfy((count: number) => count === 59 || count === 58 || count === 60) as number;

test('a private certificate authority given by `agent` is trusted, also over IPv6', async () => {
  await using service = await remoteService({ host: '::1', tls });
  const host = `[::1]:${String(service.port)}`;
  const agent = new Agent({ keepAlive: true, ca: authority.ca });
  expect((await read({ endpoint: { cms: host, vpc: host }, agent })).length).toEqual(everything);
  agent.destroy();
});

test('a certificate that nobody vouches for fails with Node’s own code', async () => {
  await using service = await remoteService({ tls });
  const transport = httpsTransport({ regionId: 'cn-hangzhou', credentials, endpoint: { cms: `127.0.0.1:${String(service.port)}` } });
  const call = transport.call(
    { product: 'cms', action: 'DescribeMetricList', params: {} },
    { signal: new AbortController().signal, timeoutMs: 5_000 },
  );
  await expect(call).rejects.toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
});

test('HTTPS_PROXY and NODE_EXTRA_CA_CERTS lead a whole process through a proxy', async () => {
  await using service = await remoteService({ tls });
  await using proxy = await connectProxy(service);
  const endpoint = { cms: 'cms.service.example', vpc: 'vpc.service.example:8443' };
  const environment = { HTTPS_PROXY: `http://user:hunter2@127.0.0.1:${String(proxy.port)}`, NODE_EXTRA_CA_CERTS: caFile };
  expect(await readIn({ endpoint }, environment)).toEqual({ points: everything });
  expect(proxy.seen.length).toBeGreaterThan(0);
  expect(new Set(proxy.seen.map(({ authority: to, authorization }) => `${to} ${String(authorization)}`))).toEqual(
    new Set([`cms.service.example:443 Basic ${Buffer.from('user:hunter2').toString('base64')}`]),
  );
});

test('`proxy` leads through a proxy, also to loopback, over IPv6 and for plain HTTP', async () => {
  await using service = await remoteService({ host: '::1' });
  await using proxy = await connectProxy({ host: '::1', port: service.port });
  const host = `[::1]:${String(service.port)}`;
  const points = await read({ endpoint: { cms: host, vpc: host, protocol: 'http' }, proxy: `http://127.0.0.1:${String(proxy.port)}` });
  expect(points.length).toEqual(everything);
  expect(proxy.seen.map(({ authority: to }) => to)).toEqual(proxy.seen.map(() => host));
  expect(proxy.seen.length).toBe(1);
});

test('connections through a proxy are kept, and TLS goes through them', async () => {
  await using service = await remoteService({ tls });
  await using proxy = await connectProxy(service);
  const options = {
    endpoint: { cms: 'cms.service.example' },
    proxy: `http://127.0.0.1:${String(proxy.port)}`,
    metadata: 'catalog',
  } as const;
  expect(await readIn(options, { NODE_EXTRA_CA_CERTS: caFile })).toEqual({ points: everything });
  expect(await readIn(options)).toMatchObject({ message: expect.stringMatching(/verify|certificate|self/i) as string });
});

test('`proxy: false` and NO_PROXY go past the proxy of the environment', async () => {
  await using proxy = await connectProxy({ port: 1 });
  const environment = { HTTPS_PROXY: `http://127.0.0.1:${String(proxy.port)}` };
  const endpoint = { cms: 'cms.service.invalid', vpc: 'vpc.service.invalid' };
  await readIn({ endpoint, proxy: false, maxRetries: 0 }, environment);
  await readIn({ endpoint, maxRetries: 0 }, { ...environment, no_proxy: '.service.invalid' });
  expect(proxy.seen).toHaveLength(0);
  await readIn({ endpoint, maxRetries: 0 }, environment);
  expect(proxy.seen.length).toBeGreaterThan(0);
});

test.each([
  [
    407,
    /answered CONNECT cms\.service\.example:443 with HTTP 407\. It asks for other credentials: check the user and password in `proxy`\.$/,
    { code: 'config', retryable: false },
  ],
  [
    502,
    /answered CONNECT cms\.service\.example:443 with HTTP 502\. Check whether the proxy lets this host through, or its address in `proxy`\.$/,
    { code: 'network', retryable: true },
  ],
])('a proxy that answers %i is an error that names it, and not its credentials', async (status, message, kind) => {
  await using proxy = await connectProxy({ port: 1 });
  proxy.mood = status;
  const error = await read({
    endpoint: { cms: 'cms.service.example' },
    proxy: `http://user:hunter2@127.0.0.1:${String(proxy.port)}`,
  }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ ...kind, message: expect.stringMatching(message) as string, cause: { code: 'ERR_PROXY_TUNNEL' } });
  expect(neverSent(error as VpnMonitorError)).toBe(status !== 407);
  expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/hunter2|aHVudGVyMg/);
});

test('a proxy that cannot be reached is a network error that names it', async () => {
  const service = await fakeService();
  await service[Symbol.asyncDispose]();
  const error = read({ endpoint: { cms: 'cms.service.example' }, proxy: `http://user:hunter2@${service.host}` });
  await expect(error).rejects.toMatchObject({
    code: 'network',
    message: expect.stringMatching(
      new RegExp(
        `the proxy ${service.host} cannot be used: connect ECONNREFUSED .*\\. Check that the proxy ${service.host} runs and that this machine reaches it, or its address in \`proxy\`\\.$`,
      ),
    ) as string,
    cause: { code: 'ECONNREFUSED', syscall: 'connect' },
  });
});

test('a proxy that is given as https but does not speak TLS is told so', async () => {
  await using proxy = await connectProxy({ port: 1 });
  const error = read({ endpoint: { cms: 'cms.service.example' }, proxy: `https://127.0.0.1:${String(proxy.port)}` });
  await expect(error).rejects.toMatchObject({
    message: expect.stringMatching(
      /cannot be used: .*wrong version number\. Its port does not speak TLS: give its address with http:\/\/ in `proxy`\.$/,
    ) as string,
  });
});

test('a proxy of the environment is named by its variable', async () => {
  await using proxy = await connectProxy({ port: 1 });
  proxy.mood = 407;
  const result = readIn({ endpoint: { cms: 'cms.service.example' } }, { HTTPS_PROXY: `http://127.0.0.1:${String(proxy.port)}` });
  expect(await result).toMatchObject({
    code: 'config',
    message: expect.stringContaining('check the user and password in HTTPS_PROXY.') as string,
  });
});

test('time that runs out at a proxy that never answers is told of the proxy', async () => {
  await using proxy = await connectProxy({ port: 1 });
  proxy.mood = 'silent';
  const error = read({ endpoint: { cms: 'cms.service.example' }, proxy: `http://127.0.0.1:${String(proxy.port)}`, attemptTimeoutMs: 200 });
  await expect(error).rejects.toMatchObject({
    code: 'timeout',
    message: expect.stringContaining(`Check that the proxy 127.0.0.1:${String(proxy.port)} runs`) as string,
  });
});

test('TLS to a port that does not speak it is told so, without what OpenSSL prints', async () => {
  await using service = await fakeService();
  const error = read({ endpoint: { cms: service.host, vpc: service.host } });
  await expect(error).rejects.toMatchObject({
    code: 'network',
    message: expect.stringMatching(
      /failed: TLS: wrong version number\. The port does not speak TLS: check endpoint\.protocol and the port\.$/,
    ) as string,
    cause: { message: 'TLS: wrong version number' },
  });
});

test('an abort ends the wait for a proxy that never answers, and the connection to it', async () => {
  await using proxy = await connectProxy({ port: 1 });
  proxy.mood = 'silent';
  const controller = new AbortController();
  const transport = httpsTransport({
    regionId: 'cn-hangzhou',
    credentials,
    endpoint: { cms: 'cms.service.example' },
    proxy: `http://127.0.0.1:${String(proxy.port)}`,
  });
  const call = transport.call(
    { product: 'cms', action: 'DescribeMetricList', params: {} },
    { signal: controller.signal, timeoutMs: 5_000 },
  );
  await expect.poll(() => proxy.seen.length).toBe(1);
  controller.abort('enough');
  await expect(call).rejects.toBe('enough');
  await expect.poll(() => proxy.connections()).toBe(0);
});

test.each([2, -2])('a machine whose clock is %i hours off reads a series', async (hours) => {
  await using service = await remoteService();
  const host = `127.0.0.1:${String(service.port)}`;
  expect(await readIn({ endpoint: { cms: host, vpc: host, protocol: 'http' }, aheadMs: hours * 3_600_000 })).toEqual({
    points: everything,
  });
});

test('connections through a proxy are bounded, also while none of them stands, and leave nothing behind', async () => {
  await using service = await fakeService(() => undefined);
  await using proxy = await connectProxy({ port: Number(service.host.split(':')[1]) });
  const endpoint = { cms: service.host, protocol: 'http' } as const;
  const transport = httpsTransport({ regionId: 'cn-hangzhou', credentials, endpoint, proxy: `http://127.0.0.1:${String(proxy.port)}` });
  const controllers = Array.from({ length: 150 }, () => new AbortController());
  const calls = controllers.map(({ signal }) =>
    transport.call({ product: 'cms', action: 'DescribeMetricList', params: {} }, { signal, timeoutMs: 5_000 }),
  );
  const outcomes = Promise.allSettled(calls);
  await expect.poll(() => service.seen.length).toBe(64);
  expect(await proxy.connections()).toBe(64);
  proxy.mood = 'silent';
  for (const controller of controllers.slice(0, 64)) controller.abort('enough');
  await expect.poll(() => proxy.seen.length).toBe(128);
  for (const controller of controllers) controller.abort('enough');
  expect(new Set((await outcomes).map((outcome): unknown => outcome.status === 'rejected' && outcome.reason))).toEqual(new Set(['enough']));
  await expect.poll(() => proxy.connections()).toBe(0);
});
