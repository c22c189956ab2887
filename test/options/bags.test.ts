import {
  createEventReceiver,
  GatewayMetric,
  generatedTransport,
  httpsTransport,
  openApiTransport,
  parseAlertNotification,
  parseLogLine,
  parseSystemEvent,
  Quantity,
  VpnMonitor,
} from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { afterAll, expect, test } from 'vitest';

const regionId = 'cn-hangzhou';
const credentials = { accessKeyId: 'LTAI1', accessKeySecret: 'hunter2' };
const client = { callApi: () => Promise.resolve({}) };
const cloud = createSimulator({
  regionId,
  gateways: [{ id: 'vpn-1' }],
  connections: [
    { id: 'vco-1', gatewayId: 'vpn-1', bgp: true, tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] },
    { id: 'vco-2', gatewayId: 'vpn-1', mode: 'single', healthCheck: true },
  ],
});
const monitor = new VpnMonitor({ regionId, credentials });
afterAll(() => monitor.close());
const watch = monitor.watch(monitor.fleet());
const query = monitor.gateway('vpn-1').metric(GatewayMetric.InboundRate);
const at = { start: 0, end: 1, metric: 'net_rx.rate' };

/** What takes options, what is asked of it beside the unknown one, an option misspelt, and the option that was meant. */
type Bag = readonly [taker: string, take: (options: never) => unknown, needed: object, misspelt: string, meant: string];
const bag = <T extends object>(
  taker: string,
  take: (options: T) => unknown,
  needed: object,
  misspelt: string,
  meant: keyof T & string,
): Bag => [taker, take, needed, misspelt, meant];

const BAGS: readonly Bag[] = [
  bag('VpnMonitor', (o: ConstructorParameters<typeof VpnMonitor>[0]) => new VpnMonitor(o), { regionId }, 'regionID', 'regionId'),
  bag(
    'VpnMonitor',
    (o: ConstructorParameters<typeof VpnMonitor>[0]) => new VpnMonitor(o),
    { regionId },
    'requestPerSecond',
    'requestsPerSecond',
  ),
  bag(
    'credentials',
    (o: typeof credentials & { securityToken?: string }) => new VpnMonitor({ regionId, credentials: o }),
    credentials,
    'securtyToken',
    'securityToken',
  ),
  bag('endpoint', (o: { cms?: string; vpc?: string }) => new VpnMonitor({ regionId, endpoint: o }), { cms: '127.0.0.1:1' }, 'vpcs', 'vpc'),
  bag('httpsTransport()', httpsTransport, { regionId, credentials }, 'userAgnet', 'userAgent'),
  bag('openApiTransport()', openApiTransport, { regionId, credentials }, 'endpiont', 'endpoint'),
  bag('generatedTransport()', generatedTransport, { cms: client }, 'VPC', 'vpc'),
  bag(
    'fleet()',
    (o: Exclude<Parameters<typeof monitor.fleet>[0], readonly unknown[] | undefined>) => monitor.fleet(o),
    {},
    'gatewayId',
    'gatewayIds',
  ),
  bag('connection()', (o: NonNullable<Parameters<typeof monitor.connection>[1]>) => monitor.connection('vco-1', o), {}, 'name', 'names'),
  bag('tunnel()', (o: NonNullable<Parameters<typeof monitor.tunnel>[1]>) => monitor.tunnel('tun-1', o), {}, 'nmaes', 'names'),
  bag(
    'topology.gateways()',
    (o: NonNullable<Parameters<typeof monitor.topology.gateways>[0]>) => monitor.topology.gateways(o),
    {},
    'refersh',
    'refresh',
  ),
  bag(
    'topology.certificates()',
    (o: NonNullable<Parameters<typeof monitor.topology.certificates>[0]>) => monitor.topology.certificates(o),
    {},
    'singal',
    'signal',
  ),
  bag(
    'topology.connections()',
    (o: NonNullable<Parameters<typeof monitor.topology.connections>[0]>) => monitor.topology.connections(o),
    {},
    'gatewayIds',
    'gatewayId',
  ),
  bag(
    'topology.tunnels()',
    (o: NonNullable<Parameters<typeof monitor.topology.tunnels>[0]>) => monitor.topology.tunnels(o),
    {},
    'tag',
    'tags',
  ),
  bag('topology.resolve()', (o: { refresh?: boolean }) => monitor.topology.resolve('vpn-1', o), {}, 'refesh', 'refresh'),
  bag('routes()', (o: { kind?: 'bgp' }) => monitor.gateway('vpn-1').routes(o), {}, 'kinds', 'kind'),
  bag('routes()', (o: { signal?: AbortSignal }) => monitor.attachment('vco-1').routes(o), {}, 'signals', 'signal'),
  bag('sslClients()', (o: { signal?: AbortSignal }) => monitor.gateway('vpn-1').sslClients(o), {}, 'singal', 'signal'),
  bag(
    'flowLogs.list()',
    (o: NonNullable<Parameters<typeof monitor.flowLogs.list>[0]>) => monitor.flowLogs.list(o),
    {},
    'trafficPaths',
    'trafficPath',
  ),
  bag('flowLogs.delete()', (o: { cenId?: string }) => monitor.flowLogs.delete('fl-1', o), {}, 'cenID', 'cenId'),
  bag('flowLogQuery()', (o: { top?: number }) => monitor.connection('vco-1').flowLogQuery(o), {}, 'topp', 'top'),
  bag('events()', (o: NonNullable<Parameters<typeof monitor.events>[0]>) => monitor.events(o), {}, 'level', 'levels'),
  bag('events().follow()', (o: { pollMs?: number }) => monitor.events().follow(o), {}, 'pollMS', 'pollMs'),
  bag('events().toArray()', (o: { limit: number }) => monitor.events().toArray(o), { limit: 1 }, 'limits', 'limit'),
  bag('follow()', (o: { overlapMs?: number }) => query.follow(o), {}, 'overlap', 'overlapMs'),
  bag('top()', (o: NonNullable<Parameters<typeof query.top>[0]>) => query.top(o), {}, 'bye', 'by'),
  bag('toArray()', (o: { limit: number }) => query.toArray(o), { limit: 1 }, 'limt', 'limit'),
  bag(
    'subscriptions.put()',
    (o: { name: string; keyword?: string }) =>
      monitor.subscriptions.put({ events: 'all', targets: { webhook: 'https://example.com' }, ...o }),
    { name: 'a' },
    'keywords',
    'keyword',
  ),
  bag(
    'subscriptions.put() targets',
    (o: { webhook?: string }) => monitor.subscriptions.put({ name: 'a', events: 'all', targets: o }),
    {},
    'webook',
    'webhook',
  ),
  bag(
    'subscriptions.put() webhook',
    (o: { url: string; method?: 'GET' }) => monitor.subscriptions.put({ name: 'a', events: 'all', targets: { webhook: o } }),
    { url: 'https://example.com' },
    'methods',
    'method',
  ),
  bag(
    'subscriptions.put() options',
    (o: { dryRun?: true }) => monitor.subscriptions.put({ name: 'a', events: 'all', targets: { webhook: 'https://example.com' } }, o),
    {},
    'dryrun',
    'dryRun',
  ),
  bag('subscriptions.list()', (o: { targets?: boolean }) => monitor.subscriptions.list(o), {}, 'target', 'targets'),
  bag('subscriptions.delete()', (o: { dryRun?: true }) => monitor.subscriptions.delete('a', o), {}, 'dry', 'dryRun'),
  bag('watch()', (o: NonNullable<Parameters<typeof monitor.watch>[1]>) => monitor.watch(monitor.fleet(), o), {}, 'pollsMs', 'pollMs'),
  bag(
    'watch()',
    (o: NonNullable<Parameters<typeof monitor.watch>[1]>) => monitor.watch(monitor.fleet(), o),
    {},
    'certificateNoticeDay',
    'certificateNoticeDays',
  ),
  bag('diagnose()', (o: { signal?: AbortSignal }) => monitor.connection('vco-1').diagnose(o), {}, 'singal', 'signal'),
  bag(
    'logs()',
    (o: NonNullable<Parameters<ReturnType<typeof monitor.connection>['logs']>[0]>) => monitor.connection('vco-1').logs(o),
    {},
    'tunelId',
    'tunnelId',
  ),
  bag('parseLogLine()', (o: NonNullable<Parameters<typeof parseLogLine>[1]>) => parseLogLine('', o), {}, 'utcOfset', 'utcOffset'),
  bag('watch() confirm', (o: { down?: number }) => monitor.watch(monitor.fleet(), { confirm: o }), {}, 'donw', 'down'),
  bag('on()', (o: { signal?: AbortSignal }) => watch.on('poll', () => undefined, o), {}, 'sginal', 'signal'),
  bag('once()', (o: { signal?: AbortSignal }) => watch.once('poll', () => undefined, o), {}, 'signals', 'signal'),
  bag('transitions()', (o: { limit?: number }) => watch.transitions(o), {}, 'limits', 'limit'),
  bag('parseSystemEvent()', (o: { maxBytes?: number }) => parseSystemEvent('{}', o), {}, 'maxByte', 'maxBytes'),
  bag('parseAlertNotification()', (o: { maxBytes?: number }) => parseAlertNotification('{}', o), {}, 'maxByte', 'maxBytes'),
  bag('createSimulator()', createSimulator, { regionId }, 'connection', 'connections'),
  bag('createSimulator()', createSimulator, { regionId }, 'contactGroup', 'contactGroups'),
  bag('createSimulator.preset()', (o: { size?: object }) => createSimulator.preset('fleet', o), {}, 'sise', 'size'),
  bag('size', (o: { gateways?: number }) => createSimulator.preset('fleet', { size: o }), {}, 'gateway', 'gateways'),
  bag(
    'createSimulator.fleet()',
    (o: NonNullable<Parameters<typeof createSimulator.fleet>[0]>) => createSimulator.fleet(o),
    {},
    'attachment',
    'attachments',
  ),
  bag('data', (o: { missing?: number }) => createSimulator({ regionId, data: o }), {}, 'mising', 'missing'),
  bag(
    'data.late',
    (o: { ratio: number; byMs: number }) => createSimulator({ regionId, data: { late: o } }),
    { ratio: 0, byMs: 0 },
    'byMS',
    'byMs',
  ),
  bag('events', (o: { product?: string }) => createSimulator({ regionId, events: o }), {}, 'products', 'product'),
  bag('logs', (o: { incompleteAnswers?: number }) => createSimulator({ regionId, logs: o }), {}, 'incompleteAnswer', 'incompleteAnswers'),
  bag('gateways[0]', (o: { sslClients?: number }) => createSimulator({ regionId, gateways: [o] }), {}, 'sslClient', 'sslClients'),
  bag('connections[0]', (o: { gatewayId?: string }) => createSimulator({ regionId, connections: [o] }), {}, 'gateway', 'gatewayId'),
  bag('gateways[0].clients[0]', (o: { user?: string }) => createSimulator({ regionId, gateways: [{ clients: [o] }] }), {}, 'users', 'user'),
  bag(
    'connections[0].routes[0]',
    (o: { destination: string; weight?: number }) => createSimulator({ regionId, connections: [{ routes: [o] }] }),
    { destination: '10.0.0.0/8' },
    'wieght',
    'weight',
  ),
  bag('connections[0].tunnels[0]', (o: { id?: string }) => createSimulator({ regionId, connections: [{ tunnels: [o] }] }), {}, 'ip', 'id'),
  bag(
    'certificates[0]',
    (o: { endTime: string }) => createSimulator({ regionId, certificates: [o] }),
    { endTime: '2027-01-01' },
    'endTimes',
    'endTime',
  ),
  bag('fail()', (o: { code: string; times?: number }) => cloud.fail(o), { code: 'Throttling.User' }, 'time', 'times'),
  bag('down()', (o: { phase?: 'phase1' }) => cloud.tunnel('tun-1').down(o), {}, 'phases', 'phase'),
  bag('up()', (o: { at?: number }) => cloud.tunnel('tun-1').up(o), {}, 'att', 'at'),
  bag('flap()', (o: { every: '2m'; times?: number }) => cloud.connection('vco-1').flap(o), { every: '2m' }, 'tmes', 'times'),
  bag('bgpDown()', (o: { at?: number }) => cloud.connection('vco-1').bgpDown(o), {}, 'att', 'at'),
  bag('healthFailed()', (o: { at?: number }) => cloud.connection('vco-2').healthFailed(o), {}, 'att', 'at'),
  bag('publish()', (o: { at?: number }) => cloud.publish('x', 'tun-1', o), {}, 'att', 'at'),
  bag('push()', (o: { since?: number }) => cloud.push('http://127.0.0.1:1', o), {}, 'sinc', 'since'),
  bag('truth.points()', (o: typeof at & { period?: number }) => cloud.truth.points(o), at, 'periods', 'period'),
];

const refusalOf = async (work: () => unknown): Promise<unknown> => {
  try {
    await work();
  } catch (error) {
    return error;
  }
  return undefined;
};

test.each(BAGS)('%s refuses an option that it does not have, and names the nearest', async (_taker, take, needed, misspelt, meant) => {
  const error = await refusalOf(() => take({ ...needed, [misspelt]: 'hunter2' } as never));
  expect(error).toBeInstanceOf(TypeError);
  expect(String(error)).toContain(`'${misspelt}'`);
  expect(String(error)).toContain(`did you mean ${meant}?`);
  expect(String(error)).not.toContain('hunter2');
});

test.each(BAGS)('%s refuses what is no object', async (_taker, take) => {
  for (const wrong of ['cn-hangzhou', 7, true, [1], new Date(), new Map(), new AbortController().signal]) {
    expect(await refusalOf(() => take(wrong as never)), typeof wrong).toSatisfy(
      (error) => error instanceof TypeError || error instanceof RangeError,
    );
  }
});

test.each<[string, () => unknown]>([
  ['logger: 42', () => new VpnMonitor({ regionId, logger: 42 as never })],
  ['logger: {}', () => new VpnMonitor({ regionId, logger: {} })],
  ['logger: { warning }', () => new VpnMonitor({ regionId, logger: { warning: () => undefined } as never })],
  ['logger: { warn: true }', () => new VpnMonitor({ regionId, logger: { warn: true } as never })],
  ['logger of a receiver', () => createEventReceiver({ secret: 'x', onEvent: () => undefined, logger: 42 as never })],
  ['clock: {}', () => new VpnMonitor({ regionId, clock: {} as never })],
  ['requestsPerSecond: x', () => new VpnMonitor({ regionId, requestsPerSecond: 'x' as never })],
  ['requestsPerSecond: NaN', () => new VpnMonitor({ regionId, requestsPerSecond: Number.NaN })],
  ['maxRetries: 1.5', () => new VpnMonitor({ regionId, maxRetries: 1.5 })],
  ['topologyTtlMs: "5"', () => new VpnMonitor({ regionId, topologyTtlMs: '5' as never })],
  ['inRegion: 5', () => monitor.inRegion(5 as never)],
  ['pollMs: "60"', () => monitor.watch(monitor.fleet(), { pollMs: '60' as never })],
  ['follow: pollMs "60"', () => query.follow({ pollMs: '60' as never })],
  ['follow: pollMs NaN', () => monitor.events().follow({ pollMs: Number.NaN })],
  ['names: "yes"', () => monitor.fleet({ names: 'yes' as never })],
  ['gatewayIds: text', () => monitor.fleet({ gatewayIds: 'vpn-1' as never })],
  ['connectionIds: text', () => monitor.topology.connections({ connectionIds: 'vco-1' as never })],
  ['tags: text', () => monitor.topology.connections({ tags: 'env' as never })],
  ['refresh: 1', () => monitor.topology.gateways({ refresh: 1 as never })],
  ['signal: controller', () => monitor.topology.gateways({ signal: new AbortController() as never })],
  ['maxBytes: "1"', () => parseSystemEvent('{}', { maxBytes: '1' as never })],
  ['simulator: seed', () => createSimulator({ regionId, seed: 'x' as never })],
  ['simulator: latency', () => createSimulator({ regionId, latencyMs: Number.NaN })],
  ['simulator: missing', () => createSimulator({ regionId, data: { missing: 2 } })],
  ['simulator: datapoints', () => createSimulator({ regionId, datapoints: 'list' as never })],
  ['simulator: gateways', () => createSimulator({ regionId, gateways: {} as never })],
  ['fail() with nothing', () => cloud.fail({ action: 'DescribeMetricList' } as never)],
])('%s is refused at once', (_what, make) => {
  expect(make).toThrow(/TypeError|RangeError|./);
  expect(() => {
    try {
      make();
    } catch (error) {
      expect(error).toSatisfy((one) => one instanceof TypeError || one instanceof RangeError);
      throw error;
    }
  }).toThrow();
});

test('undefined stands for an option that is absent, and objects of classes are taken for their fields', () => {
  class Options {
    readonly #own = 1;
    readonly regionId = regionId;
    get attemptTimeoutMs(): number {
      return this.#own;
    }
  }
  expect(new VpnMonitor(new Options()).regionId).toBe(regionId);
  new VpnMonitor({
    regionId,
    credentials: undefined,
    endpoint: undefined,
    logger: undefined,
    clock: undefined,
    agent: undefined,
    proxy: undefined,
  });
  monitor.fleet({ gatewayIds: undefined, tags: undefined, names: undefined, per: undefined });
  monitor.topology.connections({ gatewayId: undefined, tags: undefined, signal: undefined });
  monitor.fleet().metric(Quantity.State).follow({ pollMs: undefined });
  new VpnMonitor({
    regionId,
    credentials: new (class {
      readonly cache = 1;
      getCredential() {
        return Promise.resolve(credentials);
      }
    })(),
  });
  new VpnMonitor({ regionId, logger: console });
});
