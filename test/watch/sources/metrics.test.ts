import { type StateStore, type Transition, VpnMonitor, type WatchOptions } from 'alicloud-vpn-monitor';
import { createSimulator, type DataOptions, type Simulator, type SimulatorOptions } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';
import { directTransport } from '../../support/direct-transport.ts';
import { changed } from '../support/watched.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 2, 1, 12);
const STATES = new Map([
  ['tun-0a', 'tun.state'],
  ['tun-0b', 'tun.state'],
  ['vco-s0', 'ipsec.state'],
  ['tun-1a', 'vpn_connection_tun.state'],
  ['tun-1b', 'vpn_connection_tun.state'],
  ['vco-s1', 'vpn_connection.state'],
]);

/** Two tunnels and a single-tunnel connection on a gateway, and the same on a transit router, all with BGP: eight metrics. */
function account(data: DataOptions = {}): SimulatorOptions {
  const places = [{ gatewayId: 'vpn-1' }, { transitRouterId: 'tr-1' }];
  return {
    regionId: 'cn-hangzhou',
    now: START + 10_000,
    credentials: 'any',
    gateways: [{ id: 'vpn-1' }],
    connections: places.flatMap((place, index) => [
      { id: `vco-d${index}`, mode: 'dual' as const, bgp: true, tunnels: [{ id: `tun-${index}a` }, { id: `tun-${index}b` }], ...place },
      { id: `vco-s${index}`, mode: 'single' as const, bgp: true, ...place },
    ]),
    data: { publicationDelayMs: 5_000, ...data },
  };
}

function watching(cloud: Simulator, options: WatchOptions = {}) {
  const monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    transport: directTransport(cloud),
    clock: cloud.clock,
    maxRetries: 0,
    requestsPerSecond: 100_000,
  });
  const watch = monitor.watch(monitor.fleet(), { sources: ['metrics'], staleAfterMs: 7 * 86_400_000, ...options });
  const told: Transition[] = [];
  watch.on('error', () => undefined);
  watch.on('transition', (transition) => told.push(transition));
  const passes = (key: string): readonly string[] =>
    told
      .filter(
        ({ type, resource }) =>
          /^(tunnel|bgp):/.test(type) && 'connectionId' in resource && (resource.tunnelId ?? resource.connectionId) === key,
      )
      .map(({ type }) => type);
  return { watch, passes };
}

/** A minute of a tunnel whose datapoint is published late, and none next to it. */
function lateMinute(cloud: Simulator, metric: string, key: string, from: number, until: number): number {
  const points = cloud.truth.points({ metric, resourceId: key, start: from, end: until });
  const lateness = points.map(({ timestamp, publishedAt }) => publishedAt - timestamp > MINUTE);
  const index = points.findIndex((_, at) => at > 1 && at < points.length - 2 && lateness[at] && !lateness[at - 1] && !lateness[at + 1]);
  return points[index]!.timestamp;
}

test.each([1, 2, 5])(
  'points that are published ten minutes late are read of all eight metrics, with a round every %d minutes',
  async (minutes) => {
    const cloud = createSimulator(account({ late: { ratio: 0.15, byMs: 595_000 } }));
    const { watch, passes } = watching(cloud, { pollMs: minutes * MINUTE });
    for (const [key, metric] of STATES) {
      for (const [from, until] of [
        [20, 60],
        [60, 100],
        [100, 140],
      ] as const) {
        const minute = lateMinute(cloud, metric, key, START + from * MINUTE, START + until * MINUTE);
        const control = key.startsWith('tun') ? cloud.tunnel(key) : cloud.connection(key);
        control.down({ at: minute - 40_000 }).up({ at: minute - 20_000 });
      }
    }
    for (let at = 0; at < 180; at += minutes) {
      await watch.poll();
      cloud.advance(minutes * MINUTE);
    }
    for (const key of STATES.keys())
      expect(
        passes(key).filter((type) => type.startsWith('tunnel')),
        key,
      ).toEqual(Array.from({ length: 3 }, () => ['tunnel:down', 'tunnel:up']).flat());
  },
);

test('points that were published late while nobody asked are read when somebody asks again', async () => {
  const cloud = createSimulator(account({ late: { ratio: 0.15, byMs: 595_000 } }));
  const { watch, passes } = watching(cloud);
  const minute = lateMinute(cloud, STATES.get('tun-1b')!, 'tun-1b', START + 20 * MINUTE, START + 60 * MINUTE);
  cloud
    .tunnel('tun-1b')
    .down({ at: minute - 40_000 })
    .up({ at: minute - 20_000 });
  while (cloud.now() < minute + 2 * MINUTE) {
    await watch.poll();
    cloud.advance(MINUTE);
  }
  cloud.advance(55 * MINUTE);
  await watch.poll();
  expect(passes('tun-1b').filter((type) => type.startsWith('tunnel'))).toEqual(['tunnel:down', 'tunnel:up']);
});

// What ran before knew for five of the ten minutes that the datapoint was missing.
test.each<[string, (sinceMs: number) => boolean]>([
  ['once', (sinceMs) => sinceMs === 5 * MINUTE],
  ['before every round', () => true],
])('points that are published late are read by a watch that is started anew %s', async (_, isAnew) => {
  const cloud = createSimulator(account({ late: { ratio: 0.15, byMs: 595_000 } }));
  const kept = new Map<string, string>();
  const store: StateStore = { get: (key) => Promise.resolve(kept.get(key)), set: (key, value) => Promise.resolve(kept.set(key, value)) };
  const minute = lateMinute(cloud, STATES.get('tun-1b')!, 'tun-1b', START + 20 * MINUTE, START + 60 * MINUTE);
  cloud
    .tunnel('tun-1b')
    .down({ at: minute - 40_000 })
    .up({ at: minute - 20_000 });
  let run = watching(cloud, { store });
  const told: string[] = [];
  while (cloud.now() < minute + 20 * MINUTE) {
    if (isAnew(cloud.now() - 10_000 - minute)) {
      told.push(...run.passes('tun-1b'));
      run = watching(cloud, { store });
    }
    await run.watch.poll();
    cloud.advance(MINUTE);
  }
  expect([...told, ...run.passes('tun-1b')].filter((type) => type.startsWith('tunnel'))).toEqual(['tunnel:down', 'tunnel:up']);
});

test('an absence is read to its end although the first try breaks off after some series of a minute', async () => {
  // A page holds 1440 points: a minute of so many tunnels takes two.
  const connections = Array.from({ length: 800 }, (_, index) => ({
    id: `vco-${index}`,
    mode: 'dual' as const,
    tunnels: [{ id: `tun-${index}a` }, { id: `tun-${index}b` }],
  }));
  const cloud = createSimulator({ ...account(), connections });
  const kept = new Map<string, string>();
  const store: StateStore = { get: (key) => Promise.resolve(kept.get(key)), set: (key, value) => Promise.resolve(kept.set(key, value)) };
  await watching(cloud, { store, overlapMs: 120_000 }).watch.poll();
  const minute = START + 3 * MINUTE;
  for (const { id } of connections)
    cloud
      .connection(id)
      .down({ at: minute - 40_000 })
      .up({ at: minute - 20_000 });
  cloud.advance(8 * MINUTE);
  const { watch, passes } = watching(cloud, { store, overlapMs: 120_000 });
  cloud.fail({ action: 'DescribeMetricList', status: 500, skip: 5, times: 1 });
  for (let round = 0; round < 3; round++) {
    await watch.poll();
    cloud.advance(MINUTE);
  }
  for (const { id } of connections)
    for (const tunnel of ['a', 'b']) expect(passes(id.replace('vco', 'tun') + tunnel), id).toEqual(['tunnel:down', 'tunnel:up']);
});

test.each([
  ['one of the newest', 1],
  ['one of a range', 30],
])('a datapoint of the future says nothing of the present: %s', async (_, minutes) => {
  const cloud = createSimulator(account());
  const ahead = changed(directTransport(cloud), ({ action, params }, answer) => {
    if (!action.startsWith('DescribeMetricL') || params['MetricName'] !== 'tun.state') return answer;
    const body = (typeof answer.body === 'string' ? JSON.parse(answer.body) : answer.body) as { readonly Datapoints: string };
    const rows = JSON.parse(body.Datapoints) as { timestamp: number; tunnelId: string }[];
    const rewritten = rows.map((row) =>
      row.tunnelId === 'tun-0a' && row.timestamp > START
        ? { ...row, timestamp: row.timestamp + 7_200_000, Average: 0, Value: 0, Minimum: 0, Maximum: 0 }
        : row,
    );
    return { ...answer, body: { ...body, Datapoints: JSON.stringify(rewritten) } };
  });
  const monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    transport: ahead,
    clock: cloud.clock,
    maxRetries: 0,
    requestsPerSecond: 100_000,
  });
  const watch = monitor.watch(monitor.fleet(), { sources: ['topology', 'metrics'] });
  const told: string[] = [];
  watch.on('transition', ({ type }) => told.push(type));
  await watch.poll();
  cloud.advance(minutes * MINUTE);
  await watch.poll();
  cloud.advance(MINUTE);
  await watch.poll();
  expect(told).toEqual([]);
  expect(watch.snapshot().tunnels.get('tun-0a')?.ipsec).toBe('up');
});
