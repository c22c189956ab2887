import { type ApiRequest, VpnMonitorError } from 'alicloud-vpn-monitor';
import type { Simulator } from 'alicloud-vpn-monitor/testing';
import { describe, expect, test } from 'vitest';
import { toldChanges, toldCourse, trueChanges } from './support/course.ts';
import { MemoryStore, MINUTE } from './support/watched.ts';
import { dualTunnels, HOUR, SECOND, type Watched, type Watching, watching } from './support/watching.ts';

interface Breaking {
  readonly options: Watched;
  isBroken: boolean;
  /** Which series each request for datapoints has named, since the last time this was emptied. */
  readonly asked: string[];
}

/** A service that answers each request for datapoints that names one tunnel with an error. */
function breaking(tunnelId: string, options: Watched = {}): Breaking {
  const asked: string[] = [];
  const service: Breaking = {
    isBroken: false,
    asked,
    options: {
      ...options,
      rewriting: {
        refuse: ({ action, params }: ApiRequest): void => {
          if (!action.startsWith('DescribeMetricL')) return;
          const dimensions = JSON.stringify(params['Dimensions'] ?? 'all');
          asked.push(`${action} ${dimensions}`);
          if (service.isBroken && dimensions.includes(tunnelId))
            throw new VpnMonitorError('The request has failed.', { code: 'server', status: 500, retryable: true });
        },
      },
    },
  };
  return service;
}

/** Polls see none of these: they are twenty minutes apart. */
function outageBetweenPolls(cloud: Simulator, tunnelId: string, at: number): void {
  cloud
    .tunnel(tunnelId)
    .down({ at })
    .up({ at: at + 4 * MINUTE });
}

const SELDOM: Watched = { sources: ['topology', 'metrics'], topologyPollMs: 20 * MINUTE, staleAfterMs: 2 * 86_400_000 };
const ALONE: Watched = { sources: ['metrics'], staleAfterMs: 2 * 86_400_000 };

function expectTold(cloud: Simulator, runs: readonly Watching[], tunnelIds: readonly string[]): void {
  const transitions = runs.flatMap((run) => run.transitions);
  for (const id of tunnelIds) {
    const [told, real] = [toldChanges(transitions, id), trueChanges(cloud, id)];
    expect(
      told.map(({ to }) => to),
      id,
    ).toEqual(real.map(({ to }) => to));
    expect(Math.max(0, ...told.map(({ at }, index) => Math.abs(at - real[index]!.at))), id).toBeLessThanOrEqual(2 * MINUTE);
  }
}

const ALL = ['tun-1a', 'tun-1b', 'tun-2a', 'tun-2b'];

describe.each<readonly [string, Watched]>([
  ['metrics beside polls', SELDOM],
  ['metrics alone', ALONE],
])('%s: one tunnel is broken', (_, sources) => {
  test.each([2, 5, 20])('for %d hours: outages it had meanwhile are told once when it works again', async (hours) => {
    const cloud = dualTunnels(2);
    const service = breaking('tun-1a', sources);
    const running = watching(cloud, service.options);
    await running.rounds(5);
    service.isBroken = true;
    const began = cloud.now();
    for (let hour = 0; hour < hours; hour++) {
      outageBetweenPolls(cloud, 'tun-1a', began + hour * HOUR + 26 * MINUTE);
      outageBetweenPolls(cloud, 'tun-2b', began + hour * HOUR + 6 * MINUTE);
    }
    await running.rounds(hours * 60);
    service.isBroken = false;
    await running.rounds(30);
    expectTold(cloud, [running], ALL);
    expect(toldCourse(running.transitions, 'vco-1').map(({ to }) => to)).toEqual(
      Array.from({ length: hours }, () => ['degraded', 'failover', 'up']).flat(),
    );
  });

  test.each(['while it is broken', 'after it works again'])('for five hours, and the watch goes on from a store %s', async (when) => {
    const cloud = dualTunnels(2);
    const store = new MemoryStore();
    const service = breaking('tun-1a', { ...sources, store });
    const first = watching(cloud, service.options);
    await first.rounds(5);
    service.isBroken = true;
    const began = cloud.now();
    for (const hour of [0, 1, 3, 4]) outageBetweenPolls(cloud, 'tun-1a', began + hour * HOUR + 26 * MINUTE);
    outageBetweenPolls(cloud, 'tun-2b', began + 2 * HOUR + 6 * MINUTE);
    await first.rounds(150);
    await first.watch.stop();
    service.isBroken = when !== 'after it works again';
    const second = watching(cloud, service.options);
    await second.rounds(150);
    service.isBroken = false;
    await second.rounds(30);
    expectTold(cloud, [first, second], ALL);
  });
});

test('what was missed takes one call when it works again, and the others are asked for as ever', async () => {
  const cloud = dualTunnels(2);
  const service = breaking('tun-1a', SELDOM);
  const running = watching(cloud, service.options);
  await running.rounds(5);
  service.isBroken = true;
  await running.rounds(5 * 60);
  service.isBroken = false;
  service.asked.length = 0;
  await running.rounds(30);
  const ranges = service.asked.filter((one) => one.startsWith('DescribeMetricList'));
  expect(ranges.map((one) => [one.includes('tun-1a'), /tun-(1b|2)/.test(one)])).toEqual([[true, false]]);
  // One call a round, and one for what is tried by itself until it is trusted.
  expect(service.asked.length).toBeLessThanOrEqual(30 + 12);
});

test('a store that is written while it is broken has the others go on from where they are', async () => {
  const cloud = dualTunnels(2);
  const store = new MemoryStore();
  const service = breaking('tun-1a', { ...SELDOM, store });
  const first = watching(cloud, service.options);
  await first.rounds(5);
  service.isBroken = true;
  await first.rounds(5 * 60);
  await first.watch.stop();
  service.isBroken = false;
  service.asked.length = 0;
  const second = watching(cloud, service.options);
  const points: number[] = [];
  second.watch.on('poll', (report) => points.push(report.points));
  await second.rounds(1);
  expect(service.asked).toHaveLength(2);
  // Five hours of one, and an overlap of each.
  expect(points[0]).toBeLessThan(5 * 60 + 4 * 20);
});

test('a series that is broken for good leaves the state as it was after three hours', async () => {
  const cloud = dualTunnels(1, { bgp: true });
  const store = new MemoryStore();
  const service = breaking('tun-1a', { store, everyMs: 119 * SECOND });
  const running = watching(cloud, service.options);
  await running.rounds(5);
  service.isBroken = true;
  const sizes: number[] = [];
  for (const hours of [3, 13, 32]) {
    await running.rounds(Math.ceil((hours * HOUR) / (119 * SECOND)));
    sizes.push([...store.kept.values()].join('').length);
  }
  expect(Math.max(...sizes.slice(1))).toBeLessThan(sizes[0]! * 1.25 + 500);
  expect(running.transitions).toEqual([]);
});
