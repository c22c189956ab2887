import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { FailureSpec, Simulator } from 'alicloud-vpn-monitor/testing';
import { describe, expect, test } from 'vitest';
import { toldChanges, trueChanges } from './support/course.ts';
import { MemoryStore, MINUTE } from './support/watched.ts';
import { dualTunnels, HOUR, SECOND, type Watched, type Watching, watching } from './support/watching.ts';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;
const MIB = 2 ** 20;

/** As seldom as may be while the newest datapoints suffice. */
const OFTEN = 119 * SECOND;
const REFUSED = { code: 'Forbidden.RAM', status: 403, times: Infinity } as const;
const EVENTS = ['DescribeSystemEventAttribute', 'DescribeSystemEventMetaList'];
const METRICS = ['DescribeMetricLast', 'DescribeMetricList'];
const LISTINGS = ['DescribeVpnConnections'];

function refuse(cloud: Simulator, actions: readonly string[], failure: FailureSpec = REFUSED): () => void {
  const handles = actions.map((action) => cloud.fail({ ...failure, action }));
  return () => {
    for (const handle of handles) handle.stop();
  };
}

interface Cost {
  readonly stored: number;
  readonly heap: number;
  readonly roundMs: number;
}

interface Long extends Watching {
  /** Runs until so much time has passed since the start, and gives what a round costs then. */
  costAfter(ms: number): Promise<Cost>;
}

function long(cloud: Simulator, options: Watched): Long {
  const store = new MemoryStore();
  const running = watching(cloud, { ...options, store });
  const { everyMs = MINUTE } = options;
  const began = cloud.now();
  const stop = async (rounds: number): Promise<void> => {
    for (let left = rounds; left > 0; left -= 60) {
      await running.rounds(Math.min(60, left));
      // What a test has heard is no memory of the watch's.
      running.polls.length = 0;
      running.errors.length = 0;
    }
  };
  return {
    ...running,
    async costAfter(ms) {
      const last = 20;
      await stop(Math.ceil((began + ms - cloud.now()) / everyMs) - last);
      const before = process.cpuUsage();
      await stop(last);
      const { user, system } = process.cpuUsage(before);
      await new Promise((resolve) => setImmediate(resolve));
      gc();
      gc();
      return {
        stored: [...store.kept.values()].join('').length,
        heap: process.memoryUsage().heapUsed,
        roundMs: (user + system) / 1000 / last,
      };
    },
  };
}

function expectFlat(early: Cost, late: Cost, heap = 2 * MIB): void {
  expect(late.stored).toBeLessThan(early.stored * 1.25 + 500);
  expect(late.heap - early.heap).toBeLessThan(heap);
  expect(late.roundMs).toBeLessThan(early.roundMs * 4 + 2);
}

test.each([
  ['from the start', 0],
  ['after they were read', 3],
])('events that may not be read %s: 16 hours leave the state, the heap and a round as they were after three', async (_, before) => {
  const cloud = dualTunnels(3, { bgp: true });
  const running = long(cloud, { everyMs: OFTEN });
  await running.rounds(before);
  refuse(cloud, EVENTS);
  const early = await running.costAfter(3 * HOUR);
  expectFlat(early, await running.costAfter(16 * HOUR));
  expect(running.transitions).toEqual([]);
});

test('events that may not be read: so does a week', async () => {
  const cloud = dualTunnels(1);
  const running = long(cloud, { everyMs: 30 * MINUTE });
  await running.rounds(1);
  refuse(cloud, EVENTS);
  const early = await running.costAfter(12 * HOUR);
  expectFlat(early, await running.costAfter(168 * HOUR));
});

describe.each<readonly [string, readonly string[], FailureSpec]>([
  ['events that are refused after they were read', EVENTS, REFUSED],
  ['events that always fail', EVENTS, { status: 500, times: Infinity }],
  ['metrics that may not be read', METRICS, REFUSED],
  ['nothing that fails', [], REFUSED],
  ['connections that may not be listed any more', LISTINGS, REFUSED],
  ['events and metrics that may not be read', [...EVENTS, ...METRICS], REFUSED],
])('%s', (_, actions, failure) => {
  test('cost no more after eight hours than after three, also where tunnels go up and down', async () => {
    const cloud = dualTunnels(2, { bgp: true });
    for (let hour = 1; hour < 8; hour++)
      cloud
        .tunnel('tun-1a')
        .down({ at: cloud.now() + hour * HOUR })
        .up({ at: cloud.now() + hour * HOUR + 400 * SECOND });
    const running = long(cloud, { everyMs: OFTEN });
    await running.rounds(2);
    refuse(cloud, actions, failure);
    const early = await running.costAfter(3 * HOUR);
    expectFlat(early, await running.costAfter(8 * HOUR));
  });
});

test('what fails for good does not keep the others from telling, and is read again once it may be', async () => {
  const cloud = dualTunnels(1);
  const allow = refuse(cloud, EVENTS);
  const running = long(cloud, { everyMs: OFTEN });
  const began = cloud.now();
  cloud
    .tunnel('tun-1a')
    .down({ at: began + 2 * HOUR })
    .up({ at: began + 2 * HOUR + 600 * SECOND });
  await running.costAfter(4 * HOUR);
  expect(running.typesOf('tun-1a')).toEqual(['tunnel:down', 'tunnel:up']);
  allow();
  await running.rounds(2);
  cloud.advance(20 * SECOND);
  cloud.tunnel('tun-1b').down();
  await running.rounds(3);
  cloud.advance(7 * SECOND);
  cloud.tunnel('tun-1b').up();
  await running.rounds(8);
  expect(toldChanges(running.transitions, 'tun-1b')).toEqual(trueChanges(cloud, 'tun-1b'));
  // What was told of long ago is not told again by events that are only now read.
  expect(running.typesOf('tun-1a')).toEqual(['tunnel:down', 'tunnel:up']);
});
