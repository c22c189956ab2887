import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { afterEach, expect, test, vi } from 'vitest';
import { GatewayMetric, generatedTransport, httpsTransport, openApiTransport, type Transport, VpnMonitor } from '../../src/index.ts';
import { VERSION } from '../../src/internal/version.ts';
import { fakeService } from '../transport/fake-service.ts';

const credentials = { accessKeyId: 'id', accessKeySecret: 'secret' };
const create = (options: object) => () => new VpnMonitor({ regionId: 'cn-hangzhou', credentials, ...options });
afterEach(() => {
  vi.unstubAllEnvs();
});

test.each<[object, string]>([
  [{ agent: { maxSockets: 5 } }, 'agent [Object] must be an https.Agent'],
  [{ agent: 'agent' }, "agent 'agent' must be an https.Agent"],
  [{ agent: null }, 'agent null must be an https.Agent'],
  [{ proxy: 'socks5://user:hunter2@proxy' }, "proxy 'socks5://***@proxy' must be the address of an HTTP proxy"],
  [{ proxy: true }, 'proxy true must be the address of an HTTP proxy'],
  [{ proxy: 'http://proxy', agent: new Agent() }, 'agent and proxy cannot go together'],
  [{ userAgent: '' }, "userAgent '' must be 1 to 200 printable ASCII characters"],
  [{ userAgent: 'a\nb' }, "userAgent 'a\\nb' must be"],
  [{ userAgent: 'ü' }, "userAgent 'ü' must be"],
  [{ userAgent: 5 }, 'userAgent 5 must be'],
  [{ agent: {}, endpoint: { cms: 'stand-in', protocol: 'http' } }, 'agent {} must be an http.Agent'],
  [{ endpoint: { cbm: 'x' } }, 'cms, vpc, cbn and protocol'],
])('%j is refused by name', (options, message) => {
  expect(create(options)).toThrow(TypeError);
  expect(create(options)).toThrow(message);
});

test.each<[string, unknown]>([
  ['credentials', credentials],
  ['endpoint', {}],
  ['agent', new Agent()],
  ['proxy', false],
  ['userAgent', 'mine/1'],
])('%s is refused beside a transport, which would ignore it', (name, value) => {
  const transport: Transport = { call: () => Promise.reject(new Error('not called')) };
  expect(() => new VpnMonitor({ regionId: 'cn-hangzhou', transport, [name]: value })).toThrow(
    new TypeError(
      `${name} is of the default transport, which \`transport\` replaces: give it to your own, such as httpsTransport({ regionId, ${name} })`,
    ),
  );
});

test('a proxy of the environment that cannot be used is a config error when the monitor is made', () => {
  vi.stubEnv('HTTPS_PROXY', 'ftp://user:hunter2@proxy.example');
  expect(create({})).toThrow(
    expect.objectContaining({
      code: 'config',
      message: expect.stringMatching(/^HTTPS_PROXY 'ftp:\/\/\*\*\*@proxy\.example' is not/) as string,
    }) as Error,
  );
  expect(create({ proxy: false })).not.toThrow();
  expect(create({ agent: new Agent() })).not.toThrow();
  expect(create({ endpoint: { cms: 'stand-in', protocol: 'http' } })).not.toThrow();
});

test('a proxy of the environment that cannot be used fails only the calls that need it, where loopback needs none', async () => {
  vi.stubEnv('HTTPS_PROXY', 'ftp://user:hunter2@proxy.example');
  const transport = httpsTransport({ regionId: 'cn-hangzhou', credentials, endpoint: { cms: '127.0.0.1:1', vpc: '127.0.0.1:1' } });
  const call = (product: 'vpc' | 'cbn'): Promise<unknown> =>
    transport.call({ product, action: 'Describe', params: {} }, { signal: new AbortController().signal, timeoutMs: 5_000 });
  await expect(call('vpc')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await expect(call('cbn')).rejects.toMatchObject({ code: 'config', message: expect.stringMatching(/^HTTPS_PROXY/) as string });
});

test('a text of digits is no number, and is quoted', () => {
  expect(create({ topologyTtlMs: '10' })).toThrow(new RangeError("topologyTtlMs '10' must be 0 or more milliseconds"));
});

test.each<[string, () => unknown, string]>([
  [
    'httpsTransport',
    () => httpsTransport(undefined as never),
    "httpsTransport() takes options, such as { regionId: 'cn-hangzhou' }, but was given undefined",
  ],
  [
    'openApiTransport',
    () => openApiTransport(undefined as never),
    "openApiTransport() takes options, such as { regionId: 'cn-hangzhou' }, but was given undefined",
  ],
  [
    'generatedTransport',
    () => generatedTransport(undefined as never),
    'generatedTransport() takes clients, such as { cms, vpc }, but was given undefined',
  ],
  [
    'a transport with an endpoint that is none',
    () => httpsTransport({ regionId: 'cn-hangzhou', endpoint: 'stand-in' as never }),
    'endpoint must be an object of cms, vpc, cbn and protocol',
  ],
])('%s says what to give', (_what, act, message) => {
  expect(act).toThrow(TypeError);
  expect(act).toThrow(message);
});

test('requests name this package, its version and the program', async () => {
  await using service = await fakeService();
  const endpoint = { cms: service.host, vpc: service.host, protocol: 'http' } as const;
  for (const userAgent of [undefined, 'my-service/1.2 (host)']) {
    await using monitor = new VpnMonitor({ regionId: 'cn-hangzhou', credentials, endpoint, userAgent, metadata: 'catalog' });
    await monitor
      .gateway('vpn-1')
      .metric(GatewayMetric.InboundRate)
      .latest()
      .catch(() => undefined);
  }
  const named = new Set(service.seen.map(({ headers }) => headers['user-agent']));
  expect(named).toEqual(new Set([`alicloud-vpn-monitor/${VERSION}`, `alicloud-vpn-monitor/${VERSION} my-service/1.2 (host)`]));
});

test('the version that requests name is that of the package', () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { readonly version: string };
  expect(VERSION).toBe(version);
});

test('a transport of one’s own may be the default one, set up otherwise', async () => {
  await using service = await fakeService();
  const transport = httpsTransport({
    regionId: 'cn-hangzhou',
    credentials,
    endpoint: { cms: service.host, vpc: service.host, protocol: 'http' },
    userAgent: 'mine/1',
  });
  await using monitor = new VpnMonitor({ regionId: 'cn-hangzhou', transport, metadata: 'catalog' });
  await monitor
    .gateway('vpn-1')
    .metric(GatewayMetric.InboundRate)
    .latest()
    .catch(() => undefined);
  expect(service.seen.length).toBeGreaterThan(0);
});
