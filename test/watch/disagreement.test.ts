import type { PollReport, WatchedResource } from 'alicloud-vpn-monitor';
import type { Simulator } from 'alicloud-vpn-monitor/testing';
import { describe, expect, test } from 'vitest';
import { courseOf, toldChanges, toldCourse, trueChanges } from './support/course.ts';
import { pointAt, type Rewriting, tunnelOf } from './support/rewritten.ts';
import { MemoryStore, MINUTE, NOW } from './support/watched.ts';
import { dualTunnels, SECOND, type Watched, type Watching, watching } from './support/watching.ts';

/** Two sources that go on contradicting each other, as a round reports it. */
interface Disagreement {
  readonly resource: WatchedResource;
  readonly aspect: 'ipsec' | 'bgp' | 'health';
  readonly since: number;
}

const disagreementsOf = (report: PollReport): readonly Disagreement[] => report.disagreements;

/** All that was reported, such as `tun-1a ipsec`. */
function reported({ polls }: Watching): string[] {
  return polls.flatMap(disagreementsOf).map(({ resource, aspect }) => `${resource.tunnelId ?? resource.connectionId} ${aspect}`);
}

interface Stuck {
  readonly tunnel: string;
  readonly at: number;
  readonly metric?: RegExp;
  /** Datapoints of this time and later. */
  readonly from?: number;
  readonly until?: number;
}

/** A metric that says the same of a tunnel whatever that does. */
function stuck({ tunnel, at, metric = /tun\.state/, from = -Infinity, until = Infinity }: Stuck): Rewriting {
  return {
    point(row, name) {
      const isStuck = metric.test(name) && tunnelOf(row) === tunnel && Number(row['timestamp']) >= from && Number(row['timestamp']) < until;
      return isStuck ? pointAt(row, at) : row;
    },
  };
}

function begun(cloud: Simulator, metric: Stuck, { everyMs = MINUTE }: { readonly everyMs?: number } = {}, options: Watched = {}): Watching {
  return watching(cloud, { ...options, everyMs, rewriting: stuck(metric) });
}

interface Region {
  readonly connections: number;
  readonly minutes: number;
  /** At which second of a minute rounds begin. */
  readonly second: number;
  readonly everyMs?: number;
  /** False outages that cannot be told from true ones before it shows that sources disagree. */
  readonly spare: number;
}

const REGIONS: readonly (readonly [string, Region])[] = [
  ['a small region', { connections: 3, minutes: 60, second: 13, spare: 0 }],
  ['a small region with rounds on whole minutes', { connections: 3, minutes: 60, second: 0, spare: 1 }],
  ['a region that is polled every 130 seconds', { connections: 2, minutes: 60, second: 5, everyMs: 130_000, spare: 1 }],
  ['a region whose connections are listed minutes apart', { connections: 110, minutes: 45, second: 13, spare: 1 }],
];

const cloudOf = ({ connections, second }: Region, bgp = false): Simulator => dualTunnels(connections, { bgp, now: NOW + second * SECOND });

function rounds(running: Watching, { minutes, everyMs = MINUTE }: Region): Promise<void> {
  return running.rounds(Math.ceil((minutes * MINUTE) / everyMs));
}

/** What was announced is true, but for a few outages more. */
function expectAlmost(told: readonly string[], real: readonly string[], { spare }: Region): void {
  expect(told.length).toBeLessThanOrEqual(real.length + 2 * spare);
  expect(told).toEqual(Array.from({ length: Math.max(told.length, real.length) }, (_, index) => real[index % real.length]));
}

describe.each(REGIONS)('a metric that is stuck from before the watch begins, in %s', (_, region) => {
  test.each([
    ['0', 0],
    ['a half', 0.5],
  ])('at %s while the tunnel is up: no transition, one report', async (_name, at) => {
    const cloud = cloudOf(region);
    const running = begun(cloud, { tunnel: 'tun-1a', at }, region);
    await rounds(running, region);
    expect(running.transitions).toEqual([]);
    expect(running.ipsec('tun-1a')).toBe('up');
    expect(reported(running)).toEqual(['tun-1a ipsec']);
    expect(running.warnings.filter((message) => /disagree|contradict/.test(message))).toHaveLength(1);
  });

  test('at 1 while the tunnel is down: no transition, one report', async () => {
    const cloud = cloudOf(region);
    cloud.tunnel('tun-1b').down({ at: cloud.now() - 2 * 3_600_000 });
    const running = begun(cloud, { tunnel: 'tun-1b', at: 1 }, region);
    await rounds(running, region);
    expect(running.transitions).toEqual([]);
    expect(running.ipsec('tun-1b')).toBe('down');
    expect(reported(running)).toEqual(['tun-1b ipsec']);
  });

  test('at 0 for BGP: no transition, one report', async () => {
    const cloud = cloudOf(region, true);
    const running = begun(cloud, { tunnel: 'tun-2b', at: 0, metric: /bgp_state/ }, region);
    await rounds(running, region);
    expect(running.transitions).toEqual([]);
    expect(running.watch.snapshot().tunnels.get('tun-2b')?.bgp).toBe('up');
    expect(reported(running)).toEqual(['tun-2b bgp']);
  });

  test('at 0: an outage that events and polls tell is told once, with its end and its failover', async () => {
    const cloud = cloudOf(region);
    const began = cloud.now();
    cloud
      .tunnel('tun-1a')
      .down({ at: began + 20 * MINUTE + 7 * SECOND })
      .up({ at: began + 32 * MINUTE + 41 * SECOND });
    const running = begun(cloud, { tunnel: 'tun-1a', at: 0 }, region);
    await rounds(running, region);
    expect(toldChanges(running.transitions, 'tun-1a')).toEqual(trueChanges(cloud, 'tun-1a'));
    expect(toldCourse(running.transitions, 'vco-1')).toEqual(courseOf(trueChanges(cloud, 'tun-1a'), []));
    expect(running.transitions.filter(({ late }) => late)).toEqual([]);
    // They agree while it is down.
    expect(new Set(reported(running))).toEqual(new Set(['tun-1a ipsec']));
    expect(reported(running).length).toBeLessThanOrEqual(2);
  });

  test('at 0: outages shorter than a period are told once each', async () => {
    const cloud = cloudOf(region);
    const began = cloud.now();
    for (const minute of [10, 17, 33])
      cloud
        .tunnel('tun-1a')
        .down({ at: began + minute * MINUTE + 7 * SECOND })
        .up({ at: began + minute * MINUTE + 29 * SECOND });
    const running = begun(cloud, { tunnel: 'tun-1a', at: 0 }, region);
    await rounds(running, { ...region, minutes: 50 });
    expect(toldChanges(running.transitions, 'tun-1a').map(({ to }) => to)).toEqual(['down', 'up', 'down', 'up', 'down', 'up']);
  });
});

describe.each(REGIONS)('a metric that gets stuck while all is watched, in %s', (_, region) => {
  const { minutes } = region;

  test('at 0 while the tunnel is up: at most one false outage, one report', async () => {
    const cloud = cloudOf(region);
    const running = begun(cloud, { tunnel: 'tun-1a', at: 0, from: cloud.now() + 8 * MINUTE }, region);
    await rounds(running, region);
    const told = running.typesOf('tun-1a');
    expect(told).toEqual(['tunnel:down', 'tunnel:up'].slice(0, told.length));
    expect(told.length).toBeLessThanOrEqual(2 * region.spare);
    expect(running.ipsec('tun-1a')).toBe('up');
    expect(reported(running)).toEqual(['tun-1a ipsec']);
  });

  test('at 1 while the tunnel is down: the outage is told once, and ends when it ends', async () => {
    const cloud = cloudOf(region);
    const began = cloud.now();
    cloud
      .tunnel('tun-1a')
      .down({ at: began + 10 * MINUTE + 7 * SECOND })
      .up({ at: began + (minutes - 8) * MINUTE + 41 * SECOND });
    const running = begun(cloud, { tunnel: 'tun-1a', at: 1 }, region);
    await rounds(running, region);
    expect(toldChanges(running.transitions, 'tun-1a')).toEqual(trueChanges(cloud, 'tun-1a'));
    expect(reported(running)).toEqual(['tun-1a ipsec']);
  });

  test('at 1 for BGP while the session is lost: told once, and when it is back', async () => {
    const cloud = cloudOf(region, true);
    const began = cloud.now();
    cloud
      .tunnel('tun-1a')
      .bgpDown({ at: began + 10 * MINUTE + 7 * SECOND })
      .bgpUp({ at: began + (minutes - 8) * MINUTE + 41 * SECOND });
    const running = begun(cloud, { tunnel: 'tun-1a', at: 1, metric: /bgp_state/ }, region);
    await rounds(running, region);
    expectAlmost(running.typesOf('tun-1a'), ['bgp:down', 'bgp:up'], region);
    expect(running.typesOf('vco-1')).toEqual([]);
    expect(reported(running)).toEqual(['tun-1a bgp']);
  });
});

test('two that agree again and then disagree anew are reported anew, and what happens in between is told', async () => {
  const cloud = dualTunnels(3);
  const began = cloud.now();
  const [first, second] = [
    { from: -Infinity, until: began + 20 * MINUTE },
    { from: began + 60 * MINUTE, until: Infinity },
  ];
  const isStuck = (at: number): boolean => [first, second].some(({ from, until }) => at >= from && at < until);
  const running = watching(cloud, {
    rewriting: { point: (row) => (tunnelOf(row) === 'tun-1a' && isStuck(Number(row['timestamp'])) ? pointAt(row, 0) : row) },
  });
  cloud
    .tunnel('tun-1a')
    .down({ at: began + 40 * MINUTE + 7 * SECOND })
    .up({ at: began + 44 * MINUTE + 3 * SECOND });
  await running.rounds(100);
  const told = toldChanges(running.transitions, 'tun-1a');
  expect(told.slice(0, 2)).toEqual(trueChanges(cloud, 'tun-1a'));
  expect([0, 2]).toContain(told.length - 2);
  expect(reported(running)).toEqual(['tun-1a ipsec', 'tun-1a ipsec']);
  const sinces = running.polls.flatMap(disagreementsOf).map(({ since }) => since);
  expect([sinces[0]! <= began + 5 * MINUTE, Math.abs(sinces[1]! - (began + 60 * MINUTE)) < 5 * MINUTE]).toEqual([true, true]);
});

test('without events the polls know: a stuck metric is one report, and a real outage is told once', async () => {
  const cloud = dualTunnels(3);
  const began = cloud.now();
  cloud
    .tunnel('tun-1a')
    .down({ at: began + 30 * MINUTE + 7 * SECOND })
    .up({ at: began + 42 * MINUTE + 3 * SECOND });
  const running = begun(cloud, { tunnel: 'tun-1a', at: 0 }, {}, { sources: ['topology', 'metrics'] });
  await running.rounds(90);
  expect(running.typesOf('tun-1a')).toEqual(['tunnel:down', 'tunnel:up']);
  expect(new Set(reported(running))).toEqual(new Set(['tun-1a ipsec']));
});

describe('a metric that is stuck at 1 through one outage after another', () => {
  const outages = 8;
  const begins = (outage: number): number => NOW + (12 + outage * 25) * MINUTE + (7 + outage * 5) * SECOND;
  const falling = (): Simulator => {
    const cloud = dualTunnels(3);
    for (let outage = 0; outage < outages; outage++) {
      const at = begins(outage);
      cloud
        .tunnel('tun-1a')
        .down({ at })
        .up({ at: at + 11 * MINUTE + 21 * SECOND });
    }
    return cloud;
  };

  test('is believed against the polls at most once', async () => {
    const running = begun(falling(), { tunnel: 'tun-1a', at: 1 }, { everyMs: 3 * MINUTE }, { sources: ['topology', 'metrics'] });
    await running.rounds(4 + (outages * 25) / 3);
    expect(running.typesOf('tun-1a').length).toBeLessThanOrEqual(2 * (outages + 1));
    expect(running.typesOf('tun-1a').length).toBeGreaterThanOrEqual(2 * outages);
    expect(running.ipsec('tun-1a')).toBe('up');
  });

  test('is believed against events at most twice, where the datapoint after each is missing', async () => {
    const cloud = falling();
    const lacks = (at: number): boolean =>
      Array.from({ length: outages }, (_, outage) => begins(outage)).some((began) => at > began - MINUTE && at <= began + MINUTE);
    const running = watching(cloud, {
      everyMs: 3 * MINUTE,
      rewriting: {
        point: (row) => (tunnelOf(row) !== 'tun-1a' ? row : lacks(Number(row['timestamp'])) ? undefined : pointAt(row, 1)),
      },
    });
    await running.rounds(4 + (outages * 25) / 3);
    expect(running.typesOf('tun-1a').length).toBeLessThanOrEqual(2 * (outages + 2));
    expect(toldChanges(running.transitions, 'tun-1a')).toEqual(expect.arrayContaining(trueChanges(cloud, 'tun-1a')));
  });
});

test('a metric that nothing contradicts is believed', async () => {
  const cloud = dualTunnels(1);
  const running = begun(cloud, { tunnel: 'tun-1a', at: 0, from: cloud.now() + 8 * MINUTE }, {}, { sources: ['metrics'] });
  await running.rounds(30);
  expect(running.typesOf('tun-1a')).toEqual(['tunnel:down']);
  expect(reported(running)).toEqual([]);
});

test('a standing disagreement is not reported again by a run that goes on from the store, and still tells nothing', async () => {
  const [cloud, store] = [dualTunnels(3), new MemoryStore()];
  const first = begun(cloud, { tunnel: 'tun-1a', at: 0 }, {}, { store });
  await first.rounds(30);
  await first.watch.stop();
  const second = begun(cloud, { tunnel: 'tun-1a', at: 0 }, {}, { store });
  await second.rounds(30);
  expect([...first.transitions, ...second.transitions]).toEqual([]);
  expect([reported(first), reported(second)]).toEqual([['tun-1a ipsec'], []]);
});

test('sources that merely lag behind each other do not disagree', async () => {
  const cloud = dualTunnels(3, {
    data: { publicationDelayMs: 120_000, late: { ratio: 0.2, byMs: 300_000 } },
    events: { publicationDelayMs: 60_000, late: { ratio: 0.3, byMs: 200_000 } },
  });
  const began = cloud.now();
  for (let outage = 0; outage < 12; outage++) {
    const at = began + (8 + outage * 12) * MINUTE + outage * 4_700;
    cloud
      .tunnel('tun-1a')
      .down({ at })
      .up({ at: at + 40_000 + outage * 25_000 });
  }
  const running = watching(cloud);
  await running.rounds(160);
  expect(running.polls.flatMap(disagreementsOf)).toEqual([]);
  expect(toldChanges(running.transitions, 'tun-1a')).toHaveLength(24);
});
