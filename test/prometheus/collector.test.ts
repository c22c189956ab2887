import { inspect } from 'node:util';
import { Quantity, type TunnelWatch, VpnMonitor } from 'alicloud-vpn-monitor';
import { type CollectOptions, collectVpnMetrics, type PrometheusClient, type VpnSources } from 'alicloud-vpn-monitor/prometheus';
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import client from 'prom-client';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { directTransport } from '../support/direct-transport.ts';
import { account, hear, minutes, monitorOf, NOW } from '../watch/support/watched.ts';
import { scrape } from './support.ts';

afterEach(() => {
  client.register.clear();
});

const monitor = monitorOf(account());

test('the default register is that of the module', async () => {
  using _collector = collectVpnMetrics(client, monitor);
  expect((await scrape(client.register)).value('alicloud_vpn_free_billable_calls')).toBe(1_000_000);
});

test('nothing comes into the default register where another is given', () => {
  using _collector = collectVpnMetrics(client, monitor, { register: new client.Registry() });
  expect(client.register.getMetricsAsArray()).toEqual([]);
});

test('one call takes all sources of a register; a second one is refused, and leaves the first as it is', async () => {
  const first = collectVpnMetrics(client, monitor);
  expect(() => collectVpnMetrics(client, monitor)).toThrow(
    /the register has a metric alicloud_vpn_tunnel_up already: give all sources to one call/,
  );
  expect((await scrape(client.register)).of('alicloud_vpn_free_billable_calls')).toHaveLength(1);
  first.close();
  using _second = collectVpnMetrics(client, monitor);
});

test('closing leaves metrics of others alone, also of a name that was ours', () => {
  const collector = collectVpnMetrics(client, monitor);
  client.register.clear();
  const other = new client.Gauge({ name: 'alicloud_vpn_tunnel_up', help: 'of somebody else' });
  collector.close();
  expect(client.register.getMetricsAsArray()).toEqual([other]);
});

test('a register that is reset shows the same with the next scrape', async () => {
  const cloud = account();
  const one = monitorOf(cloud);
  const watch = one.watch(one.fleet());
  hear(watch);
  const register = new client.Registry();
  using _collector = collectVpnMetrics(client, watch, { register });
  await watch.poll();
  await minutes(cloud, watch, 1, () => cloud.tunnel('tun-1').down());
  const { text } = await scrape(register);
  register.resetMetrics();
  expect((await scrape(register)).text).toBe(text);
});

test('several regions and several watches share a register: each region and source is told apart', async () => {
  const register = new client.Registry();
  const clouds = ['cn-hangzhou', 'ap-southeast-1'].map((regionId) =>
    createSimulator({
      regionId,
      now: NOW,
      credentials: 'any',
      gateways: [{ id: `vpn-${regionId}` }],
      connections: [{ id: `vco-${regionId}`, gatewayId: `vpn-${regionId}`, tunnels: [{ id: `tun-${regionId}` }, {}] }],
    }),
  );
  const monitors = clouds.map(
    (cloud) => new VpnMonitor({ regionId: cloud.regionId, transport: directTransport(cloud), clock: cloud.clock }),
  );
  const watches = monitors.map((one) => one.watch(one.fleet()));
  watches.forEach(hear);
  using _collector = collectVpnMetrics(
    client,
    [...watches, ...monitors, ...monitors.map((one) => one.fleet().metric(Quantity.InboundRate))],
    {
      register,
    },
  );
  for (const [index, watch] of watches.entries()) {
    await watch.poll();
    await minutes(clouds[index]!, watch, 1, () => clouds[index]!.tunnel(`tun-${clouds[index]!.regionId}`).down());
  }
  const { of, value } = await scrape(register);
  for (const regionId of ['cn-hangzhou', 'ap-southeast-1']) {
    expect(value(`alicloud_vpn_tunnel_up{region="${regionId}",tunnel_id="tun-${regionId}"}`)).toBe(0);
    expect(value(`alicloud_vpn_transitions_total{region="${regionId}",tunnel_id="tun-${regionId}",type="tunnel:down"}`)).toBe(1);
    expect(value(`alicloud_vpn_watch_rounds_total{region="${regionId}",source="watch"}`)).toBe(2);
    expect(value(`alicloud_vpn_query_polls_total{region="${regionId}",source="query"}`)).toBeDefined();
    expect(value(`alicloud_vpn_free_billable_calls{region="${regionId}",source="monitor"}`)).toBe(1_000_000);
  }
  expect(of('alicloud_vpn_tunnel_up')).toHaveLength(4);
});

test('watches of one region that overlap: a tunnel stands once, and its transition counts once', async () => {
  const cloud = account();
  const one = monitorOf(cloud);
  const watches = [one.watch(one.fleet()), one.watch(one.gateway('vpn-1'))];
  watches.forEach(hear);
  const register = new client.Registry();
  using _collector = collectVpnMetrics(client, watches, { register });
  for (const watch of watches) await watch.poll();
  cloud.advance('20s');
  cloud.tunnel('tun-1').down();
  cloud.advance('40s');
  for (const watch of watches) await watch.poll();
  const { of, value, lines } = await scrape(register);
  expect(value('alicloud_vpn_tunnel_up{tunnel_id="tun-1"}')).toBe(0);
  expect(value('alicloud_vpn_transitions_total{tunnel_id="tun-1",type="tunnel:down"}')).toBe(1);
  expect(of('alicloud_vpn_watch_active').map((line) => /source="([^"]*)"/.exec(line)?.[1])).toEqual(['watch', 'watch-2']);
  const series = lines.map((line) => line.slice(0, line.lastIndexOf(' ')));
  expect(new Set(series).size).toBe(series.length);
});

test('an object names its sources', async () => {
  const register = new client.Registry();
  const one = monitorOf(account());
  using _collector = collectVpnMetrics(client, { offices: one.watch(one.fleet()), account: one }, { register });
  const { value } = await scrape(register);
  expect(value('alicloud_vpn_watch_active{source="offices"}')).toBe(0);
  expect(value('alicloud_vpn_billable_calls_total{source="account"}')).toBe(0);
});

test('an OpenMetrics register takes them too', async () => {
  const register = new client.Registry<'application/openmetrics-text; version=1.0.0; charset=utf-8'>();
  register.setContentType(client.Registry.OPENMETRICS_CONTENT_TYPE);
  const cloud = account();
  const one = monitorOf(cloud);
  const watch = one.watch(one.fleet());
  hear(watch);
  const collector = collectVpnMetrics(client, watch, { register });
  await watch.poll();
  const text = await register.metrics();
  expect(text).toContain('# TYPE alicloud_vpn_transitions counter');
  expect(text).toMatch(/^alicloud_vpn_transitions_total\{.*type="tunnel:down"\} 0$/m);
  expect(text.trimEnd()).toMatch(/# EOF$/);
  collector.close();
  expect(register.getMetricsAsArray()).toEqual([]);
});

test('a watch that fails still throws where nobody listens for its errors: the collector is no such listener', async () => {
  const cloud = account();
  cloud.fail({ status: 503, times: Infinity });
  const one = monitorOf(cloud);
  const watch = one.watch(one.fleet());
  using _collector = collectVpnMetrics(client, watch, { register: new client.Registry() });
  const uncaught: unknown[] = [];
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => void uncaught.push(error));
  try {
    await watch.poll();
    await vi.waitFor(() => {
      expect(uncaught.length).toBeGreaterThan(0);
    });
  } finally {
    process.removeAllListeners('uncaughtException');
    for (const listener of others) process.on('uncaughtException', listener);
  }
  expect(inspect(uncaught[0])).toContain("nobody listens for 'error'");
});

test('no secret is exported', async () => {
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    now: NOW,
    gateways: [{ id: 'vpn-1' }],
    connections: [{ id: 'vco-1', gatewayId: 'vpn-1', bgp: true }],
  });
  await using server = await cloud.listen();
  await using one = new VpnMonitor({
    regionId: 'cn-hangzhou',
    endpoint: server.endpoint,
    credentials: server.credentials,
    clock: cloud.clock,
  });
  const watch = one.watch(one.fleet());
  hear(watch);
  const register = new client.Registry();
  using collector = collectVpnMetrics(client, { watch, traffic: one.fleet().metric(Quantity.InboundRate), one }, { register });
  await Promise.all([watch.poll(), collector.poll()]);
  const { text } = await scrape(register);
  expect(text).toContain('alicloud_vpn_connection_inbound_bytes_per_second{');
  for (const secret of [server.credentials.accessKeyId, server.credentials.accessKeySecret, '1234567890123456'])
    expect(text).not.toContain(secret);
  expect(text).not.toMatch(/psk|secret|key/i);
});

describe('what cannot be used is refused by name', () => {
  const collect =
    (given: unknown, sources: unknown = monitor, options: unknown = {}) =>
    (): unknown =>
      collectVpnMetrics(given as PrometheusClient, sources as VpnSources, options as CollectOptions);

  test.each<[string, () => unknown, string | RegExp]>([
    [
      'a register',
      collect(client.register),
      /takes the module prom-client, as import client from 'prom-client' gives it, not \[Registry\]|\[Object\]/,
    ],
    ['nothing', collect(undefined), 'not undefined'],
    ['no source', collect(client, []), 'was given nothing to observe'],
    ['an empty object', collect(client, {}), 'was given nothing to observe'],
    ['an id', collect(client, 'vpn-1'), "not 'vpn-1'"],
    ['a scope', collect(client, [monitor.fleet()]), 'not FleetScope {}'],
    ['a promise of a watch', collect(client, { watch: Promise.resolve() }), 'not [Promise]'],
    ['an option misspelt', collect(client, monitor, { polMs: 1 }), 'did you mean pollMs?'],
    ['a register that is none', collect(client, monitor, { register: new Map() }), 'register Map(0) {} must be a Registry of prom-client'],
    ['a certificates option that is none', collect(client, monitor, { certificates: 'yes' }), "certificates 'yes' must be true or false"],
    ['a handler that is none', collect(client, monitor, { onError: 'console' }), "onError 'console' must be a function"],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(TypeError);
    expect(call).toThrow(message);
    expect(client.register.getMetricsAsArray()).toEqual([]);
  });

  test.each([0, -1, 2 ** 31])('pollMs %s is out of range', (pollMs) => {
    expect(collect(client, monitor, { pollMs })).toThrow(RangeError);
  });

  test('nothing of a refused call polls or listens', () => {
    const watch = { regionId: 'cn-hangzhou', role: 'active', snapshot: vi.fn(), on: vi.fn() } as unknown as TunnelWatch;
    expect(collect(client, [watch, 'vpn-1'])).toThrow(TypeError);
    // eslint-disable-next-line @typescript-eslint/unbound-method
    expect(watch.on).not.toHaveBeenCalled();
  });
});
