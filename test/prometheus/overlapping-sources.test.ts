import type { MetricPoint } from 'alicloud-vpn-monitor';
import { collectVpnMetrics, type ObservedQuery } from 'alicloud-vpn-monitor/prometheus';
import client from 'prom-client';
import { expect, test, vi } from 'vitest';
import { account, hear, minutes, monitorOf, NOW, REGION } from '../watch/support/watched.ts';
import { scrape } from './support.ts';

async function pointOf(value: number, timestamp: number): Promise<MetricPoint> {
  const [point] = await monitorOf(account()).gateway('vpn-1').metric('sslClientCount').latest();
  return { ...point!, value, timestamp };
}

test('of two queries of one series the newest datapoint counts, whichever source comes last', async () => {
  const answers = [
    [await pointOf(7, NOW), await pointOf(3, NOW - 300_000)],
    [await pointOf(3, NOW - 300_000), await pointOf(7, NOW)],
  ];
  for (const points of answers) {
    const register = new client.Registry();
    const queries = points.map((point): ObservedQuery => ({
      regionId: REGION,
      latest: vi.fn<() => Promise<never>>().mockResolvedValue([point] as never),
    }));
    using collector = collectVpnMetrics(client, queries, { register });
    await collector.poll();
    expect((await scrape(register)).value('alicloud_vpn_gateway_ssl_clients')).toBe(7);
  }
});

test('of two watches of one tunnel the one with the newest evidence counts, whichever comes last', async () => {
  const cloud = account();
  const monitor = monitorOf(cloud);
  const [fresh, idle] = [monitor.watch(monitor.fleet()), monitor.watch(monitor.fleet())];
  for (const watch of [fresh, idle]) {
    hear(watch);
    await watch.poll();
  }
  const register = new client.Registry();
  using _collector = collectVpnMetrics(client, [fresh, idle], { register });
  await minutes(cloud, fresh, 1, () => cloud.connection('vco-dual').down());
  const { value } = await scrape(register);
  expect(value('alicloud_vpn_tunnel_up{tunnel_id="tun-1"}')).toBe(0);
  expect(value('alicloud_vpn_connection_state{connection_id="vco-dual",state="down"}')).toBe(1);
  expect(value('alicloud_vpn_tunnel_state_change_timestamp_seconds{tunnel_id="tun-1"}')).toBe(NOW / 1000 + 20);
});

test('a counter does not fall back when one of two watches is stopped, and goes on from there', async () => {
  const cloud = account();
  const monitor = monitorOf(cloud);
  const [long, short] = [monitor.watch(monitor.fleet()), monitor.watch(monitor.fleet())];
  [long, short].forEach(hear);
  const register = new client.Registry();
  using _collector = collectVpnMetrics(client, [long, short], { register });
  const downs = async (): Promise<unknown> =>
    (await scrape(register)).value('alicloud_vpn_transitions_total{tunnel_id="tun-1",type="tunnel:down"}');
  await long.poll();
  await minutes(cloud, long, 1, () => cloud.tunnel('tun-1').down());
  await minutes(cloud, long, 1, () => cloud.tunnel('tun-1').up());
  await short.poll();
  expect(await downs()).toBe(1);
  await long.stop();
  expect(await downs()).toBe(1);
  await short.stop();
  expect(await downs()).toBeUndefined();
});

test('a register that refuses a metric leaves nothing behind: no poll, no listener, no other metric', () => {
  const register = new client.Registry();
  const add = register.registerMetric.bind(register);
  let count = 0;
  vi.spyOn(register, 'registerMetric').mockImplementation((metric) => {
    if (++count === 10) throw new Error('no more');
    add(metric);
  });
  let isEnded = false;
  const latest: ObservedQuery['latest'] = (options) => {
    options?.signal?.addEventListener('abort', () => (isEnded = true));
    return new Promise(() => undefined);
  };
  expect(() => collectVpnMetrics(client, { regionId: REGION, latest }, { register })).toThrow('no more');
  expect(register.getMetricsAsArray()).toEqual([]);
  expect(isEnded).toBe(true);
});
