import type { Simulator } from 'alicloud-vpn-monitor/testing';
import { describe, expect, test } from 'vitest';
import { Random } from '../faults/support/random.ts';
import { type Change, toldChanges, trueChanges } from './support/course.ts';
import { type Measure, measured } from './support/measured.ts';
import { eventsAfter, type Rewriting, type Row, tunnelOf } from './support/rewritten.ts';
import { MINUTE, NOW } from './support/watched.ts';
import { dualTunnels, HOUR, SECOND, watching } from './support/watching.ts';

/** Connections of the region that is drawn, the outages of each tunnel, and where the draws begin. */
const CONNECTIONS = Number(process.env['PAIRED_CONNECTIONS'] ?? 15);
const PAIRS = Number(process.env['PAIRED_OUTAGES'] ?? 3);
const SEED = Number(process.env['PAIRED_SEED'] ?? 1);

const at = (text: string): number => {
  const [minute = 0, second = 0] = text.split(':').map(Number);
  return NOW + minute * MINUTE + second * SECOND;
};

interface Told {
  readonly from: string;
  readonly until: string;
  /** How late the events of its beginning and its end are, in seconds. */
  readonly late?: readonly [number, number];
}

/** A tunnel with outages whose events come late. */
function outagesOf(cloud: Simulator, outages: readonly Told[]): Pick<Rewriting, 'event'> {
  const delays = new Map<number, number>();
  for (const { from, until, late = [0, 0] } of outages) {
    cloud
      .tunnel('tun-1a')
      .down({ at: at(from) })
      .up({ at: at(until) });
    delays.set(at(from), late[0] * SECOND);
    delays.set(at(until), late[1] * SECOND);
  }
  return eventsAfter(cloud, (row) => delays.get(Number(row['Time'])) ?? 0);
}

const MEASURES: readonly Measure[] = ['sampled-at-end', 'sampled-at-start', 'mean', 'lowest'];
const PAIRS_LATE = [
  [38, 0, 0, 0],
  [60, 60, 60, 60],
  [0, 0, 38, 0],
  [60, 0, 0, 0],
  [0, 60, 0, 0],
  [45, 20, 50, 10],
  [20, 55, 5, 40],
] as const;
const SHORT_LATE = [
  [38, 120],
  [60, 400],
  [0, 120],
  [38, 840],
] as const;
/** At which second of a minute rounds begin, how long after its period a datapoint can be read, and how many minutes connections are listed apart. */
const TIMES = [
  ...[
    [0, 0],
    [4, 2],
    [7, 2],
    [24, 20],
    [0, 60],
  ].map(([second = 0, delay = 0]) => ({ second, delay, listings: 12 })),
  ...[
    [4, 2],
    [13, 60],
  ].map(([second = 0, delay = 0]) => ({ second, delay, listings: 1 })),
];

interface Case {
  readonly outages: readonly Told[];
  readonly rounds: number;
  /** Tunnels' datapoints of these times are missing. */
  readonly missing?: readonly [from: string, until: string];
  /** Rounds, counted from the first, in which nothing can be read. */
  readonly failing?: readonly [from: number, until: number];
}

/** The cases in which not each outage is told once, with whatever rounds and datapoints. */
async function swallowed(measure: Measure, { outages, rounds, missing, failing }: Case): Promise<string[]> {
  const wrong: string[] = [];
  for (const { second, delay, listings } of TIMES) {
    const cloud = dualTunnels(2, { now: at('7:00') + second * SECOND, data: { publicationDelayMs: delay * SECOND } });
    const events = outagesOf(cloud, outages);
    const { point } = measured(cloud, { measure });
    const isMissing = (row: Row): boolean =>
      missing !== undefined &&
      tunnelOf(row) === 'tun-1a' &&
      Number(row['timestamp']) > at(missing[0]) &&
      Number(row['timestamp']) <= at(missing[1]);
    const running = watching(cloud, {
      staleAfterMs: 2 * HOUR,
      topologyPollMs: listings * MINUTE,
      rewriting: { ...events, point: (row, metric) => (isMissing(row) ? undefined : point(row, metric)) },
    });
    const [from, until] = failing ?? [rounds, rounds];
    await running.rounds(from);
    const handle = cloud.fail({ status: 500, times: Infinity });
    await running.rounds(until - from);
    handle.stop();
    await running.rounds(rounds - until);
    const [told, real] = [toldChanges(running.transitions, 'tun-1a'), trueChanges(cloud, 'tun-1a')];
    if (countsOf(told) !== countsOf(real) || running.ipsec('tun-1a') !== 'up')
      wrong.push(`rounds at ${second}, datapoints after ${delay}, listed every ${listings}: told ${show(told)}, true ${show(real)}`);
  }
  return wrong;
}

const show = (changes: readonly Change[]): string =>
  changes.map(({ to, at: time }) => `${to} ${new Date(time).toISOString().slice(14, 19)}`).join(', ');

describe.each(MEASURES)('state values %s', (measure) => {
  // Of samples at the end of the period all of them, since those tell of an outage before its events.
  const share = measure === 'sampled-at-end' ? Infinity : 2;

  test.each(PAIRS_LATE.slice(0, share))(
    'of two outages half a minute long, nine seconds apart, each is told, with events %d, %d, %d and %d seconds late',
    async (...late) => {
      const outages: Told[] = [
        { from: '12:40', until: '13:08', late: [late[0], late[1]] },
        { from: '13:17', until: '13:47', late: [late[2], late[3]] },
      ];
      expect(await swallowed(measure, { outages, rounds: 15 })).toEqual([]);
    },
  );

  test.each(SHORT_LATE.slice(0, share))(
    'a short outage told by its datapoint, whose events come %d and %d seconds late, does not hide one ten minutes later whose minute has no datapoint',
    async (...late) => {
      const outages: Told[] = [
        { from: '12:40', until: '13:08', late },
        { from: '23:12', until: '23:41', late: [20, 0] },
      ];
      expect(await swallowed(measure, { outages, rounds: 34, missing: ['23:00', '25:00'] })).toEqual([]);
    },
  );

  test.each([38, 0])(
    'an outage of 40 minutes in which the API fails, right after a short one whose first event is %d seconds late, is told',
    async (late) => {
      const outages: Told[] = [
        { from: '12:40', until: '13:08', late: [late, 0] },
        { from: '13:17', until: '53:17' },
      ];
      expect(await swallowed(measure, { outages, rounds: 54, failing: [7, 47] })).toEqual([]);
    },
  );
});

/** What a tunnel went through by what was told of it: how often it was told to be down, and to be up. */
function countsOf(changes: readonly Change[]): string {
  return `${changes.filter(({ to }) => to === 'down').length} down, ${changes.filter(({ to }) => to === 'up').length} up`;
}

const REGIONS = [
  ...MEASURES.map((measure) => [measure, 2, 12, 4] as const),
  ['sampled-at-end', 0, 12, 0],
  ['sampled-at-end', 20, 5, 25],
  ['mean', 60, 1, 13],
] as const;

test.each(REGIONS)(
  `of paired outages in a region whose events are up to a minute late, each is told once, state values %s, datapoints %d seconds after their period, connections listed every %d minutes, rounds at second %d`,
  async (measure, delay, topology, second) => {
    const random = new Random(SEED);
    const cloud = dualTunnels(CONNECTIONS, { now: NOW + second * SECOND, data: { publicationDelayMs: delay * SECOND } });
    const tunnels = cloud.connections.flatMap(({ tunnelIds }) => tunnelIds);
    const delays = new Map<string, number>();
    let until = 0;
    for (const id of tunnels) {
      let time = cloud.now() + 3 * MINUTE + random.whole(0, 600_000);
      for (let pair = 0; pair < PAIRS; pair++) {
        for (const gapMs of [random.whole(6, 20) * MINUTE, random.whole(5_000, 120_000)]) {
          time += gapMs;
          cloud.tunnel(id).down({ at: time });
          delays.set(`${id} ${time}`, random.chance(0.5) ? random.whole(0, 60_000) : 0);
          time += random.whole(10_000, 60_000);
          cloud.tunnel(id).up({ at: time });
          delays.set(`${id} ${time}`, random.chance(0.5) ? random.whole(0, 60_000) : 0);
        }
      }
      until = Math.max(until, time);
    }
    const delayOf = (row: Row): number =>
      delays.get(`${(JSON.parse(row['Content'] as string) as { tunnelId?: string }).tunnelId ?? ''} ${Number(row['Time'])}`) ?? 0;
    const running = watching(cloud, {
      topologyPollMs: topology * MINUTE,
      rewriting: { ...eventsAfter(cloud, delayOf), ...measured(cloud, { measure }) },
    });
    await running.rounds(Math.ceil((until - cloud.now()) / MINUTE) + 20);
    const wrong = tunnels.flatMap((id) => {
      const [told, real] = [toldChanges(running.transitions, id), trueChanges(cloud, id)];
      return countsOf(told) === countsOf(real) ? [] : [`${id}: told ${countsOf(told)}, true ${countsOf(real)}`];
    });
    expect(wrong).toEqual([]);
  },
  600_000,
);

test('a late outage that events tell during silence does not announce the silence a second time', async () => {
  const cloud = dualTunnels(1);
  const events = outagesOf(cloud, [{ from: '4:20', until: '4:50', late: [850, 850] }]);
  // The datapoint of its minute comes as late as its events.
  const point = (row: Row): Row | undefined =>
    tunnelOf(row) === 'tun-1a' && Math.abs(Number(row['timestamp']) - at('4:50')) < MINUTE && cloud.now() < at('18:00') ? undefined : row;
  const running = watching(cloud, { staleAfterMs: 5 * MINUTE, rewriting: { ...events, point } });
  await running.rounds(8);
  const handles = ['DescribeMetricLast', 'DescribeMetricList', 'DescribeVpnConnections'].map((action) =>
    cloud.fail({ action, status: 500, times: Infinity }),
  );
  await running.rounds(30);
  const types = running.typesOf('tun-1a');
  expect(types.filter((type) => type === 'tunnel:stale')).toHaveLength(1);
  expect(types.filter((type) => type !== 'tunnel:stale')).toEqual(['tunnel:down', 'tunnel:up']);
  for (const handle of handles) handle.stop();
  await running.rounds(5);
  expect(running.ipsec('tun-1a')).toBe('up');
});

test.each([400, 700, 880])(
  'one that is %d seconds late and is all that is heard in a silence is told, and the silence once',
  async (late) => {
    const cloud = dualTunnels(1);
    const events = outagesOf(cloud, [{ from: '14:20', until: '14:50', late: [late, late] }]);
    const running = watching(cloud, { rewriting: events });
    await running.rounds(12);
    for (const action of ['DescribeMetricLast', 'DescribeMetricList', 'DescribeVpnConnections'])
      cloud.fail({ action, status: 500, times: Infinity });
    await running.rounds(50);
    expect(running.typesOf('tun-1a').filter((type) => type !== 'tunnel:stale')).toEqual(['tunnel:down', 'tunnel:up']);
    expect(running.typesOf('tun-1b')).toEqual(['tunnel:stale']);
    // What is heard may end it, and then it may begin anew: no two in a row.
    const types = running.typesOf('tun-1a');
    expect(types.filter((type, index) => type === 'tunnel:stale' && types[index - 1] === 'tunnel:stale')).toEqual([]);
  },
);

test.each([300, 500, 800])(
  'an outage of before the first that events alone told of, %d seconds late, is told, and that one not again',
  async (late) => {
    const cloud = dualTunnels(1);
    const events = outagesOf(cloud, [
      { from: '3:00', until: '6:28', late: [late, late] },
      { from: '9:55', until: '13:22' },
    ]);
    const running = watching(cloud, { sources: ['events'], emitInitial: true, rewriting: events });
    await running.rounds(40);
    const told = toldChanges(running.transitions, 'tun-1a').map((change) => show([change]));
    expect(told.filter((one, index) => told.indexOf(one) !== index)).toEqual([]);
    expect(told).toEqual(expect.arrayContaining(['down 09:55', 'up 13:22']));
  },
);
