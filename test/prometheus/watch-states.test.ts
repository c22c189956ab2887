import { type Transition, VpnMonitor, type WatchOptions } from 'alicloud-vpn-monitor';
import { collectVpnMetrics } from 'alicloud-vpn-monitor/prometheus';
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import client from 'prom-client';
import { describe, expect, test, vi } from 'vitest';
import { directTransport } from '../support/direct-transport.ts';
import { account, changed, hear, MINUTE, minutes, monitorOf, NOW, REGION } from '../watch/support/watched.ts';
import { type Scrape, scrape } from './support.ts';

async function collected(options: Parameters<typeof account>[0] = {}, watching: WatchOptions = {}) {
  const cloud = account(options);
  const monitor = monitorOf(cloud);
  const watch = monitor.watch(monitor.fleet(), watching);
  const heard = hear(watch);
  const register = new client.Registry();
  const collector = collectVpnMetrics(client, watch, { register });
  await watch.poll();
  return { cloud, watch, heard, register, collector, scrape: () => scrape(register) };
}

type Row = Readonly<Record<string, unknown>>;

const upOf = (one: Scrape, tunnel: string): number | undefined => one.value(`alicloud_vpn_tunnel_up{tunnel_id="${tunnel}"}`);
const conditionOf = (one: Scrape, connection: string): Record<string, number | undefined> =>
  Object.fromEntries(
    ['up', 'degraded', 'down'].map((state) => [
      state,
      one.value(`alicloud_vpn_connection_state{connection_id="${connection}",state="${state}"}`),
    ]),
  );
const countOf = (one: Scrape, labels: string): number | undefined => one.value(`alicloud_vpn_transitions_total{${labels}}`);

test('a tunnel that goes down and comes back, its connection, role and session', async () => {
  const { cloud, watch, scrape } = await collected();
  const before = await scrape();
  expect(['tun-1', 'tun-2'].map((tunnel) => upOf(before, tunnel))).toEqual([1, 1]);
  expect(conditionOf(before, 'vco-dual')).toEqual({ up: 1, degraded: 0, down: 0 });
  expect(before.value('alicloud_vpn_tunnel_active{tunnel_id="tun-1"}')).toBe(1);
  expect(before.value('alicloud_vpn_tunnel_active{tunnel_id="tun-2"}')).toBe(0);

  await minutes(cloud, watch, 1, () => cloud.tunnel('tun-1').down());
  const degraded = await scrape();
  expect(['tun-1', 'tun-2'].map((tunnel) => upOf(degraded, tunnel))).toEqual([0, 1]);
  expect(conditionOf(degraded, 'vco-dual')).toEqual({ up: 0, degraded: 1, down: 0 });
  expect(degraded.value('alicloud_vpn_tunnel_bgp_up{tunnel_id="tun-1"}')).toBe(0);
  expect(degraded.value('alicloud_vpn_tunnel_state_change_timestamp_seconds{tunnel_id="tun-1"}')).toBe(NOW / 1000 + 20);

  await minutes(cloud, watch, 1, () => cloud.tunnel('tun-2').down());
  expect(conditionOf(await scrape(), 'vco-dual')).toEqual({ up: 0, degraded: 0, down: 1 });

  await minutes(cloud, watch, 1, () => cloud.connection('vco-dual').up());
  const after = await scrape();
  expect(['tun-1', 'tun-2'].map((tunnel) => upOf(after, tunnel))).toEqual([1, 1]);
  expect(conditionOf(after, 'vco-dual')).toEqual({ up: 1, degraded: 0, down: 0 });
});

test('a single-tunnel connection has no tunnel_id, and its health check and session where it has them', async () => {
  const { cloud, watch, scrape } = await collected();
  await minutes(cloud, watch, 1, () => cloud.connection('vco-router').healthFailed());
  const { of } = await scrape();
  expect(of('alicloud_vpn_tunnel_up').filter((line) => !line.includes('tunnel_id'))).toEqual([
    'alicloud_vpn_tunnel_up{region="cn-hangzhou",connection_id="vco-single"} 1',
    'alicloud_vpn_tunnel_up{region="cn-hangzhou",connection_id="vco-router"} 1',
  ]);
  expect(of('alicloud_vpn_tunnel_health_check_ok')).toEqual([
    'alicloud_vpn_tunnel_health_check_ok{region="cn-hangzhou",connection_id="vco-single"} 1',
    'alicloud_vpn_tunnel_health_check_ok{region="cn-hangzhou",connection_id="vco-router"} 0',
  ]);
  // Without BGP there is nothing to say of it.
  expect(of('alicloud_vpn_tunnel_bgp_up').some((line) => line.includes('vco-single'))).toBe(false);
});

test('what is unknown is absent, and known to be watched all the same', async () => {
  const { cloud, watch, scrape } = await collected({}, { staleAfterMs: 5 * MINUTE });
  await scrape();
  cloud.fail({ status: 503, times: Infinity });
  await minutes(cloud, watch, 8);
  const silent = await scrape();
  for (const name of ['tunnel_up', 'tunnel_bgp_up', 'tunnel_health_check_ok', 'connection_state'])
    expect(silent.of(`alicloud_vpn_${name}`)).toEqual([]);
  expect(silent.of('alicloud_vpn_tunnel_info')).toHaveLength(4);
  expect(silent.of('alicloud_vpn_connection_info')).toHaveLength(3);
  expect(countOf(silent, 'tunnel_id="tun-1",type="tunnel:stale"')).toBe(1);
  // A count is known also while the state is not: it would begin anew with the first transition, which no rate would show.
  expect(countOf(silent, 'tunnel_id="tun-1",type="bgp:down"')).toBe(0);
  expect(countOf(silent, 'connection_id="vco-single",type="health:failed"')).toBe(0);
  expect(silent.value('alicloud_vpn_watch_failures_total{part="topology"}')).toBeGreaterThan(4);
  expect(silent.value('alicloud_vpn_watch_last_success_timestamp_seconds')).toBe(NOW / 1000);
});

test('before the first round, and after the watch was stopped, nothing is said of a tunnel', async () => {
  const cloud = account();
  const monitor = monitorOf(cloud);
  const watch = monitor.watch(monitor.fleet());
  const register = new client.Registry();
  using _collector = collectVpnMetrics(client, watch, { register });
  const about = (one: Scrape): string[] => one.lines.filter((line) => !line.startsWith('alicloud_vpn_watch_'));
  const before = await scrape(register);
  expect(about(before)).toEqual([]);
  expect(before.of('alicloud_vpn_watch_active')).toEqual(['alicloud_vpn_watch_active{region="cn-hangzhou",source="watch"} 0']);
  await watch.poll();
  expect(about(await scrape(register)).length).toBeGreaterThan(20);
  await watch.stop();
  // It still has what it knew, which is no state of the present.
  expect(watch.snapshot().tunnels.size).toBe(4);
  const stopped = await scrape(register);
  expect(about(stopped)).toEqual([]);
  expect(stopped.value('alicloud_vpn_watch_active')).toBe(0);
  expect(stopped.value('alicloud_vpn_watch_rounds_total')).toBe(1);
});

test('what vanishes is gone from the exposition, its transitions too; what comes back counts from zero', async () => {
  const cloud = account();
  let isHidden = false;
  const transport = changed(directTransport(cloud), ({ action }, answer) => {
    if (!isHidden || action !== 'DescribeVpnConnections') return answer;
    const body = JSON.parse(answer.body as string) as { readonly VpnConnections: { readonly VpnConnection: readonly Row[] } };
    const rows = body.VpnConnections.VpnConnection.filter(({ VpnConnectionId }) => VpnConnectionId !== 'vco-dual');
    return { ...answer, body: { ...body, TotalCount: rows.length, VpnConnections: { VpnConnection: rows } } };
  });
  const monitor = monitorOf(cloud, { transport });
  const watch = monitor.watch(monitor.fleet());
  hear(watch);
  const register = new client.Registry();
  using _collector = collectVpnMetrics(client, watch, { register });
  await watch.poll();
  await minutes(cloud, watch, 1, () => cloud.tunnel('tun-2').down());
  await minutes(cloud, watch, 1, () => cloud.tunnel('tun-2').up());
  expect(countOf(await scrape(register), 'tunnel_id="tun-2",type="tunnel:down"')).toBe(1);
  isHidden = true;
  await minutes(cloud, watch, 3);
  expect((await scrape(register)).lines.filter((line) => /vco-dual|tun-/.test(line))).toEqual([]);
  isHidden = false;
  await minutes(cloud, watch, 3);
  const back = await scrape(register);
  expect(upOf(back, 'tun-2')).toBe(1);
  expect(countOf(back, 'tunnel_id="tun-2",type="tunnel:down"')).toBe(0);
});

describe('transitions', () => {
  test('every series begins at zero, and is counted as the watch reports it, late ones among them', async () => {
    const { cloud, watch, heard, scrape } = await collected({ events: { publicationDelayMs: 3 * MINUTE } });
    const began = await scrape();
    expect(began.of('alicloud_vpn_transitions_total').every((line) => line.endsWith(' 0'))).toBe(true);
    await minutes(cloud, watch, 1, () => cloud.tunnel('tun-1').down());
    await minutes(cloud, watch, 1, () => cloud.tunnel('tun-1').up());
    // An outage of twenty seconds between two polls, whose events come when it is long over.
    await minutes(cloud, watch, 1, () => {
      cloud
        .connection('vco-single')
        .down({ at: cloud.now() })
        .up({ at: cloud.now() + 20_000 });
    });
    await minutes(cloud, watch, 4);
    expect(heard.transitions.filter(({ late }) => late).map(({ type }) => type)).toContain('tunnel:down');
    const after = await scrape();
    const keyOf = ({ type, resource }: Transition): string => [resource.connectionId, resource.tunnelId ?? '', type].join(' ');
    const told = new Map<string, number>();
    for (const transition of heard.transitions) told.set(keyOf(transition), (told.get(keyOf(transition)) ?? 0) + 1);
    expect(told.size).toBeGreaterThan(6);
    for (const line of after.of('alicloud_vpn_transitions_total')) {
      const { connection_id = '', tunnel_id = '', type = '' } = labelsOf(line);
      expect([line, told.get(`${connection_id} ${tunnel_id} ${type}`) ?? 0]).toEqual([line, Number(line.split(' ').at(-1))]);
    }
    const counted = after.of('alicloud_vpn_transitions_total').reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
    expect(counted).toBe(heard.transitions.length);
    expect(countOf(after, 'connection_id="vco-single",type="tunnel:down"')).toBe(1);
    expect(countOf(after, 'connection_id="vco-dual",type="connection:failover"')).toBe(1);
  });

  test('those of before the collector, and after it was closed, are not counted', async () => {
    const { cloud, watch, register, collector } = await collected();
    collector.close();
    await minutes(cloud, watch, 1, () => cloud.tunnel('tun-1').down());
    using _later = collectVpnMetrics(client, watch, { register });
    await minutes(cloud, watch, 1, () => cloud.tunnel('tun-1').up());
    const after = await scrape(register);
    expect(countOf(after, 'tunnel_id="tun-1",type="tunnel:down"')).toBe(0);
    expect(countOf(after, 'tunnel_id="tun-1",type="tunnel:up"')).toBe(1);
  });

  test('a restart goes on from the store; the counters begin anew, as Prometheus expects of a new process', async () => {
    const cloud = account();
    const kept = new Map<string, string>();
    const store = {
      get: (key: string) => Promise.resolve(kept.get(key)),
      set: (key: string, value: string) => Promise.resolve(void kept.set(key, value)),
    };
    const run = async (): Promise<{ readonly one: Scrape; readonly told: string[] }> => {
      await using monitor = monitorOf(cloud);
      const watch = monitor.watch(monitor.fleet(), { store });
      const heard = hear(watch);
      const register = new client.Registry();
      using _collector = collectVpnMetrics(client, watch, { register });
      await watch.poll();
      await minutes(cloud, watch, 1);
      return { one: await scrape(register), told: heard.told() };
    };
    await run();
    cloud.advance('20s');
    cloud.tunnel('tun-1').down();
    cloud.advance('40s');
    const { one, told } = await run();
    expect(told.join()).toContain('tunnel:down tun-1');
    expect(countOf(one, 'tunnel_id="tun-1",type="tunnel:down"')).toBe(1);
    expect(countOf((await run()).one, 'tunnel_id="tun-1",type="tunnel:down"')).toBe(0);
  });

  test('a certificate that expires is counted under its id', async () => {
    const { cloud, watch, scrape } = await collected(
      { certificates: [{ id: 'vsc-1', endTime: NOW + 12 * 3_600_000 }] },
      { certificateNoticeDays: [1] },
    );
    const notice = await scrape();
    expect(countOf(notice, 'certificate_id="vsc-1",type="certificate:expiring"')).toBe(1);
    cloud.advance('13h');
    await watch.poll();
    expect(countOf(await scrape(), 'certificate_id="vsc-1",type="certificate:expired"')).toBe(1);
  });
});

const labelsOf = (line: string): Readonly<Record<string, string>> =>
  Object.fromEntries([...line.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = '', value = '']) => [label, value]));

test('a standby exports no state, and takes over with the lock', async () => {
  const cloud = account();
  let holder: string | undefined;
  const kept = new Map<string, string>();
  const storeOf = (name: string) => ({
    get: (key: string) => Promise.resolve(kept.get(key)),
    set: (key: string, value: string) => Promise.resolve(void kept.set(key, value)),
    lock: () => {
      if (holder !== undefined && holder !== name) return Promise.resolve(undefined);
      holder = name;
      return Promise.resolve({
        refresh: () => Promise.resolve(holder === name),
        release: () => {
          holder = undefined;
          return Promise.resolve();
        },
      });
    },
  });
  const replica = async (name: string) => {
    const monitor = monitorOf(cloud);
    const watch = monitor.watch(monitor.fleet(), { store: storeOf(name), lockMs: 300, pollMs: 50 });
    hear(watch);
    const register = new client.Registry();
    const collector = collectVpnMetrics(client, watch, { register });
    await watch.start();
    return {
      scrape: () => scrape(register),
      stop: () => monitor.close(),
      close: () => {
        collector.close();
      },
    };
  };
  const first = await replica('first');
  const second = await replica('second');
  const activity = async (): Promise<unknown> =>
    await Promise.all(
      [first, second].map(async ({ scrape }) => {
        const one = await scrape();
        return [one.value('alicloud_vpn_watch_active'), one.of('alicloud_vpn_tunnel_up').length];
      }),
    );
  expect(await activity()).toEqual([
    [1, 4],
    [0, 0],
  ]);
  await first.stop();
  await vi.waitFor(
    async () => {
      expect(await activity()).toEqual([
        [0, 0],
        [1, 4],
      ]);
    },
    { timeout: 5_000 },
  );
  await second.stop();
  first.close();
  second.close();
});

test('names may hold anything: they are escaped, and stand once', async () => {
  const cloud = createSimulator({
    regionId: REGION,
    now: NOW,
    credentials: 'any',
    gateways: [{ id: 'vpn-1', name: 'head\\office' }],
    connections: [{ id: 'vco-1', name: 'to "Berlin"\nand back', gatewayId: 'vpn-1', mode: 'single' }],
  });
  const monitor = new VpnMonitor({ regionId: REGION, transport: directTransport(cloud), clock: cloud.clock });
  const watch = monitor.watch(monitor.fleet({ names: true }));
  hear(watch);
  const register = new client.Registry();
  using _collector = collectVpnMetrics(client, watch, { register });
  await watch.poll();
  const { of } = await scrape(register);
  expect(of('alicloud_vpn_connection_info')).toEqual([
    'alicloud_vpn_connection_info{region="cn-hangzhou",connection_id="vco-1",connection_name="to \\"Berlin\\"\\nand back",gateway_id="vpn-1",gateway_name="head\\\\office",attached_to="vpn-gateway"} 1',
  ]);
  expect(of('alicloud_vpn_gateway_info')).toHaveLength(1);
});
