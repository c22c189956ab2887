import type { WatchSource } from 'alicloud-vpn-monitor';
import type { EventOptions, Simulator } from 'alicloud-vpn-monitor/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Change, toldChanges, trueChanges } from './support/course.ts';
import { type Measure, measured } from './support/measured.ts';
import { MemoryStore, MINUTE, NOW } from './support/watched.ts';
import { dualTunnels, HOUR, SECOND, type Watching, watching } from './support/watching.ts';

/** How many courses of outages are tried with each way to stamp and measure, and from where on. */
const RUNS = Number(process.env['POINT_STAMP_RUNS'] ?? 2);
const SEED = Number(process.env['POINT_STAMP_SEED'] ?? 1);

interface Variant {
  readonly stamp: 'start' | 'end';
  readonly measure: Measure;
}

const VARIANTS: readonly Variant[] = (['end', 'start'] as const).flatMap((stamp) =>
  (['mean', 'sampled-at-start', 'sampled-at-end'] as const).map((measure) => ({ stamp, measure })),
);
const TUNNELS = ['tun-1a', 'tun-1b'] as const;

interface Outage {
  readonly gapMs: number;
  readonly lengthMs: number;
}

interface Course {
  /** Of each of the two tunnels. */
  readonly outages: readonly (readonly Outage[])[];
  /** Where in a minute rounds begin. */
  readonly roundMs: number;
}

interface Seen {
  readonly sources: readonly WatchSource[];
  readonly topologyPollMs?: number;
  readonly events?: EventOptions;
  /** Of outages, and of the time between them: what all of these sources can tell apart. */
  readonly shortestMs: number;
}

const SEEN: readonly (readonly [string, Seen])[] = [
  ['metrics alone', { sources: ['metrics'], shortestMs: 190 * SECOND }],
  ['metrics and polls each minute', { sources: ['metrics', 'topology'], topologyPollMs: MINUTE, shortestMs: 190 * SECOND }],
  ['metrics and polls three minutes apart', { sources: ['metrics', 'topology'], topologyPollMs: 3 * MINUTE, shortestMs: 190 * SECOND }],
  [
    'events and polls three minutes apart',
    { sources: ['metrics', 'topology', 'events'], topologyPollMs: 3 * MINUTE, shortestMs: 45 * SECOND },
  ],
  ['all sources', { sources: ['metrics', 'topology', 'events'], shortestMs: 45 * SECOND }],
  [
    'all sources, some events minutes late',
    {
      sources: ['metrics', 'topology', 'events'],
      topologyPollMs: 3 * MINUTE,
      events: { late: { ratio: 0.3, byMs: 200 * SECOND } },
      shortestMs: 190 * SECOND,
    },
  ],
];

function cloudOf(
  { stamp }: Variant,
  { outages, roundMs }: Course,
  { events = {}, shortestMs }: Seen,
): { readonly cloud: Simulator; readonly until: number } {
  const cloud = dualTunnels(1, { now: NOW + roundMs, data: { stamp }, events });
  let until = 0;
  for (const [index, own] of outages.entries()) {
    let at = cloud.now() + 6 * MINUTE;
    for (const { gapMs, lengthMs } of own) {
      at += shortestMs + gapMs;
      cloud.tunnel(TUNNELS[index]!).down({ at });
      at += shortestMs + lengthMs;
      cloud.tunnel(TUNNELS[index]!).up({ at });
    }
    until = Math.max(until, at);
  }
  return { cloud, until };
}

/** What differs from the truth by more than a period or two, or the time between two polls: what shows first dates a change. */
function wrongOf(cloud: Simulator, { transitions }: Watching, withinMs: number): readonly string[] {
  return TUNNELS.flatMap((id) => {
    const [told, real] = [toldChanges(transitions, id), trueChanges(cloud, id)];
    const isTrue =
      told.length === real.length && told.every(({ to, at }, index) => to === real[index]?.to && Math.abs(at - real[index].at) <= withinMs);
    return isTrue ? [] : [`${id} told ${show(told)}, true ${show(real)}`];
  });
}

const show = (changes: readonly Change[]): string =>
  changes.map(({ to, at }) => `${to} ${new Date(at).toISOString().slice(11, 19)}`).join(', ');

const courses: fc.Arbitrary<Course> = fc.record({
  outages: fc.tuple(
    ...[5, 2].map((maxLength) =>
      fc.array(fc.record({ gapMs: fc.integer({ min: 0, max: 400 * SECOND }), lengthMs: fc.integer({ min: 0, max: 400 * SECOND }) }), {
        minLength: 1,
        maxLength,
      }),
    ),
  ),
  roundMs: fc.constantFrom(0, 1, 13, 30, 59).map((second) => second * SECOND),
});

describe.each(SEEN)('with %s', (_, seen) => {
  test(`timestamps of either end and means or samples yield the same transitions (${RUNS} courses)`, async () => {
    const { sources, topologyPollMs } = seen;
    await fc.assert(
      fc.asyncProperty(courses, async (course) => {
        for (const variant of VARIANTS) {
          const { cloud, until } = cloudOf(variant, course, seen);
          const running = watching(cloud, {
            sources,
            ...(topologyPollMs !== undefined && { topologyPollMs }),
            rewriting: measured(cloud, variant),
          });
          await running.rounds(Math.ceil((until - cloud.now()) / MINUTE) + 12);
          expect(running.errors).toEqual([]);
          // A datapoint tells to a period or two, a poll to the time between two polls.
          expect(
            wrongOf(cloud, running, Math.max(2 * MINUTE, topologyPollMs ?? 0) + SECOND),
            `${variant.stamp} ${variant.measure}`,
          ).toEqual([]);
        }
      }),
      { numRuns: RUNS, seed: SEED },
    );
  }, 3_600_000);
});

describe.each(VARIANTS)('points stamped at the $stamp, $measure', ({ stamp, measure }) => {
  test('with polls three minutes apart one outage is one', async () => {
    const cloud = dualTunnels(1, { data: { stamp } });
    const began = cloud.now();
    cloud
      .tunnel('tun-1a')
      .down({ at: began + 10 * MINUTE + 31 * SECOND })
      .up({ at: began + 16 * MINUTE + 12 * SECOND });
    const running = watching(cloud, {
      sources: ['topology', 'metrics'],
      topologyPollMs: 3 * MINUTE,
      rewriting: measured(cloud, { stamp, measure }),
    });
    await running.rounds(30);
    expect(running.transitions.map(({ type }) => type)).toEqual([
      'tunnel:down',
      'connection:degraded',
      'connection:failover',
      'tunnel:up',
      'connection:up',
    ]);
  });

  test('a short outage that events tell is dated by them, and told once', async () => {
    const cloud = dualTunnels(1, { data: { stamp } });
    const began = cloud.now();
    for (const [index, ms] of [20, 45, 59, 61, 90].entries()) {
      const at = began + (5 + 7 * index) * MINUTE + index * 13 * SECOND;
      cloud
        .tunnel('tun-1a')
        .down({ at })
        .up({ at: at + ms * SECOND });
    }
    const running = watching(cloud, { topologyPollMs: 3 * MINUTE, rewriting: measured(cloud, { stamp, measure }) });
    await running.rounds(50);
    expect(wrongOf(cloud, running, 0)).toEqual([]);
  });

  test.each([
    ['the same run', false],
    ['a run that goes on from the store', true],
  ])('what events and polls have settled is used by %s where datapoints alone tell', async (_, isRestarted) => {
    const [cloud, store] = [dualTunnels(1, { data: { stamp } }), new MemoryStore()];
    const began = cloud.now();
    const outage = (minute: number, second: number): void => {
      cloud
        .tunnel('tun-1a')
        .down({ at: began + minute * MINUTE + second * SECOND })
        .up({ at: began + (minute + 4) * MINUTE + (second / 2) * SECOND });
    };
    for (const [index, second] of [5, 50, 20, 35, 44, 11].entries()) outage(5 + 9 * index, second);
    const begin = (): Watching => watching(cloud, { store, staleAfterMs: 3 * HOUR, rewriting: measured(cloud, { stamp, measure }) });
    let running = begin();
    await running.rounds(61);
    expect(wrongOf(cloud, running, 0)).toEqual([]);
    if (isRestarted) {
      await running.watch.stop();
      running = begin();
    }
    await running.rounds(1);
    for (const action of ['DescribeSystemEventAttribute', 'DescribeVpnConnections']) cloud.fail({ action, status: 500, times: Infinity });
    for (const [index, second] of [15, 47].entries()) outage(66 + 11 * index, second);
    await running.rounds(30);
    const told = toldChanges(running.transitions, 'tun-1a').filter(({ at }) => at > began + 62 * MINUTE);
    const real = trueChanges(cloud, 'tun-1a').slice(-4);
    expect(told.map(({ to }) => to)).toEqual(['down', 'up', 'down', 'up']);
    expect(Math.max(...told.map(({ at }, index) => Math.abs(at - real[index]!.at)))).toBeLessThanOrEqual(MINUTE + SECOND);
  });
});
