import { createEventReceiver, GatewayMetric, TunnelMetric, VpnMonitor } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { afterAll, expect, test } from 'vitest';

const regionId = 'cn-hangzhou';
const monitor = new VpnMonitor({ regionId, credentials: { accessKeyId: 'LTAI1', accessKeySecret: 'hunter2' } });
afterAll(() => monitor.close());
const query = monitor.gateway('vpn-1').metric(GatewayMetric.InboundRate);
const cloud = createSimulator({
  regionId,
  gateways: [{ id: 'vpn-1' }],
  connections: [{ id: 'vco-1', gatewayId: 'vpn-1', tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] }],
});
const simulated = (options: object) => (): unknown => createSimulator({ regionId, ...options });
const gateway = (spec: object) => simulated({ gateways: [spec] });
const connection = (spec: object) => simulated({ connections: [spec] });

/** What JavaScript callers reach without the compiler's help; each answer names what was given. */
const WRONG: readonly (readonly [what: string, work: () => unknown, message: RegExp])[] = [
  ['latest(60000)', () => query.latest(60_000 as never), /latest\(\) takes an object of options \(maxAgeMs, signal\), but was given 60000/],
  ['latest(null)', () => query.latest(null as never), /latest\(\) takes an object/],
  ['latest({ maxAge })', () => query.latest({ maxAge: 1 } as never), /did you mean maxAgeMs/],
  ['toArray(100)', () => query.toArray(100 as never), /toArray\(\) takes a limit, such as \{ limit: 10_000 \}, but it was given 100/],
  ['events().toArray(100)', () => monitor.events().toArray(100 as never), /but it was given 100/],
  ['gateway([id])', () => monitor.gateway(['vpn-1'] as never), /^\[Array\] is not the id of a VPN gateway|^\[ 'vpn-1' \] is not/],
  ['gateway({})', () => monitor.gateway({ id: 'vpn-1' } as never), /^\[Object\] is not the id of a VPN gateway/],
  ['resolve([id])', () => monitor.topology.resolve(['vpn-1'] as never), /^\[Array\] is not the id/],
  ['inRegion({})', () => monitor.inRegion({ regionId } as never), /regionId \[Object\] is not a region/],
  ['metric([metric])', () => monitor.tunnel('tun-1').metric([TunnelMetric.State] as never), /is not/],
  ['levels text', () => monitor.events({ levels: 'CRITICAL' as never }), /levels 'CRITICAL' must be a list of texts/],
  ['resourceIds of nothing', () => monitor.events({ resourceIds: ['foo'] }), /resourceIds 'foo' is no id/],
  ['tags of numbers', () => monitor.fleet({ tags: { env: 1 } as never }), /tags\.env 1 must be a text/],
  [
    'allow text',
    () => createEventReceiver({ secret: 'x', onEvent: () => 0, allow: '10.0.0.1' as never }),
    /allow '10\.0\.0\.1' must be a list/,
  ],
  ['onEvent text', () => createEventReceiver({ secret: 'x', onEvent: 'log' as never }), /onEvent 'log' must be a function/],
  ['regionId', simulated({ regionId: 'X Y' }), /regionId 'X Y' is not a region/],
  ['metadata', simulated({ metadata: 'Live' }), /metadata 'Live' is none of: live, documented, or a list of rows/],
  ['credentials', simulated({ credentials: 'Any' }), /credentials 'Any' must be 'any' or an object/],
  [
    'credentials without a secret',
    simulated({ credentials: { accessKeyId: 'LTAI1' } }),
    /credentials\.accessKeySecret undefined must be a text/,
  ],
  ['credentials misspelt', simulated({ credentials: { accessKeyId: 'LTAI1', accesKeySecret: 'hunter2' } }), /did you mean accessKeySecret/],
  ['accountId', simulated({ accountId: 5 }), /accountId 5 must be a text/],
  ['operations', simulated({ operations: { Describe: 'x' } }), /operations\.Describe 'x' must be a function/],
  ['operations as a list', simulated({ operations: [] }), /operations \[\] must be an object/],
  ['data.order', simulated({ data: { order: 'tme' } }), /data\.order 'tme' is none of: series, time/],
  ['data.stamp', simulated({ data: { stamp: 'begin' } }), /data\.stamp 'begin' is none of: end, start/],
  ['data.unordered', simulated({ data: { unordered: 1 } }), /data\.unordered 1 must be true or false/],
  ['data.late.byMs', simulated({ data: { late: { ratio: 1 } } }), /data\.late\.byMs undefined must be a number/],
  ['events.shape', simulated({ events: { shape: 'x' } }), /events\.shape 'x' must be a function/],
  ['events.product', simulated({ events: { product: 5 } }), /events\.product 5 must be a text/],
  ['a gateway of another kind', gateway({ id: 'vco-1' }), /gateways\[0\]\.id 'vco-1' must begin with vpn-/],
  ['a gateway of no kind', gateway({ id: 'gw-1' }), /gateways\[0\]\.id 'gw-1' must begin with vpn-/],
  ['a tag of a number', gateway({ id: 'vpn-1', tags: { env: 1 } }), /gateways\[0\]\.tags/],
  ['tags as a list', gateway({ id: 'vpn-1', tags: ['env'] }), /gateways\[0\]\.tags/],
  ['bandwidth', gateway({ id: 'vpn-1', bandwidthMbps: '10' }), /gateways\[0\]\.bandwidthMbps '10' must be a number/],
  ['name', gateway({ id: 'vpn-1', name: 5 }), /gateways\[0\]\.name 5 must be a text/],
  ['a connection of no kind', connection({ id: 'tun-1' }), /connections\[0\]\.id 'tun-1' must begin with vco-/],
  ['its gateway', connection({ gatewayId: 'vco-1' }), /connections\[0\]\.gatewayId 'vco-1' must begin with vpn-/],
  ['its transit router', connection({ transitRouterId: 'vpn-1' }), /connections\[0\]\.transitRouterId 'vpn-1' must begin with tr-/],
  ['its mode', connection({ mode: 'duel' }), /connections\[0\]\.mode 'duel' is none of: single, dual/],
  ['its tunnel', connection({ tunnels: [{ id: 'vco-1' }] }), /connections\[0\]\.tunnels\[0\]\.id 'vco-1' must begin with tun-/],
  ['its tunnel up', connection({ tunnels: [{ up: 'yes' }] }), /connections\[0\]\.tunnels\[0\]\.up 'yes' must be true or false/],
  ['a certificate without its end', simulated({ certificates: [{ id: 'vsc-1' }] }), /certificates\[0\]\.endTime undefined/],
  [
    'the gateway of a certificate',
    simulated({ gateways: [{ id: 'vpn-1' }], certificates: [{ endTime: 1, gatewayId: 'vpn-2' }] }),
    /the account has no gateway vpn-2/,
  ],
  [
    'a client with two names',
    gateway({ clients: [{ user: 'jane', certificateId: 'vsc-1' }] }),
    /gateways\[0\]\.clients\[0\]: give user or certificateId, not both/,
  ],
  ['the port of a client', gateway({ clients: [{ port: 70_000 }] }), /clients\[0\]\.port 70000 must be 1 to 65535/],
  ['a route without its destination', connection({ routes: [{}] }), /connections\[0\]\.routes\[0\]\.destination undefined/],
  [
    'the source of a route',
    connection({ routes: [{ destination: '10.0.0.0/8', source: 'custom' }] }),
    /source 'custom' is none of: static, bgp/,
  ],
  ['the path of a route', connection({ routes: [{ destination: '10.0.0.0/8', asPath: 65_530 }] }), /asPath 65530 must be a list/],
  ...(
    [
      ['text', '30', /certificateNoticeDays '30' must be a number of days/],
      ['half a day', 0.5, /certificateNoticeDays 0\.5 must be a whole number from 1 to 3650/],
      ['none', 0, /certificateNoticeDays 0 must be a whole number/],
      ['NaN', [30, Number.NaN], /certificateNoticeDays NaN must be a whole number/],
      ['an empty list', [], /certificateNoticeDays \[\] must hold a number of days/],
    ] as const
  ).map(
    ([what, days, message]) =>
      [`a notice of ${what}`, () => monitor.watch(monitor.fleet(), { certificateNoticeDays: days as never }), message] as const,
  ),
  [
    'its status',
    simulated({ certificates: [{ endTime: 1, status: 'old' }] }),
    /certificates\[0\]\.status 'old' is none of: normal, expiring-soon, expired/,
  ],
  ['flap()', () => cloud.tunnel('tun-1').flap(undefined as never), /flap\(\) takes an object of options/],
  [
    'fail() of no action',
    () => cloud.fail({ action: 'DescribeMetricLst', code: 'Throttling.User' }),
    /action 'DescribeMetricLst' is no operation.*did you mean DescribeMetricList/,
  ],
  ['publish()', () => cloud.publish(undefined as never, 'tun-1'), /publish\(\) takes the name of an event, but was given undefined/],
  ['publish() of nothing', () => cloud.publish('x', undefined as never), /publish\(\) takes the id of a resource, but was given undefined/],
  ['push() to nowhere', () => cloud.push(undefined as never), /push\(\) takes a URL/],
  ['push() without a scheme', () => cloud.push('localhost:8080'), /push\(\) takes a URL/],
  ['push() in no shape', () => cloud.push('http://127.0.0.1:1', { shape: 'rul' as never }), /shape 'rul' is none of: rule/],
];

test.each(WRONG)('%s', async (_what, work, message) => {
  const refusal: unknown = await Promise.resolve()
    .then(work)
    .then(
      () => 'was accepted',
      (reason: unknown) => reason,
    );
  expect(refusal).toBeInstanceOf(Error);
  expect((refusal as Error).name).toMatch(/^(Type|Range)Error$/);
  expect((refusal as Error).message).toMatch(message);
  expect((refusal as Error).message).not.toContain('hunter2');
});
