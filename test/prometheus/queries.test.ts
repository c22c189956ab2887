import { getEventListeners } from 'node:events';
import type { VpnMonitor } from 'alicloud-vpn-monitor';
import { Quantity, VpnMonitorError } from 'alicloud-vpn-monitor';
import { type CollectOptions, collectVpnMetrics, type VpnSources } from 'alicloud-vpn-monitor/prometheus';
import client from 'prom-client';
import { afterEach, expect, test, vi } from 'vitest';
import { account, hear, MINUTE, monitorOf, NOW } from '../watch/support/watched.ts';
import { scrape } from './support.ts';

afterEach(() => {
  vi.useRealTimers();
});

type Account = ReturnType<typeof account>;

function collected(cloud: Account, sourcesOf: (monitor: VpnMonitor) => VpnSources, options: CollectOptions = {}) {
  const monitor = monitorOf(cloud);
  const register = new client.Registry();
  const errors: unknown[] = [];
  const onError = (error: unknown): void => void errors.push(error);
  const collector = collectVpnMetrics(client, sourcesOf(monitor), { register, onError, ...options });
  return {
    monitor,
    collector,
    errors,
    register,
    scrape: () => scrape(register),
    [Symbol.dispose]: () => {
      collector.close();
    },
  };
}

test('traffic is exported in base units, with the ids of each resource, and a missing datapoint is no zero', async () => {
  const cloud = account();
  const quantities = [
    Quantity.InboundRate,
    Quantity.OutboundPacketRate,
    Quantity.InboundBandwidthUtilization,
    Quantity.SslClientCount,
  ] as const;
  using all = collected(cloud, (monitor) => ({
    gateway: monitor.gateway('vpn-1').metric(...quantities),
    tunnel: monitor.gateway('vpn-1').connection('vco-dual').tunnel('tun-1').metric(Quantity.InboundRate, Quantity.State),
  }));
  await all.collector.poll();
  const one = await all.scrape();
  const points = await all.monitor
    .gateway('vpn-1')
    .metric(...quantities)
    .latest();
  const said = Object.fromEntries(points.map(({ quantity, value }) => [quantity, value]));
  const gateway = '{region="cn-hangzhou",gateway_id="vpn-1"}';
  expect(one.value(`alicloud_vpn_gateway_inbound_bytes_per_second${gateway}`)).toBe(said['inboundRate']! / 8);
  expect(one.value(`alicloud_vpn_gateway_outbound_packets_per_second${gateway}`)).toBe(said['outboundPacketRate']);
  expect(one.value(`alicloud_vpn_gateway_inbound_bandwidth_utilization_ratio${gateway}`)).toBe(said['inboundBandwidthUtilization']! / 100);
  expect(one.value(`alicloud_vpn_gateway_ssl_clients${gateway}`)).toBe(said['sslClientCount']);
  const tunnel = '{region="cn-hangzhou",connection_id="vco-dual",tunnel_id="tun-1"}';
  expect(one.value(`alicloud_vpn_tunnel_inbound_bytes_per_second${tunnel}`)).toBeGreaterThan(0);
  expect(one.value(`alicloud_vpn_tunnel_ipsec_up_ratio${tunnel}`)).toBe(1);
  // Not asked for, so not there.
  expect(one.of('alicloud_vpn_tunnel_outbound_bytes_per_second')).toEqual([]);
  expect(one.value('alicloud_vpn_query_datapoint_timestamp_seconds{source="tunnel",quantity="state"}')).toBe((NOW - MINUTE) / 1000);
});

test('without datapoints there is no value, and the query is known to work', async () => {
  using all = collected(account({ data: { missing: 1 } }), (monitor) => monitor.gateway('vpn-1').metric(Quantity.InboundRate));
  await all.collector.poll();
  const one = await all.scrape();
  expect(one.of('alicloud_vpn_gateway_inbound_bytes_per_second')).toEqual([]);
  expect(one.value('alicloud_vpn_query_polls_total')).toBe(1);
  expect(one.value('alicloud_vpn_query_failures_total')).toBe(0);
  expect(one.value('alicloud_vpn_query_last_success_timestamp_seconds')).toBeGreaterThan(NOW / 1000);
});

test('a scrape asks the service nothing, and shows one moment, which is read once', async () => {
  const cloud = account();
  using all = collected(cloud, (monitor) => {
    const watch = monitor.watch(monitor.fleet());
    hear(watch);
    return { watch, traffic: monitor.fleet().metric(Quantity.InboundRate), monitor };
  });
  await all.collector.poll();
  cloud.resetCalls();
  const usage = vi.spyOn(all.monitor, 'usage');
  await Promise.all([all.scrape(), all.scrape()]);
  expect(usage.mock.calls.length).toBeLessThanOrEqual(2);
  usage.mockClear();
  await all.scrape();
  await all.register.getMetricsAsJSON();
  expect(usage).toHaveBeenCalledTimes(2);
  expect(cloud.calls.length).toBe(0);
});

test('values of datapoints that are too old are absent, and those of a query that fails for as long', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const cloud = account();
  using all = collected(cloud, (monitor) => monitor.gateway('vpn-1').metric(Quantity.InboundRate), { maxAgeMs: 5.5 * MINUTE });
  const polls = async (count: number): Promise<void> => {
    await vi.waitFor(async () => {
      await vi.advanceTimersByTimeAsync(0);
      expect((await all.scrape()).value('alicloud_vpn_query_polls_total')).toBe(count);
    });
  };
  const shown = async (): Promise<number> => (await all.scrape()).of('alicloud_vpn_gateway_inbound_bytes_per_second').length;
  await polls(1);
  expect(await shown()).toBe(1);
  const failing = cloud.fail({ action: 'DescribeMetricLast', status: 403, times: Infinity });
  for (let poll = 2; poll <= 6; poll++) {
    await vi.advanceTimersByTimeAsync(MINUTE);
    cloud.advance(MINUTE);
    await polls(poll);
  }
  expect([await shown(), all.errors.length]).toEqual([1, 5]);
  await vi.advanceTimersByTimeAsync(MINUTE);
  await polls(7);
  expect([await shown(), all.errors.length]).toEqual([0, 6]);
  expect(all.errors.every((error) => VpnMonitorError.isInstance(error) && error.code === 'forbidden')).toBe(true);
  expect((await all.scrape()).value('alicloud_vpn_query_failures_total')).toBe(6);
  // What failed for good may have been permitted since.
  failing.stop();
  await vi.advanceTimersByTimeAsync(MINUTE);
  await polls(8);
  expect(await shown()).toBe(1);
});

test('a publication that stands still makes values absent, though every poll succeeds', async () => {
  const cloud = account({ data: { publicationDelayMs: 20 * MINUTE } });
  using all = collected(cloud, (monitor) => ({
    strict: monitor.gateway('vpn-1').metric(Quantity.InboundRate),
  }));
  await all.collector.poll();
  const one = await all.scrape();
  expect(one.of('alicloud_vpn_gateway_inbound_bytes_per_second')).toEqual([]);
  expect(one.of('alicloud_vpn_query_datapoint_timestamp_seconds')).toEqual([]);
});

test('closing ends what is under way and every timer; the signal of the query and the monitor stay', async () => {
  const cloud = account();
  cloud.fail({ kind: 'hang', times: Infinity });
  const own = new AbortController();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const all = collected(cloud, (monitor) => [monitor.gateway('vpn-1').metric(Quantity.InboundRate).signal(own.signal), monitor], {
    certificates: true,
  });
  await vi.waitFor(() => {
    expect(cloud.calls.length).toBeGreaterThan(1);
  });
  const polled = all.collector.poll();
  all.collector.close();
  all.collector.close();
  await polled;
  await new Promise((resolve) => setImmediate(resolve));
  expect(vi.getTimerCount()).toBe(0);
  expect(getEventListeners(own.signal, 'abort')).toEqual([]);
  expect(all.errors).toEqual([]);
  expect(own.signal.aborted).toBe(false);
  expect(all.register.getMetricsAsArray()).toEqual([]);
  const calls = cloud.calls.length;
  await all.collector.poll();
  expect(cloud.calls.length).toBe(calls);
});

test('closing the monitor ends the polls with the next one, which says so', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const all = collected(account(), (monitor) => monitor.gateway('vpn-1').metric(Quantity.InboundRate));
  await all.collector.poll();
  await all.monitor.close();
  await vi.advanceTimersByTimeAsync(MINUTE);
  expect(all.errors).toMatchObject([{ code: 'config' }]);
  expect((await all.scrape()).of('alicloud_vpn_gateway_inbound_bytes_per_second')).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
  all.collector.close();
});

test('what the taker of errors throws is an uncaught exception, and the polls go on', async () => {
  const uncaught: unknown[] = [];
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.once('uncaughtException', (error) => void uncaught.push(error));
  const cloud = account();
  cloud.fail({ action: 'DescribeMetricLast', status: 403, times: 1 });
  const onError = (): void => {
    throw new Error('no pager');
  };
  try {
    using all = collected(cloud, (monitor) => monitor.gateway('vpn-1').metric(Quantity.InboundRate), { onError, pollMs: 5 });
    await vi.waitFor(async () => {
      expect((await all.scrape()).of('alicloud_vpn_gateway_inbound_bytes_per_second')).toHaveLength(1);
    });
    expect(uncaught).toMatchObject([{ message: 'no pager' }]);
  } finally {
    process.removeAllListeners('uncaughtException');
    for (const listener of others) process.on('uncaughtException', listener);
  }
});

test('the hours between two lists of certificates do not keep a process alive', async () => {
  const starting = vi.spyOn(globalThis, 'setTimeout');
  const cloud = account({ certificates: [{ id: 'vsc-1', name: 'laptop', endTime: '2026-06-01T00:00:00Z' }] });
  using all = collected(cloud, (monitor) => monitor, { certificates: true });
  await all.collector.poll();
  await vi.waitFor(() => {
    const long = starting.mock.results.filter((_, index) => (starting.mock.calls[index]?.[1] ?? 0) > 3_600_000);
    expect(long.map(({ value }) => (value as NodeJS.Timeout).hasRef())).toEqual([false]);
  });
  starting.mockRestore();
});

test('certificates are listed for their ends, and named', async () => {
  const endTime = NOW + 30 * 86_400_000;
  const cloud = account({ certificates: [{ id: 'vsc-1', name: 'laptop', endTime }] });
  using all = collected(cloud, (monitor) => monitor, { certificates: true });
  await all.collector.poll();
  const one = await all.scrape();
  expect(one.value('alicloud_vpn_certificate_expiry_timestamp_seconds{certificate_id="vsc-1"}')).toBe(endTime / 1000);
  expect(one.value('alicloud_vpn_certificate_info{certificate_id="vsc-1",certificate_name="laptop"}')).toBe(1);
  expect(one.value('alicloud_vpn_query_failures_total{source="certificates"}')).toBe(0);
  expect(one.value('alicloud_vpn_calls_total{operation="DescribeSslVpnClientCerts"}')).toBe(cloud.calls.length);
});
