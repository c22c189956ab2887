import type { Transition, WatchSource } from 'alicloud-vpn-monitor';
import { createSimulator, type DataOptions, type Simulator } from 'alicloud-vpn-monitor/testing';
import { describe, expect, test } from 'vitest';
import { Random } from '../faults/support/random.ts';
import { type Change, courseOf, subjectOf, trueChanges } from './support/course.ts';
import { eventsAfter, type Row } from './support/rewritten.ts';
import { MINUTE, NOW, REGION } from './support/watched.ts';
import { HOUR, SECOND, type Watching, watching } from './support/watching.ts';

const RUNS = Number(process.env['ROLL_UP_RUNS'] ?? 12);
/** At which second rounds begin, and how many seconds late events are. A long run tries each with each. */
const LATE =
  RUNS > 12
    ? [0, 13].flatMap((second) => [90, 200, 420].map((seconds) => ({ second, seconds })))
    : [
        { second: 0, seconds: 90 },
        { second: 13, seconds: 200 },
        { second: 0, seconds: 420 },
      ];
const SEED = Number(process.env['ROLL_UP_SEED'] ?? 1);

const at = (text: string): number => {
  const [minute = 0, second = 0] = text.split(':').map(Number);
  return NOW + minute * MINUTE + second * SECOND;
};

/** A connection of two tunnels and BGP, and one of a single tunnel and a health check. */
function cloudOf(second: number, data: DataOptions = {}): Simulator {
  return createSimulator({
    regionId: REGION,
    now: NOW + second * SECOND,
    credentials: 'any',
    gateways: [{ id: 'vpn-1' }],
    connections: [
      { id: 'vco-dual', gatewayId: 'vpn-1', bgp: true, tunnels: [{ id: 'tun-active' }, { id: 'tun-standby' }] },
      { id: 'vco-single', gatewayId: 'vpn-1', mode: 'single', healthCheck: true },
    ],
    data,
  });
}

function outage(cloud: Simulator, id: string, from: string, until: string): void {
  const control = id.startsWith('tun') ? cloud.tunnel(id) : cloud.connection(id);
  control.down({ at: at(from) }).up({ at: at(until) });
}

const isLate = ({ late }: Transition): boolean => late === true;

/** The course of a connection as it was announced, in the order of announcement. */
function announced({ transitions }: Watching, connectionId: string): readonly Transition[] {
  return transitions.filter((one) => one.type.startsWith('connection:') && subjectOf(one) === connectionId);
}

/** The course of the connection with two tunnels in truth. */
const trueCourse = (cloud: Simulator): Change[] => courseOf(trueChanges(cloud, 'tun-active'), trueChanges(cloud, 'tun-standby'));

const nameOf = ({ type }: Transition): string => type.slice('connection:'.length);

/** How often what was announced says something, without and with what merely leads back to the present: that was announced before. */
function rangeOf(own: readonly Transition[], name: string): readonly [least: number, most: number] {
  const all = own.filter((one) => nameOf(one) === name);
  const back = all.filter((one) => isLate(one) && own.some((other) => !isLate(other) && nameOf(other) === name && other.at === one.at));
  return [all.length - back.length, all.length];
}

/** What can be asked of a course whatever came in which order. */
function alwaysWrong(cloud: Simulator, running: Watching, withinMs: number): string[] {
  const own = announced(running, 'vco-dual');
  const real = trueCourse(cloud);
  const problems: string[] = [];
  const conditions = own.filter(({ type }) => type !== 'connection:failover');
  for (const [index, one] of conditions.entries()) if (one.to === conditions[index - 1]?.to) problems.push(`${one.type} twice in a row`);
  const state = running.watch.snapshot().connections.get('vco-dual')?.state;
  const last = real.filter(({ to }) => to !== 'failover').at(-1)?.to ?? 'up';
  if (state !== last || (conditions.length > 0 && conditions.at(-1)?.to !== last))
    problems.push(`is ${String(state)}, told ${String(conditions.at(-1)?.to)} last, true ${last}`);
  const failovers = own.filter(({ type }) => type === 'connection:failover').map(({ at: when }) => when);
  if (new Set(failovers).size < failovers.length) problems.push('a failover told twice');
  for (const one of own)
    if (
      one.to === 'down' &&
      !isKnownThen(running, one) &&
      !real.some(({ to, at: when }) => to === 'down' && Math.abs(when - one.at) <= withinMs)
    )
      problems.push(`false ${one.type} at ${time(one.at)}`);
  return problems;
}

/** Whether all that was known in the round said that both tunnels were down then, by events or up to now: what a late event may still say is not waited for. */
function isKnownThen({ transitions }: Watching, { observedAt, at: when }: Transition): boolean {
  const known = transitions.filter((one) => one.observedAt <= observedAt && one.type.startsWith('tunnel:'));
  return ['tun-active', 'tun-standby'].every((tunnel) => {
    const last = known.findLast((one) => subjectOf(one) === tunnel);
    return last?.to === 'down' || (last?.source === 'event' && last.at > when);
  });
}

/** What can be asked where a late outage lies within a time in which the other tunnel stays as it is. */
function wrongCourse(cloud: Simulator, running: Watching, withinMs: number): string[] {
  const own = announced(running, 'vco-dual');
  const real = trueCourse(cloud);
  const problems: string[] = [];
  const failovers = own.filter(({ type }) => type === 'connection:failover').length;
  for (const name of ['up', 'degraded', 'down', 'failover']) {
    const [least, most] = name === 'failover' ? [failovers, failovers] : rangeOf(own, name);
    const wanted = real.filter(({ to }) => to === name).length;
    if (wanted < least || wanted > most) problems.push(`${name} told ${least} times, true ${wanted}`);
  }
  for (const one of own)
    if (!real.some((change) => change.to === nameOf(one) && Math.abs(change.at - one.at) <= withinMs))
      problems.push(`false ${one.type} at ${time(one.at)}`);
  return problems;
}

function shown(cloud: Simulator, running: Watching, problems: readonly string[]): string[] {
  if (problems.length === 0) return [];
  const told = announced(running, 'vco-dual').map((one) => `${nameOf(one)} ${time(one.at)}${isLate(one) ? ' late' : ''}`);
  return [
    `${problems.join('; ')}\n  told ${told.join(', ')}\n  true ${trueCourse(cloud)
      .map(({ to, at: when }) => `${to} ${time(when)}`)
      .join(', ')}`,
  ];
}

function problemsOf(cloud: Simulator, running: Watching, withinMs: number): string[] {
  return shown(cloud, running, [...alwaysWrong(cloud, running, withinMs), ...wrongCourse(cloud, running, withinMs)]);
}

const time = (ms: number): string => new Date(ms).toISOString().slice(14, 19);

/** Events of these come so much later than they happen. */
function late(cloud: Simulator, about: RegExp, seconds: number): ReturnType<typeof eventsAfter> {
  return eventsAfter(cloud, (row: Row) => (about.test(`${String(row['Name'])} ${String(row['Content'])}`) ? seconds * SECOND : 0));
}

// Of both tunnels at once an event speaks as well: it comes with that of the later one.
const STANDBY = /tun-standby|all_nego_failed/;
const ACTIVE = /tun-active|all_nego_failed/;
const HEALTH = /health|hc_/i;
const ROUNDS = [0, 13, 50];
const SOURCES: readonly (readonly [string, readonly WatchSource[]])[] = [
  ['all sources', ['topology', 'metrics', 'events']],
  ['events and metrics', ['metrics', 'events']],
  ['events and polls', ['topology', 'events']],
];

describe.each(ROUNDS)('a change of health or BGP never moves the connection, with rounds at second %d', (second) => {
  test.each([120, 300])('a BGP flap before an outage, whose datapoint is published %d seconds late', async (seconds) => {
    for (const [from, until] of [
      ['6:05', '6:25'],
      ['6:35', '6:50'],
      ['6:20', '7:05'],
    ] as const) {
      const cloud = cloudOf(second, { publicationDelayMs: 5 * SECOND });
      cloud
        .tunnel('tun-active')
        .bgpDown({ at: at(from) })
        .bgpUp({ at: at(until) });
      outage(cloud, 'tun-active', '8:20', '14:40');
      const running = watching(cloud, {
        rewriting: {
          point: (row, metric) =>
            /bgp/.test(metric) &&
            [at('7:00'), at('8:00')].includes(Number(row['timestamp'])) &&
            cloud.now() < Number(row['timestamp']) + seconds * SECOND
              ? undefined
              : row,
        },
      });
      await running.rounds(25);
      expect(problemsOf(cloud, running, 0)).toEqual([]);
      expect(announced(running, 'vco-dual').filter(isLate)).toEqual([]);
    }
  });

  test.each([60, 120])('a BGP flap before an outage, where all datapoints are published %d seconds after their period', async (seconds) => {
    for (const [from, until] of [
      ['6:05', '6:25'],
      ['6:35', '6:50'],
      ['7:20', '7:45'],
      ['7:55', '8:05'],
    ] as const) {
      const cloud = cloudOf(second, { publicationDelayMs: seconds * SECOND });
      cloud
        .tunnel('tun-active')
        .bgpDown({ at: at(from) })
        .bgpUp({ at: at(until) });
      outage(cloud, 'tun-active', '8:20', '14:40');
      const running = watching(cloud);
      await running.rounds(30);
      expect(problemsOf(cloud, running, 0)).toEqual([]);
      expect(announced(running, 'vco-dual').filter(isLate)).toEqual([]);
    }
  });

  test.each([60, 150])('a health check that failed before an outage, whose events come %d seconds late', async (seconds) => {
    const cloud = cloudOf(second);
    cloud
      .connection('vco-single')
      .healthFailed({ at: at('6:05') })
      .healthOk({ at: at('6:25') });
    outage(cloud, 'vco-single', '7:20', '14:40');
    const running = watching(cloud, { rewriting: late(cloud, HEALTH, seconds) });
    await running.rounds(25);
    expect(announced(running, 'vco-single').map(({ type, at: when }) => `${type} ${time(when)}`)).toEqual([
      'connection:down 07:20',
      'connection:up 14:40',
    ]);
    expect(announced(running, 'vco-single').filter(isLate)).toEqual([]);
    expect(running.typesOf('vco-single').filter((type) => type.startsWith('health'))).toEqual(['health:failed', 'health:ok']);
  });

  test('a health check that failed while the connection was down, whose events come late', async () => {
    const cloud = cloudOf(second);
    outage(cloud, 'vco-single', '6:20', '14:40');
    cloud
      .connection('vco-single')
      .healthFailed({ at: at('8:05') })
      .healthOk({ at: at('8:25') });
    const running = watching(cloud, { rewriting: late(cloud, HEALTH, 500) });
    await running.rounds(28);
    expect(announced(running, 'vco-single').map(({ type }) => type)).toEqual(['connection:down', 'connection:up']);
  });
});

type Late = readonly [string, RegExp, readonly (readonly [string, string, string])[]];

const BESIDE: readonly Late[] = [
  [
    'of the standby while the active one is down',
    STANDBY,
    [
      ['tun-active', '6:05', '18:25'],
      ['tun-standby', '9:20', '9:50'],
    ],
  ],
  [
    'of the standby before the active one is down, told while it is',
    STANDBY,
    [
      ['tun-standby', '5:20', '5:50'],
      ['tun-active', '8:05', '18:25'],
    ],
  ],
  [
    'two of the standby while the active one is down',
    STANDBY,
    [
      ['tun-active', '6:05', '18:25'],
      ['tun-standby', '9:20', '9:50'],
      ['tun-standby', '12:20', '12:50'],
    ],
  ],
  [
    'of the standby while the active one was down, told when that is back',
    STANDBY,
    [
      ['tun-active', '6:05', '12:25'],
      ['tun-standby', '9:20', '9:50'],
    ],
  ],
  [
    'of the active while the standby is down',
    ACTIVE,
    [
      ['tun-standby', '6:05', '18:25'],
      ['tun-active', '9:20', '9:50'],
    ],
  ],
  [
    'two of the active while the standby is down',
    ACTIVE,
    [
      ['tun-standby', '6:05', '18:25'],
      ['tun-active', '9:20', '9:50'],
      ['tun-active', '12:20', '12:50'],
    ],
  ],
  [
    'of the active before the standby is down, told while it is',
    ACTIVE,
    [
      ['tun-active', '5:20', '5:50'],
      ['tun-standby', '8:05', '18:25'],
    ],
  ],
  [
    'of the standby before both are down, told while they are',
    STANDBY,
    [
      ['tun-standby', '5:20', '5:50'],
      ['tun-active', '8:05', '18:25'],
      ['tun-standby', '10:40', '13:10'],
    ],
  ],
];

const ACROSS: readonly Late[] = [
  [
    'of the active one before it is down again, told while it is',
    ACTIVE,
    [
      ['tun-active', '5:20', '5:50'],
      ['tun-active', '8:05', '18:25'],
    ],
  ],
  [
    'of the standby around the moment the active one is lost',
    STANDBY,
    [
      ['tun-active', '7:35', '16:25'],
      ['tun-standby', '7:20', '7:50'],
    ],
  ],
  [
    'of the active, longer than that of the standby',
    ACTIVE,
    [
      ['tun-standby', '8:10', '8:40'],
      ['tun-active', '7:30', '9:20'],
    ],
  ],
  [
    'of the standby, longer than that of the active',
    STANDBY,
    [
      ['tun-active', '8:10', '8:40'],
      ['tun-standby', '7:30', '9:20'],
    ],
  ],
  [
    'of the standby, which ends after the active one is back',
    STANDBY,
    [
      ['tun-active', '7:10', '8:40'],
      ['tun-standby', '8:20', '9:10'],
    ],
  ],
  [
    'of the standby, over before the active one is lost',
    STANDBY,
    [
      ['tun-standby', '7:20', '7:50'],
      ['tun-active', '8:05', '18:25'],
    ],
  ],
  [
    'of the standby, over seconds before the active one is lost',
    STANDBY,
    [
      ['tun-standby', '7:20', '7:50'],
      ['tun-active', '8:05', '8:45'],
    ],
  ],
  [
    'of the standby, seconds after the active one is back',
    STANDBY,
    [
      ['tun-active', '7:10', '8:05'],
      ['tun-standby', '8:20', '8:50'],
    ],
  ],
  [
    'of the active, seconds after the standby is back',
    ACTIVE,
    [
      ['tun-standby', '7:10', '8:05'],
      ['tun-active', '8:20', '8:50'],
    ],
  ],
  [
    'of the active, over before the standby is lost',
    ACTIVE,
    [
      ['tun-active', '7:20', '7:50'],
      ['tun-standby', '8:05', '18:25'],
    ],
  ],
  [
    'of the active, which the standby relieves',
    ACTIVE,
    [
      ['tun-standby', '7:10', '8:40'],
      ['tun-active', '8:40', '9:10'],
    ],
  ],
];

describe.each(SOURCES)('a late outage of one tunnel, with %s', (_, sources) => {
  async function tried([, about, outages]: Late, problems: (cloud: Simulator, running: Watching) => string[]): Promise<string[]> {
    const wrong: string[] = [];
    for (const { second, seconds } of LATE) {
      const cloud = cloudOf(second);
      for (const one of outages) outage(cloud, ...one);
      const running = watching(cloud, { sources, staleAfterMs: HOUR, rewriting: late(cloud, about, seconds) });
      await running.rounds(26);
      for (const problem of problems(cloud, running)) wrong.push(`rounds at ${second}, ${seconds} s late: ${problem}`);
    }
    return wrong;
  }

  // Datapoints and polls tell to their period.
  test.each(BESIDE)('%s: the course of the connection is the true one, and each failover is told once', async (...one) => {
    expect(await tried(one, (cloud, running) => problemsOf(cloud, running, 2 * MINUTE))).toEqual([]);
  });

  test.each(ACROSS)('%s: no connection:down is false, and no failover told twice', async (...one) => {
    expect(await tried(one, (cloud, running) => shown(cloud, running, alwaysWrong(cloud, running, 2 * MINUTE)))).toEqual([]);
  });
});

test(`late outages within a time in which the other tunnel stays as it is come to the true course, with each failover once (${RUNS} connections)`, async () => {
  const random = new Random(SEED);
  const wrong: string[] = [];
  for (let run = 0; run < RUNS; run++) {
    const cloud = cloudOf(random.whole(0, 59));
    const [short, long] = random.chance(0.5) ? (['tun-active', 'tun-standby'] as const) : (['tun-standby', 'tun-active'] as const);
    let when = cloud.now() + 3 * MINUTE;
    const wait = (least: number, most: number): number => (when += random.whole(least * SECOND, most * SECOND));
    for (let count = random.whole(1, 3); count > 0; count--) {
      // One before the long outage, some in it, one after it.
      for (const isIn of random.pick([[false, true], [true], [true, true], [false], [false, true, false]])) {
        if (isIn && random.chance(0.7)) cloud.tunnel(long).down({ at: wait(160, 400) });
        cloud
          .tunnel(short)
          .down({ at: wait(160, 300) })
          .up({ at: wait(10, 50) });
      }
      cloud.tunnel(long).up({ at: wait(160, 500) });
    }
    // Events of the short outages come late, which neither a poll nor a datapoint need show.
    const running = watching(cloud, {
      sources: random.pick([
        ['events', 'topology'],
        ['events', 'topology', 'metrics'],
      ] as const),
      topologyPollMs: 2 * MINUTE,
      staleAfterMs: 3 * HOUR,
      rewriting: late(cloud, short === 'tun-active' ? ACTIVE : STANDBY, random.whole(30, 700)),
    });
    await running.rounds(Math.ceil((when - cloud.now()) / MINUTE) + 16);
    for (const problem of problemsOf(cloud, running, 4 * MINUTE)) wrong.push(`run ${run}: ${problem}`);
  }
  expect(wrong).toEqual([]);
}, 600_000);
