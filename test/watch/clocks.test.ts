import type { Simulator } from 'alicloud-vpn-monitor/testing';
import { describe, expect, test } from 'vitest';
import { Random } from '../faults/support/random.ts';
import { toldChanges, trueChanges } from './support/course.ts';
import { measured } from './support/measured.ts';
import type { Rewriting } from './support/rewritten.ts';
import { type Heard, MemoryStore, MINUTE, NOW } from './support/watched.ts';
import { dualTunnels, HOUR, ROUND_AT, SECOND, type Watched, type Watching, watching } from './support/watching.ts';

/** How many outages each clock has to get right; where datapoints or events come late, half as many. */
const OUTAGES = Number(process.env['CLOCK_OUTAGES'] ?? 20);

/** How exactly the clock of the services is known: the times of a header are whole seconds, and small differences are left alone. */
const NEARLY = 5 * SECOND;

interface Machine extends Watching {
  /** Transitions that were dated after the moment they were announced at. */
  readonly ahead: string[];
}

/** A watch on a machine whose clock is ahead by a time that may change, behind where it is negative. */
function machine(cloud: Simulator, aheadMs: () => number, options: Watched = {}): Machine {
  const running = watching(cloud, { ...options, aheadMs });
  const ahead: string[] = [];
  running.watch.on('transition', ({ at, type }) => {
    if (at > cloud.now() + NEARLY) ahead.push(`${type} ${(at - cloud.now()) / SECOND} s ahead`);
  });
  return { ...running, ahead };
}

/** Outages of minutes, one after the other, until an instant. */
function outages(cloud: Simulator, tunnelId: string, count: number, random: Random): number {
  let at = cloud.now() + 3 * MINUTE;
  for (let outage = 0; outage < count; outage++) {
    at += random.whole(100_000, 250_000);
    cloud.tunnel(tunnelId).down({ at });
    at += random.whole(80_000, 200_000);
    cloud.tunnel(tunnelId).up({ at });
  }
  return at;
}

function expectTrue(cloud: Simulator, { transitions }: Heard, tunnelId: string): void {
  const [told, real] = [toldChanges(transitions, tunnelId), trueChanges(cloud, tunnelId)];
  expect(told.map(({ to }) => to)).toEqual(real.map(({ to }) => to));
  expect(Math.max(0, ...told.map(({ at }, index) => Math.abs(at - real[index]!.at)))).toBeLessThan(NEARLY);
}

const numbers = (heard: Heard, type: string): number => heard.transitions.filter((one) => one.type === type).length;

describe('a machine whose clock is off', () => {
  const off = [0, 2, 6, 30, 280, 600, 3_600, -6, -30, -3_600].map((seconds) => seconds * SECOND);

  test.each(off)('by %d ms tells each of many outages once, each with one failover, dated by its events', async (aheadMs) => {
    const cloud = dualTunnels(1);
    const until = outages(cloud, 'tun-1a', OUTAGES, new Random(7));
    const heard = machine(cloud, () => aheadMs);
    await heard.rounds(Math.ceil((until - cloud.now()) / MINUTE) + 5);
    expect(heard.errors).toEqual([]);
    expect([numbers(heard, 'tunnel:down'), numbers(heard, 'connection:failover'), numbers(heard, 'connection:down')]).toEqual([
      OUTAGES,
      OUTAGES,
      0,
    ]);
    expectTrue(cloud, heard, 'tun-1a');
    expect([heard.ahead, heard.transitions.filter(({ late }) => late)]).toEqual([[], []]);
  });

  test.each(off)('by %d ms knows of an outage within a round or two, and when it knew', async (aheadMs) => {
    const cloud = dualTunnels(1);
    const heard = machine(cloud, () => aheadMs);
    await heard.rounds(3);
    cloud.tunnel('tun-1a').down();
    const at = cloud.now();
    cloud.advance(MINUTE);
    await heard.rounds(2);
    expect(heard.ipsec('tun-1a')).toBe('down');
    const [down] = heard.transitions.filter(({ type }) => type === 'tunnel:down');
    expect([down?.at, down?.late, Math.abs((down?.observedAt ?? 0) - at) < 3 * MINUTE]).toEqual([at, undefined, true]);
  });
});

describe.each([
  ['datapoints', 'metrics', [5, 8, 9]],
  ['events', 'events', [5, 11, 13]],
] as const)('%s alone', (_, source, delays) => {
  test.each([
    [90, 5],
    [90, 1],
    [20, 5],
    [-90, 5],
    [600, 2],
  ])(
    'of a machine whose clock is %d minutes ahead for one round of every %d minutes are all read, however late they come',
    async (minutes, every) => {
      const missed: string[] = [];
      for (const second of [13, 41, 55]) {
        for (const lateMs of delays.map((late) => late * MINUTE)) {
          const late = { publicationDelayMs: 0, late: { ratio: 0.4, byMs: lateMs } };
          const cloud = dualTunnels(1, { now: NOW + second * SECOND, data: late, events: late });
          const until = outages(cloud, 'tun-1a', OUTAGES / 2, new Random(second));
          let round = 0;
          const heard = machine(cloud, () => (round % 6 === 3 ? minutes * MINUTE : 0), {
            sources: [source],
            emitInitial: true,
            staleAfterMs: 24 * HOUR,
            everyMs: every * MINUTE,
          });
          for (; cloud.now() < until + 20 * MINUTE; round++) await heard.rounds(1);
          const [told, real] = [toldChanges(heard.transitions, 'tun-1a'), trueChanges(cloud, 'tun-1a')];
          if (told.filter(({ to }) => to === 'down').length !== real.length / 2)
            missed.push(`second ${second}, late ${lateMs / MINUTE} minutes: ${told.length} of ${real.length}`);
        }
      }
      expect(missed).toEqual([]);
    },
  );
});

describe('a clock that is wrong for a while', () => {
  const courses: readonly (readonly [string, (minute: number) => number])[] = [
    ['ten minutes ahead for one round', (minute) => (minute === 5 ? 600 : 0)],
    ['ten minutes behind for one round', (minute) => (minute === 5 ? -600 : 0)],
    ['four minutes ahead for one round', (minute) => (minute === 5 ? 240 : 0)],
    ['half a minute ahead every other round', (minute) => (minute % 2) * 30],
    ['an hour ahead, then right', (minute) => (minute < 6 ? 3_600 : 0)],
    ['an hour behind, then right', (minute) => (minute < 6 ? -3_600 : 0)],
    ['right, then an hour ahead', (minute) => (minute < 6 ? 0 : 3_600)],
    ['right, then an hour behind', (minute) => (minute < 6 ? 0 : -3_600)],
    ['a day ahead for one round', (minute) => (minute === 5 ? 86_400 : 0)],
    ['faster than it should be by two seconds a minute', (minute) => minute * 2],
    ['slower than it should be, and set right every ten minutes', (minute) => -(minute % 10) * 3],
  ];

  test.each(courses)('%s: both tunnels fail after it, and each change is told once, in time', async (_, seconds) => {
    const cloud = dualTunnels(1);
    const began = cloud.now();
    const heard = machine(cloud, () => seconds(Math.floor((cloud.now() - began) / MINUTE)) * SECOND);
    await heard.rounds(6);
    cloud.advance(20 * SECOND);
    cloud.connection('vco-1').down();
    cloud.advance(40 * SECOND);
    await heard.rounds(2);
    expect([heard.ipsec('tun-1a'), heard.ipsec('tun-1b'), numbers(heard, 'connection:down')]).toEqual(['down', 'down', 1]);
    await heard.rounds(3);
    cloud.advance(20 * SECOND);
    cloud.connection('vco-1').up();
    cloud.advance(40 * SECOND);
    await heard.rounds(8);
    expect([heard.ipsec('tun-1a'), heard.ipsec('tun-1b'), numbers(heard, 'connection:up')]).toEqual(['up', 'up', 1]);
    expect(heard.transitions.filter(({ late }) => late)).toEqual([]);
    expect(heard.ahead).toEqual([]);
    for (const id of ['tun-1a', 'tun-1b']) expectTrue(cloud, heard, id);
    expect(heard.errors).toEqual([]);
  });

  test.each(courses)('%s: an outage that is on meanwhile is one', async (_, seconds) => {
    const cloud = dualTunnels(1);
    const began = cloud.now();
    const heard = machine(cloud, () => seconds(Math.floor((cloud.now() - began) / MINUTE)) * SECOND);
    cloud
      .tunnel('tun-1a')
      .down({ at: began + 3.5 * MINUTE })
      .up({ at: began + 9.5 * MINUTE });
    await heard.rounds(25);
    expectTrue(cloud, heard, 'tun-1a');
    expect([numbers(heard, 'tunnel:down'), numbers(heard, 'connection:failover'), numbers(heard, 'tunnel:stale')]).toEqual([1, 1, 0]);
  });
});

describe('a store that holds stamps of a clock that was wrong', () => {
  test.each([30, 240, 600, 3_600, 86_400])('%d seconds ahead: what comes after it is told once, in time', async (seconds) => {
    const [cloud, store] = [dualTunnels(1), new MemoryStore()];
    // No time in the answers: nothing could correct it.
    const before = machine(cloud, () => seconds * SECOND, { store, rewriting: { date: () => undefined } });
    await before.rounds(4);
    await before.watch.stop();
    const heard = machine(cloud, () => 0, { store });
    await heard.rounds(2);
    cloud.advance(20 * SECOND);
    cloud.tunnel('tun-1a').down();
    cloud.advance(40 * SECOND);
    await heard.rounds(2);
    expect([heard.ipsec('tun-1a'), numbers(heard, 'tunnel:down'), numbers(heard, 'connection:failover')]).toEqual(['down', 1, 1]);
    cloud.advance(20 * SECOND);
    cloud.tunnel('tun-1a').up();
    cloud.advance(40 * SECOND);
    await heard.rounds(20);
    expect(heard.ipsec('tun-1a')).toBe('up');
    expectTrue(cloud, heard, 'tun-1a');
    expect(heard.transitions.filter(({ late }) => late)).toEqual([]);
    expect(heard.ahead).toEqual([]);
  });

  test.each([600, 3_600])('%d seconds ahead, with an outage that is on meanwhile: it is told once, and its end', async (seconds) => {
    const [cloud, store] = [dualTunnels(1), new MemoryStore()];
    const before = machine(cloud, () => seconds * SECOND, { store, rewriting: { date: () => undefined } });
    await before.rounds(3);
    cloud.tunnel('tun-1a').down();
    cloud.advance(MINUTE);
    await before.rounds(3);
    await before.watch.stop();
    const heard = machine(cloud, () => 0, { store });
    await heard.rounds(2);
    expect(heard.ipsec('tun-1a')).toBe('down');
    cloud.tunnel('tun-1a').up();
    cloud.advance(MINUTE);
    await heard.rounds(2);
    expect(heard.ipsec('tun-1a')).toBe('up');
    await heard.rounds(15);
    const types = [...before.transitions, ...heard.transitions].filter(({ type }) => type.startsWith('tunnel:')).map(({ type }) => type);
    expect(types).toEqual(['tunnel:down', 'tunnel:up']);
    expect(heard.ahead).toEqual([]);
  });
});

describe('sources whose clocks differ', () => {
  /** A pair of tunnels for each beginning and end, in seconds from a round. */
  const NEAR = [-6, -4, -2, -0.4, 0.4, 2, 4, 6];
  const pairs = NEAR.flatMap((from) => NEAR.map((until) => ({ from, until })));

  function nearRounds(minutesLong: number): Simulator {
    const cloud = dualTunnels(pairs.length / 2);
    const tunnels = cloud.connections.flatMap(({ tunnelIds }) => tunnelIds);
    for (const [index, { from, until }] of pairs.entries()) {
      const begins = NOW + ROUND_AT + (5 + 2 * (index % 2)) * MINUTE;
      cloud
        .tunnel(tunnels[index]!)
        .down({ at: begins + from * SECOND })
        .up({ at: begins + minutesLong * MINUTE + until * SECOND });
    }
    return cloud;
  }

  test.each([
    ...[-5, -3, -1, 1, 3, 5].map((events) => [events, 0] as const),
    ...([
      [-4, 4],
      [2, -2],
      [4, 4],
      [0, -5],
      [0, 5],
    ] as const),
  ])('events by %d s, datapoints by %d s: an outage that begins and ends near a round is one', async (events, points) => {
    const cloud = nearRounds(4);
    const heard = machine(cloud, () => 0, {
      topologyPollMs: MINUTE,
      rewriting: { eventsAheadMs: events * SECOND, ...measured(cloud, { measure: 'mean', aheadMs: points * SECOND }) },
    });
    await heard.rounds(22);
    const wrong = cloud.connections
      .flatMap(({ tunnelIds }) => tunnelIds)
      .flatMap((id) => {
        const told = toldChanges(heard.transitions, id);
        const shifted = trueChanges(cloud, id).map(({ to, at }) => ({ to, at: at + events * SECOND }));
        // Dated by its events, or within a few seconds of them by what came first.
        const isOne =
          told.length === 2 && told.every(({ to, at }, index) => to === shifted[index]?.to && Math.abs(at - shifted[index].at) <= MINUTE);
        return isOne
          ? []
          : [
              {
                id,
                told: told.map(({ to, at }) => `${to} ${new Date(at).toISOString()}`),
                events: shifted.map(({ to, at }) => `${to} ${new Date(at).toISOString()}`),
              },
            ];
      });
    expect(wrong).toEqual([]);
    expect(heard.transitions.filter(({ late }) => late)).toEqual([]);
  });

  test.each([-3, 3])(
    'the two services each with a clock of its own, %d s apart: an outage that begins and ends near a round is one',
    async (seconds) => {
      const cloud = nearRounds(4);
      const aheadMs = seconds * SECOND;
      const date: Rewriting['date'] = (product) => cloud.now() + (product === 'cms' ? aheadMs : 0);
      const heard = machine(cloud, () => 0, {
        topologyPollMs: MINUTE,
        rewriting: { date, eventsAheadMs: aheadMs, ...measured(cloud, { measure: 'mean', aheadMs }) },
      });
      await heard.rounds(22);
      const told = cloud.connections
        .flatMap(({ tunnelIds }) => tunnelIds)
        .map((id) =>
          toldChanges(heard.transitions, id)
            .map(({ to }) => to)
            .join(),
        );
      expect(told.filter((changes) => changes !== 'down,up')).toEqual([]);
      expect(heard.transitions.filter(({ late }) => late)).toEqual([]);
    },
  );

  test.each([0, 1, 3, 5])('events %d s ahead: an outage of seconds that its own events tell is no less told', async (events) => {
    const cloud = dualTunnels(20);
    const tunnels = cloud.connections.flatMap(({ tunnelIds }) => tunnelIds);
    // Two seconds and more, around every moment near a round.
    for (const [index, id] of tunnels.entries()) {
      const at = NOW + ROUND_AT + 5 * MINUTE + (index - 20) * 700;
      cloud
        .tunnel(id)
        .down({ at })
        .up({ at: at + 2 * SECOND + (index % 3) * SECOND });
    }
    const heard = machine(cloud, () => 0, { rewriting: { eventsAheadMs: events * SECOND } });
    await heard.rounds(20);
    for (const id of tunnels)
      expect(
        toldChanges(heard.transitions, id).map(({ to }) => to),
        id,
      ).toEqual(['down', 'up']);
  });
});
