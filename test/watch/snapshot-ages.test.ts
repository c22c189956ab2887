import {
  SystemEvent,
  type TunnelState,
  type TunnelWatch,
  type VpnMonitor,
  type WatchOptions,
  type WatchSnapshot,
} from 'alicloud-vpn-monitor';
import type { Simulator } from 'alicloud-vpn-monitor/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { account, hear, type Heard, MINUTE, monitorOf, NOW } from './support/watched.ts';

const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((one) => one.close()));
});

interface Polled {
  readonly cloud: Simulator;
  readonly monitor: VpnMonitor;
  readonly watch: TunnelWatch;
  readonly heard: Heard;
}

/** A watch after one round. */
async function polledOnce(options: WatchOptions = {}): Promise<Polled> {
  const cloud = account();
  const monitor = monitorOf(cloud);
  closing.push(monitor);
  const watch = monitor.watch(monitor.fleet(), options);
  const heard = hear(watch);
  await watch.poll();
  return { cloud, monitor, watch, heard };
}

const valuesOf = ({ tunnels }: WatchSnapshot): unknown[] => [...tunnels.values()].map(({ ipsec, bgp, health }) => [ipsec, bgp, health]);
const stateOf = ({ tunnels }: WatchSnapshot, id: string): TunnelState => tunnels.get(id)!;

const KNOWN = [
  ['up', 'up', 'unknown'],
  ['up', 'up', 'unknown'],
  ['up', 'disabled', 'ok'],
  ['up', 'up', 'ok'],
];

describe('without rounds, a snapshot says what is still known when it is asked', () => {
  test('which is nothing, from staleAfterMs after the newest evidence on', async () => {
    const { cloud, watch, heard } = await polledOnce();
    const { asOf, since } = stateOf(watch.snapshot(), 'tun-1');
    expect(asOf).toBe(NOW);
    cloud.advance(10 * MINUTE - 1);
    expect(valuesOf(watch.snapshot())).toEqual(KNOWN);
    expect(stateOf(watch.snapshot(), 'tun-1')).toMatchObject({ ipsec: 'up', since });
    cloud.advance(1);
    const silent = watch.snapshot();
    expect(valuesOf(silent)).toEqual(Array(4).fill(['unknown', 'unknown', 'unknown']));
    expect(stateOf(silent, 'tun-1')).toMatchObject({ ipsec: 'unknown', asOf, since: NOW + 10 * MINUTE });
    expect(silent.connections.get('vco-dual')).toMatchObject({ state: 'unknown', asOf, since: NOW + 10 * MINUTE });
    expect(silent.asOf).toBe(NOW);
    expect(JSON.parse(JSON.stringify(silent))).toMatchObject({ tunnels: [{ ipsec: 'unknown' }, {}, {}, {}] });
    expect(heard.transitions).toEqual([]);
  });

  test('also of what was down, and after stop()', async () => {
    const { cloud, watch } = await polledOnce();
    cloud.tunnel('tun-1').down();
    cloud.advance(MINUTE);
    await watch.poll();
    expect(stateOf(watch.snapshot(), 'tun-1')).toMatchObject({ ipsec: 'down', phase: expect.any(String) as unknown });
    await watch.stop();
    expect(watch.snapshot().connections.get('vco-dual')).toMatchObject({ state: 'degraded' });
    cloud.advance('1h');
    expect(stateOf(watch.snapshot(), 'tun-1').ipsec).toBe('unknown');
    expect(stateOf(watch.snapshot(), 'tun-1').phase).toBeUndefined();
    expect(watch.snapshot().connections.get('vco-dual')).toMatchObject({ state: 'unknown', since: NOW + 11 * MINUTE });
  });

  test('one tunnel without evidence is enough for the connection, and an event counts from its own time', async () => {
    const { cloud, monitor, watch } = await polledOnce();
    cloud.advance(8 * MINUTE);
    cloud.publish(SystemEvent.IpsecTunnelNegoFailed, 'tun-1');
    for (const event of await monitor.events().last('1m').toArray({ limit: 9 })) await watch.ingest(event);
    cloud.advance(4 * MINUTE);
    const snapshot = watch.snapshot();
    expect([stateOf(snapshot, 'tun-1').ipsec, stateOf(snapshot, 'tun-2').ipsec]).toEqual(['down', 'unknown']);
    expect(snapshot.connections.get('vco-dual')).toMatchObject({ state: 'unknown', since: NOW + 10 * MINUTE });
  });

  test('and says it again with the next round, which announces no more than rounds do', async () => {
    const { cloud, watch, heard } = await polledOnce();
    cloud.advance('1h');
    expect(stateOf(watch.snapshot(), 'tun-1').ipsec).toBe('unknown');
    await watch.poll();
    expect(valuesOf(watch.snapshot())).toEqual(KNOWN);
    expect(stateOf(watch.snapshot(), 'tun-1').since).toBeLessThanOrEqual(NOW);
    expect(heard.transitions).toEqual([]);
    const outage = cloud.fail({ status: 500, times: Infinity });
    cloud.advance('1h');
    watch.snapshot();
    for (let round = 0; round < 2; round++) await watch.poll();
    expect(heard.told().filter((told) => told.endsWith('tun-1'))).toEqual(['13:10:00 tunnel:stale tun-1']);
    expect(stateOf(watch.snapshot(), 'tun-1')).toMatchObject({ ipsec: 'unknown', since: NOW + 70 * MINUTE });
    outage.stop();
  });
});

describe('between two rounds as far apart as pollMs says', () => {
  test('nothing ages that the next round would confirm', async () => {
    const { cloud, watch } = await polledOnce({ pollMs: 15 * MINUTE });
    cloud.advance(15 * MINUTE);
    expect(valuesOf(watch.snapshot())).toEqual(KNOWN);
    cloud.advance(15 * MINUTE + 1);
    expect(stateOf(watch.snapshot(), 'tun-1')).toMatchObject({ ipsec: 'unknown', since: NOW + 10 * MINUTE });
  });
});

test('a clock that goes back ages nothing', async () => {
  const cloud = account();
  let offset = 0;
  const monitor = monitorOf(cloud, { clock: { now: () => cloud.now() + offset } });
  closing.push(monitor);
  const watch = monitor.watch(monitor.fleet());
  hear(watch);
  await watch.poll();
  offset = -3_600_000;
  expect(valuesOf(watch.snapshot())).toEqual(KNOWN);
});
