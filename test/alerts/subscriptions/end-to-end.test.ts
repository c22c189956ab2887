import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEventReceiver, type SubscriptionDefinition, SystemEvent, VpnMonitor, type VpnSystemEvent } from 'alicloud-vpn-monitor';
import { createSimulator, type Simulator } from 'alicloud-vpn-monitor/testing';
import { afterEach, expect, test } from 'vitest';

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** A handler behind a real HTTP server, and its address with the secret. */
async function receiver(onEvent: (event: VpnSystemEvent) => void) {
  const taker = createEventReceiver({ onEvent, secret: 'open sesame' });
  const methods: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    methods.push(request.method);
    void taker.node(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/?secret=open%20sesame`, methods };
}

/** A simulated account over HTTP, signatures checked, and a monitor of it. */
async function account(): Promise<{ readonly cloud: Simulator; readonly monitor: VpnMonitor }> {
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    now: '2026-03-01T12:00:00Z',
    gateways: [{ id: 'vpn-1' }],
    connections: [
      { id: 'vco-1', gatewayId: 'vpn-1', tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] },
      { id: 'vco-2', gatewayId: 'vpn-1', tunnels: [{ id: 'tun-3' }, { id: 'tun-4' }] },
    ],
  });
  const server = await cloud.listen();
  const { endpoint, credentials } = server;
  const monitor = new VpnMonitor({ regionId: 'cn-hangzhou', credentials, endpoint, clock: cloud.clock, logger: { warn: () => undefined } });
  open.push(
    () => server[Symbol.asyncDispose](),
    () => monitor.close(),
  );
  return { cloud, monitor };
}

const subscription = (url: string, more: Partial<SubscriptionDefinition> = {}): SubscriptionDefinition => ({
  name: 'tunnel outages',
  events: [SystemEvent.IpsecTunnelNegoFailed],
  targets: { webhook: url, contactGroups: 'vpn-ops' },
  ...more,
});

test('from put to a handler that is notified: once, with the name of the rule', async () => {
  const events: VpnSystemEvent[] = [];
  const { url } = await receiver((event) => void events.push(event));
  const { cloud, monitor } = await account();
  cloud.tunnel('tun-3').down({ at: '2026-03-01T11:00:00Z' });
  await monitor.subscriptions.put(subscription(url));
  cloud.advance('1m');
  cloud.tunnel('tun-1').down();
  cloud.advance('1m');
  cloud.tunnel('tun-1').up();
  const deliveries = await cloud.deliverEvents();
  expect(await cloud.deliverEvents()).toEqual([]);
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject({
    name: 'ipsec_tunnel_nego_failed',
    ruleName: 'tunnel outages',
    at: Date.parse('2026-03-01T12:01:00Z'),
    resource: { tunnelId: 'tun-1', connectionId: 'vco-1' },
  });
  expect(deliveries).toEqual([{ id: events[0]!.id, attempts: 1, status: 200, ruleName: 'tunnel outages' }]);
  // The same event as the one that a pull brings.
  const pulled = await monitor
    .events({ names: [SystemEvent.IpsecTunnelNegoFailed] })
    .last('90s')
    .toArray({ limit: 10 });
  expect(pulled.map(({ id }) => id)).toEqual([events[0]!.id]);
});

test('a test of an event reaches the handler, and is no event of the account', async () => {
  const events: VpnSystemEvent[] = [];
  const { url } = await receiver((event) => void events.push(event));
  const { cloud, monitor } = await account();
  await monitor.subscriptions.put(subscription(url));
  await monitor.subscriptions.test(SystemEvent.IpsecTunnelNegoFailed, 'tun-1');
  await monitor.subscriptions.test(SystemEvent.CertKeyExpired, 'vsc-1');
  await cloud.deliverEvents();
  expect(events).toMatchObject([
    { name: 'ipsec_tunnel_nego_failed', level: 'WARN', ruleName: 'tunnel outages', resource: { kind: 'tunnel', tunnelId: 'tun-1' } },
  ]);
  expect(await monitor.events().last('1h').toArray({ limit: 10 })).toEqual([]);
  expect(await cloud.deliverEvents()).toEqual([]);
});

test.each([
  ['a keyword', { keyword: 'vco-2' }, ['tun-3']],
  ['levels that fit', { levels: ['WARN'] }, ['tun-1', 'tun-3']],
  ['levels that do not', { levels: ['CRITICAL'] }, []],
  ['a rule that is not enabled', { enabled: false }, []],
] as const)('what is sent is narrowed by %s', async (_, more, tunnels) => {
  const events: VpnSystemEvent[] = [];
  const { url } = await receiver((event) => void events.push(event));
  const { cloud, monitor } = await account();
  await monitor.subscriptions.put(subscription(url, more));
  cloud.advance('1m');
  cloud.tunnel('tun-1').down();
  cloud.advance('1m');
  cloud.tunnel('tun-3').down();
  await cloud.deliverEvents();
  expect(events.map(({ resource }) => resource.tunnelId)).toEqual(tunnels);
});

test('a webhook by GET, and two rules for one event', async () => {
  const rules: (string | undefined)[] = [];
  const { url, methods } = await receiver((event) => void rules.push(event.ruleName));
  const { url: other } = await receiver((event) => void rules.push(event.ruleName));
  const { cloud, monitor } = await account();
  await monitor.subscriptions.put(subscription(url, { name: 'by GET', targets: { webhook: { url, method: 'GET' } } }));
  await monitor.subscriptions.put(subscription(other, { name: 'all', events: 'all' }));
  cloud.advance('1m');
  cloud.tunnel('tun-1').down();
  const deliveries = await cloud.deliverEvents();
  expect(rules.sort()).toEqual(['all', 'by GET']);
  expect(methods).toEqual(['GET']);
  expect(deliveries.map(({ ruleName, status }) => [ruleName, status])).toEqual([
    ['by GET', 200],
    ['all', 200],
  ]);
});

test('a push that was not taken comes again, four times at most', async () => {
  let failures = 2;
  const { url } = await receiver(() => {
    if (failures-- > 0) throw new Error('the queue is down');
  });
  const { cloud, monitor } = await account();
  await monitor.subscriptions.put(subscription(url));
  cloud.advance('1m');
  cloud.tunnel('tun-1').down();
  expect(await cloud.deliverEvents()).toMatchObject([{ attempts: 3, status: 200 }]);
  failures = Infinity;
  cloud.tunnel('tun-3').down();
  expect(await cloud.deliverEvents()).toMatchObject([{ attempts: 4, status: 500 }]);
});
