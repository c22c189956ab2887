import type { Transition, WatchOptions } from 'alicloud-vpn-monitor';
import { createSimulator, type Simulator } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';
import { Random } from '../faults/support/random.ts';
import { MINUTE, monitorOf, NOW, REGION } from '../watch/support/watched.ts';
import { pastOf, transitionsOf } from './support.ts';

const SEQUENCES = Number(process.env['HISTORY_SEQUENCES'] ?? 8);
const SEED = Number(process.env['HISTORY_SEED'] ?? 1);
// Each takes as long as some hundred rounds of a watch: some each time, and thousands by hand.
const PRECISION_MS = MINUTE;
const LASTING_MS = 8 * MINUTE;
const LENGTH = 150 * MINUTE;

interface Publication {
  readonly isLate: boolean;
  /** The largest share of datapoints that never appear. */
  readonly mostMissing: number;
}

/** Three links and their outages, and how late and how whole the service publishes what it knows of them. */
function draw(random: Random, { isLate, mostMissing }: Publication): Simulator {
  const cloud = createSimulator({
    regionId: REGION,
    now: NOW + random.whole(0, 60_000),
    credentials: 'any',
    seed: random.whole(0, 1_000_000),
    gateways: [{ id: 'vpn-1' }],
    connections: [
      { id: 'vco-a', gatewayId: 'vpn-1', bgp: true, tunnels: [{ id: 'tun-a1' }, { id: 'tun-a2' }] },
      { id: 'vco-b', gatewayId: 'vpn-1', mode: 'single', healthCheck: true },
    ],
    data: {
      publicationDelayMs: random.whole(0, 120_000),
      missing: Math.min(mostMissing, random.pick([0, 0, 0.05, 0.2])),
      late: { ratio: isLate ? random.pick([0, 0.1]) : 0, byMs: 240_000 },
    },
    events: { publicationDelayMs: random.whole(0, 30_000), late: { ratio: isLate ? random.pick([0, 0.2]) : 0, byMs: 300_000 } },
  });
  const begin = cloud.now();
  for (const id of ['tun-a1', 'tun-a2']) {
    let at = begin + 10 * MINUTE;
    for (;;) {
      at += random.whole(0, 40 * MINUTE);
      const until = at + 1_000 + random.whole(0, random.pick([30_000, 5 * MINUTE, 30 * MINUTE]));
      if (until > begin + LENGTH - 20 * MINUTE) break;
      cloud.tunnel(id).down({ at }).up({ at: until });
      at = until;
    }
  }
  const single = cloud.connection('vco-b');
  let at = begin + 20 * MINUTE;
  for (let count = random.whole(0, 3); count > 0; count--) {
    at += random.whole(0, 40 * MINUTE) + 1000;
    single.down({ at }).up({ at: (at += 1_000 + random.whole(0, 10 * MINUTE)) });
  }
  return cloud;
}

type Kind = 'tunnel' | 'bgp' | 'health' | 'connection';

const KIND = /^(tunnel|bgp|health|connection):/;
const idOf = ({ resource }: Transition): string => resource.tunnelId ?? resource.connectionId ?? '';
const isKind =
  (kind: Kind) =>
  ({ type }: Transition): boolean =>
    type.startsWith(`${kind}:`);

interface Told {
  readonly seed: number;
  /** What the watch announced within the range, in order of time. */
  readonly watched: readonly Transition[];
  /** The history of the range. */
  readonly past: readonly Transition[];
  /** The history from the middle of an outage on, where there is one. */
  readonly rest: { readonly from: number; readonly past: readonly Transition[] };
}

/** A watch that runs for hours, and then the history of them. */
async function told(seed: number, sources: NonNullable<WatchOptions['sources']>, publication: Publication): Promise<Told> {
  const random = new Random(seed);
  const cloud = draw(random, publication);
  const begin = cloud.now();
  await using monitor = monitorOf(cloud);
  const announced: Transition[] = [];
  const watch = monitor.watch(monitor.fleet(), { sources });
  watch.on('transition', (one) => announced.push(one));
  watch.on('error', (error) => {
    throw error;
  });
  while (cloud.now() < begin + LENGTH) {
    await watch.poll();
    cloud.advance(MINUTE);
  }
  // What the watch could not know yet, as it was published later, is none of the range.
  const [from, to] = [begin + 5 * MINUTE, begin + LENGTH - 15 * MINUTE];
  const past = await transitionsOf(pastOf(monitor, from, to));
  const outage = past.findIndex(({ type }) => type === 'tunnel:down');
  const middle = outage < 0 ? from + 60 * MINUTE : Math.ceil((past[outage]!.at + (past[outage + 1]?.at ?? to)) / 2);
  const isShown = ({ type, at }: Transition): boolean => KIND.test(type) && at > from && at <= to;
  return {
    seed,
    watched: announced.filter(isShown).sort((a, b) => a.at - b.at),
    past: past.filter(isShown),
    rest: { from: middle, past: middle < to ? await transitionsOf(pastOf(monitor, middle, to)) : [] },
  };
}

interface Course {
  readonly key: string;
  readonly watched: readonly Transition[];
  readonly past: readonly Transition[];
}

/** What a watch and a history say of one kind of change of one resource. */
function coursesOf({ watched, past }: Pick<Told, 'watched' | 'past'>, kinds: readonly Kind[]): Course[] {
  const ids = [...new Set([...watched, ...past].map(idOf))];
  return ids.flatMap((id) =>
    kinds.map((kind) => {
      const own = (all: readonly Transition[]): Transition[] => all.filter((one) => idOf(one) === id && isKind(kind)(one));
      return { key: `${id} ${kind}`, watched: own(watched), past: own(past) };
    }),
  );
}

const shown = (all: readonly Transition[]): string =>
  all.map(({ type, at, late, source }) => `${type} ${new Date(at).toISOString().slice(11, 19)} ${source}${late ? ' late' : ''}`).join(', ');
const complaint = ({ seed }: Told, { key, watched, past }: Course): string =>
  `seed ${seed}, ${key}\n  watch:   ${shown(watched)}\n  history: ${shown(past)}`;
const typesOf = (all: readonly Transition[]): readonly string[] => all.map(({ type }) => type);

async function compare(
  sources: NonNullable<WatchOptions['sources']>,
  publication: Publication,
  wrongIn: (one: Told) => string[],
): Promise<void> {
  const wrong: string[] = [];
  for (let seed = SEED; seed < SEED + SEQUENCES; seed++) wrong.push(...wrongIn(await told(seed, sources, publication)));
  expect(wrong.join('\n')).toBe('');
}

const ALL: readonly Kind[] = ['tunnel', 'bgp', 'health', 'connection'];

test(
  'what a watch of metrics and events has told, a history tells: each change, in the same order, dated as the evidence dates it',
  { timeout: 3_600_000 },
  async () => {
    await compare(['metrics', 'events'], { isLate: false, mostMissing: 0.2 }, (one) => {
      const wrong = coursesOf(one, ALL).filter(({ watched, past }) => {
        const isSame = typesOf(watched).join() === typesOf(past).join();
        // Where an event came only after the datapoint, the watch had dated the change by that.
        return (
          !isSame ||
          past.some(
            ({ at, source }, index) =>
              Math.abs(at - watched[index]!.at) > (source === 'event' && watched[index]!.source === 'event' ? 0 : PRECISION_MS),
          )
        );
      });
      const { from, past } = one.rest;
      const rest =
        from > 0 && past.length > 0
          ? coursesOf({ watched: one.past.filter(({ at }) => at > from), past }, ALL).filter(
              (course) => shown(course.watched) !== shown(course.past),
            )
          : [];
      return [...wrong, ...rest].map((course) => complaint(one, course));
    });
  },
);

/**
 * What comes after newer evidence may find the watch with another story told: it announces what was missed then, by the dates that are open. So the changes of each
 * tunnel are the same and in the same turns, but their dates, and what the watch had to tell of the connection meanwhile, are not.
 */
test('where evidence comes late, the changes of tunnels, sessions and checks are the same', { timeout: 3_600_000 }, async () => {
  await compare(['metrics', 'events'], { isLate: true, mostMissing: 0.2 }, (one) =>
    coursesOf(one, ['tunnel', 'bgp', 'health'])
      .filter(({ watched, past }) => typesOf(watched).toSorted().join() !== typesOf(past).toSorted().join())
      .map((course) => complaint(one, course)),
  );
});

/**
 * A poll is evidence that nobody can read again. It dates a change by up to its own time apart, and shows what no datapoint does: a session that was up between
 * two minutes of both, or was down in a minute of which the datapoint is missing. Two outages that a history takes for one, with the recovery between them, last for some minutes; what lasts for longer it cannot miss.
 */
test('with polls of the topology, what lasts is the same', { timeout: 3_600_000 }, async () => {
  await compare(['topology', 'metrics', 'events'], { isLate: false, mostMissing: 0.05 }, (one) =>
    coursesOf(one, ALL)
      .filter(({ watched, past }) => !isLasting(watched, past) || !isLasting(past, watched))
      .map((course) => complaint(one, course)),
  );
});

/** Whether all that lasted for long in one course was so in the middle of it in another one too. */
function isLasting(course: readonly Transition[], other: readonly Transition[]): boolean {
  const own = course.filter(({ type }) => type !== 'connection:failover');
  return own.every(({ at, to }, index) => {
    const until = own[index + 1]?.at ?? Infinity;
    if (until - at < LASTING_MS || until === Infinity) return true;
    const middle = (at + until) / 2;
    const states = other.filter(({ type }) => type !== 'connection:failover');
    return (states.findLast((one) => one.at <= middle)?.to ?? states[0]?.from ?? to) === to;
  });
}
