import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Connection } from '../../src/topology/index.ts';
import type { DetailedReading } from '../../src/watch/evidence.ts';
import { Judge, type Batch, type Bench } from '../../src/watch/judge.ts';
import { Line } from '../../src/watch/line.ts';
import { conditionOf, next, presentOf } from '../../src/watch/machine.ts';
import type { Aspect, ConnectionMemory, Reading, Says, Settings, Track } from '../../src/watch/memory.ts';
import type { Transition } from '../../src/watch/model.ts';
import { Roster, withTunnels } from '../../src/watch/roster.ts';
import { transitionOf } from '../../src/watch/tell.ts';
import { MINUTE, SETTINGS } from './support/script.ts';

const UP: Track = { readings: [], periodMs: MINUTE, base: { value: 'unknown', since: 0, phase: undefined, floor: 0 }, value: 'up', since: 0, phase: undefined, open: false, reach: 0, asOf: 0, stale: false, said: 'up', told: 0, unshown: [] };
const DOWN: Track = { ...UP, value: 'down', said: 'down' };

/** A line that knows its tunnel to be up, but for what is given. */
function lineOf(track: Partial<Track> | 'new' = {}): Line {
  const line = new Line('a', 'ipsec');
  line.learn(track === 'new' ? undefined : { ...UP, ...track });
  return line;
}

/** Points that come one a round, by their minutes; those that are news. */
const pointsOf = (line: Line, minutes: readonly number[], says: Says = 'up'): readonly number[] =>
  minutes.filter((minute) => {
    const isNews = line.isNewsPoint(says, minute * MINUTE, MINUTE);
    line.seal(0);
    return isNews;
  });
const pollsOf = (line: Line, seconds: readonly number[], says: Says = 'up'): readonly number[] =>
  seconds.filter((second) => {
    const isNews = line.isNewsPoll(says, second * 1000);
    line.seal(0);
    return isNews;
  });
const minutesFrom = (first: number, count: number): readonly number[] => Array.from({ length: count }, (_, index) => first + index);
const minutesOf = (readings: readonly Reading[]): readonly number[] => readings.map(({ at }) => at / MINUTE);
const secondsOf = (readings: readonly Reading[]): readonly number[] => readings.map(({ at }) => at / 1000);

describe('what is news', () => {
  test('anything, where nothing is known, or nothing for sure', () => {
    for (const track of ['new', { value: 'unknown' }, { stale: true }, { open: true }] as const) {
      const line = lineOf(track);
      expect(pointsOf(line, [5, 6])).toEqual([5, 6]);
      expect(pollsOf(line, [400])).toEqual([400]);
      expect(line.release()).toEqual([]);
    }
  });

  test('what says something else, and what is not newer than the change to what is known', () => {
    const line = lineOf({ since: 10 * MINUTE });
    expect(pointsOf(line, [12, 13], 'down')).toEqual([12, 13]);
    expect(pointsOf(line, [12, 13], 'mixed')).toEqual([12, 13]);
    // A point speaks for the minute before its time.
    expect(pointsOf(line, [10, 11, 12])).toEqual([10, 11]);
    expect(pollsOf(line, [600, 601])).toEqual([600]);
  });

  test('a point of another period than those known: the first one, too', () => {
    expect(pointsOf(lineOf({ periodMs: 0 }), [5])).toEqual([5]);
    const line = lineOf();
    expect(line.isNewsPoint('up', 5 * MINUTE, MINUTE)).toBe(false);
    expect(line.isNewsPoint('up', 10 * MINUTE, 5 * MINUTE)).toBe(true);
    expect(minutesOf(line.releaseOwn())).toEqual([5]);
  });

  test('a point that is not whole periods away from those held, or so old that it has no place among them', () => {
    const line = lineOf();
    expect(pointsOf(line, [40, 40.5, 9, 8])).toEqual([40.5, 8]);
    expect(minutesOf(line.release())).toEqual([9, 40]);
  });

  test('of a tunnel that is down, another phase', () => {
    const line = lineOf({ ...DOWN, phase: 'phase1' });
    expect(pollsOf(line, [60], 'phase1')).toEqual([]);
    expect(pollsOf(line, [120], 'phase2')).toEqual([120]);
    // It does not say which phase, and what is held does: only one of them can be.
    expect(pollsOf(line, [180], 'down')).toEqual([180]);
    expect(pointsOf(line, [5], 'down')).toEqual([]);
    expect(line.release().map(({ says }) => says)).toEqual(['phase1', 'down']);
    expect(pollsOf(line, [240], 'down')).toEqual([]);
    expect(line.release()).toMatchObject([{ source: 'topology', says: 'down', at: 240_000 }]);
  });

  test('of what is disabled, that it is not', () => {
    const line = lineOf({ value: 'disabled' });
    expect(pollsOf(line, [60], 'disabled')).toEqual([]);
    expect(pollsOf(line, [120], 'down')).toEqual([120]);
    expect(line.release()).toMatchObject([{ says: 'disabled' }]);
  });
});

describe('what is held', () => {
  test('points are given back as they came, each once', () => {
    const line = lineOf();
    expect(pointsOf(line, [5, 6, 6, 8, 7, 8])).toEqual([]);
    expect(line.release()).toEqual([5, 6, 7, 8].map((minute) => ({ tunnel: 'a', aspect: 'ipsec', source: 'metric', at: minute * MINUTE, periodMs: MINUTE, says: 'up' })));
    expect(line.release()).toEqual([]);
  });

  test('of more points than 32 the newest are', () => {
    const line = lineOf();
    expect(pointsOf(line, minutesFrom(5, 40))).toEqual([]);
    expect(minutesOf(line.release())).toEqual(minutesFrom(13, 32));
    expect(pointsOf(line, [45, 46, 90])).toEqual([]);
    expect(minutesOf(line.release())).toEqual([90]);
  });

  test('news does not push out what is held, however far ahead it is', () => {
    const line = lineOf();
    pointsOf(line, [5, 6]);
    expect(pointsOf(line, [120], 'down')).toEqual([120]);
    line.seen.note(240 * MINUTE, MINUTE);
    expect(line.isNewsPoint('down', 245 * MINUTE, 5 * MINUTE)).toBe(true);
    expect(minutesOf(line.release())).toEqual([5, 6]);
  });

  test('polls are held each once, however close they are', () => {
    const line = lineOf();
    expect(pollsOf(line, [10, 20, 30, 69, 70, 70, 80, 200, 210])).toEqual([]);
    expect(secondsOf(line.release())).toEqual([10, 20, 30, 69, 70, 80, 200, 210]);
    pollsOf(line, [300, 360, 420, 390]);
    expect(secondsOf(line.release())).toEqual([300, 360, 420, 390]);
  });

  test('polls are forgotten when they are many, but for the newest', () => {
    const line = lineOf();
    const polls = Array.from({ length: 70 }, (_, index) => 60 * (index + 1));
    pollsOf(line, polls);
    line.seal(4_000_000);
    expect(secondsOf(line.release())).toEqual(polls.slice(66));
    pollsOf(line, polls);
    line.seal(9_000_000);
    expect(secondsOf(line.release())).toEqual([4200]);
  });

  test('what this round has brought is held apart until the round ends', () => {
    const line = lineOf();
    pollsOf(line, [60]);
    pointsOf(line, [5]);
    line.isNewsPoll('up', 120_000);
    line.isNewsPoint('up', 6 * MINUTE, MINUTE);
    expect(secondsOf(line.release())).toEqual([60, 300]);
    expect(secondsOf(line.releaseOwn())).toEqual([120, 360]);
    expect([...line.release(), ...line.releaseOwn()]).toEqual([]);
  });

  test('what this round has brought is due when something else has become known since', () => {
    const line = lineOf();
    line.isNewsPoll('up', 120_000);
    line.isNewsPoint('up', 3 * MINUTE, MINUTE);
    expect(line.isDue).toBe(false);
    line.learn({ ...DOWN, since: 110_000, asOf: 110_000 });
    expect(line.isDue).toBe(true);
    expect(line.isSilent(4 * MINUTE, 2 * MINUTE)).toBe(false);
    expect(line.isNewsPoll('down', 130_000)).toBe(true);
    expect(line.isNewsPoint('down', 4 * MINUTE, MINUTE)).toBe(true);
    expect(line.releaseOwn().map(({ says, at }) => [says, at])).toEqual([['up', 120_000], ['up', 180_000]]);
    expect(line.isDue).toBe(false);
  });

  test('after a release what is known then decides', () => {
    const line = lineOf();
    pointsOf(line, [5, 6]);
    line.release();
    line.learn({ ...DOWN, since: 6 * MINUTE });
    expect(pointsOf(line, [8])).toEqual([8]);
    expect(pointsOf(line, [8], 'down')).toEqual([]);
    expect(line.release()).toMatchObject([{ at: 8 * MINUTE, says: 'down' }]);
  });
});

test('silence lasts from the newest that was heard, held or known, and needs something to be known', () => {
  const line = lineOf({ asOf: 5 * MINUTE });
  expect([line.isSilent(14 * MINUTE, 10 * MINUTE), line.isSilent(15 * MINUTE, 10 * MINUTE)]).toEqual([false, true]);
  pointsOf(line, [8]);
  expect([line.isSilent(17 * MINUTE, 10 * MINUTE), line.isSilent(18 * MINUTE, 10 * MINUTE)]).toEqual([false, true]);
  pollsOf(line, [600, 540]);
  expect([line.isSilent(19 * MINUTE, 10 * MINUTE), line.isSilent(20 * MINUTE, 10 * MINUTE)]).toEqual([false, true]);
  for (const track of ['new', { stale: true }, { value: 'unknown' }] as const) expect(lineOf(track).isSilent(99 * MINUTE, MINUTE)).toBe(false);
  expect(lineOf({ open: true }).isSilent(99 * MINUTE, MINUTE)).toBe(true);
});

// --- The property that matters: holding changes nothing

const START = 1000 * MINUTE;
const OVERLAP_MS = 15 * MINUTE;
const TUNNELS = ['tun-a', 'tun-b'] as const;
type Words = Readonly<Record<string, Says | undefined>>;

interface Round {
  /** How long after the one before, in steps. */
  readonly steps: number;
  readonly stepMs: number;
  /** What a poll says, by tunnel and aspect; none where the topology is not read. */
  readonly poll: Words | undefined;
  /** The points that are read: how many minutes back, and what they say. */
  readonly points: readonly { readonly key: string; readonly back: number; readonly says: Says }[];
  readonly events: readonly { readonly key: string; readonly back: number; readonly says: Says }[];
  /** Whether the events are pushed while the round is on its way. */
  readonly isPushed: boolean;
  readonly settles: 'not' | 'during' | 'after';
  readonly swaps: boolean;
}

const KEYS = TUNNELS.flatMap((tunnel) => [`${tunnel} ipsec`, `${tunnel} bgp`]);
const word = (weights: Readonly<Partial<Record<Says, number>>>): fc.Arbitrary<Says> => fc.constantFrom(...Object.entries(weights).flatMap(([says, weight]) => Array.from({ length: weight }, () => says as Says)));
const polled = word({ up: 24, down: 2, phase1: 1, phase2: 1 });
const pointed = word({ up: 24, down: 2, mixed: 2 });
const happened = word({ up: 2, down: 2, phase1: 1, phase2: 1, 'phase1-ok': 1 });

function roundsWith(stepMs: number, extra: Partial<{ readonly [K in keyof Round]: fc.Arbitrary<Round[K]> }> = {}): fc.Arbitrary<readonly Round[]> {
  const round = fc.record<Round>({
    steps: fc.oneof({ weight: 30, arbitrary: fc.integer({ min: 1, max: 4 }) }, { weight: 1, arbitrary: fc.constantFrom(15, 25, 90).map((minutes) => (minutes * MINUTE) / stepMs) }),
    stepMs: fc.constant(stepMs),
    poll: fc.option(fc.record({ 'tun-a ipsec': polled, 'tun-a bgp': fc.option(word({ up: 12, down: 1, disabled: 1 }), { nil: undefined }), 'tun-b ipsec': polled, 'tun-b bgp': fc.constant<Says>('up') }), { nil: undefined, freq: 4 }),
    points: fc.array(fc.record({ key: fc.constantFrom(...KEYS), back: fc.oneof(fc.constant(1), fc.integer({ min: 0, max: 6 })), says: pointed }), { maxLength: 4 }),
    events: fc.oneof({ weight: 5, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(fc.record({ key: fc.constantFrom('tun-a ipsec', 'tun-b ipsec'), back: fc.integer({ min: 0, max: 8 }), says: happened }), { maxLength: 2 }) }),
    isPushed: fc.boolean(),
    settles: fc.constantFrom('not', 'not', 'not', 'not', 'during', 'after'),
    swaps: fc.integer({ min: 0, max: 19 }).map((number) => number === 0),
    ...extra,
  });
  return fc.array(round, { minLength: 4, maxLength: 40 });
}

interface Evidences {
  readonly now: number;
  readonly polls: readonly Reading[];
  readonly points: readonly Reading[];
  readonly events: readonly Reading[];
  readonly round: Round;
  readonly connection: Connection;
}

/** What comes in each round. All is known from the first one. */
function evidencesOf(rounds: readonly Round[]): readonly Evidences[] {
  let now = START;
  let roles = ['master', 'slave'];
  const first: Round = { steps: 0, stepMs: 0, poll: Object.fromEntries(KEYS.map((key) => [key, 'up'])), points: [], events: [], isPushed: false, settles: 'not', swaps: false };
  return [first, ...rounds].map((round) => {
    now += round.steps * round.stepMs;
    if (round.swaps) roles = roles.toReversed();
    const about = (key: string): { readonly tunnel: string; readonly aspect: Aspect } => ({ tunnel: key.split(' ')[0] ?? '', aspect: key.split(' ')[1] as Aspect });
    const minute = Math.floor(now / MINUTE) * MINUTE;
    const tunnels = TUNNELS.map((tunnelId, index) => ({ tunnelId, role: roles[index] }));
    return {
      now,
      round,
      connection: { connectionId: 'vco-1', mode: 'dual', attachedTo: 'vpn-gateway', gatewayId: 'vpn-1', tunnels } as unknown as Connection,
      polls: Object.entries(round.poll ?? {}).flatMap(([key, says]): Reading[] => (says === undefined ? [] : [{ ...about(key), source: 'topology', at: now, says }])),
      // A read gives each series once.
      points: [...new Map(round.points.map((one) => [one.key, one])).values()].map(({ key, back, says }) => ({ ...about(key), source: 'metric', at: minute - back * MINUTE, periodMs: MINUTE, says })),
      events: round.events.map(({ key, back, says }) => ({ ...about(key), source: 'event', at: now - back * (round.stepMs || MINUTE), says })),
    };
  });
}

interface Heard {
  readonly told: readonly Transition[];
  readonly memory: ConnectionMemory;
}

const tunnelsOf = ({ tunnels }: Connection): { key: string; role: string }[] => tunnels.map(({ tunnelId, role }) => ({ key: tunnelId, role: role as string }));
const forgetAt = (now: number): number => now - OVERLAP_MS - 5 * MINUTE;

/** Each round's evidence as it comes, to the machine. */
function straight(evidences: readonly Evidences[], settings: Settings): Heard {
  let memory = withTunnels(undefined, tunnelsOf(evidences[0]!.connection));
  const told: Transition[] = [];
  for (const { now, connection, polls, points, events, round } of evidences) {
    memory = withTunnels(memory, tunnelsOf(connection));
    const take = (readings: readonly Reading[], asOf: number): void => {
      const { state, transitions } = next(memory, { asOf, readings, forgetBefore: now === START ? now : forgetAt(now) }, settings);
      memory = state;
      told.push(...transitions.map((one) => transitionOf(one, { connection, tunnelIds: undefined, memory, absent: [], appearedAt: START, lines: [] }, { epoch: START, observedAt: now, readings })));
    };
    if (round.isPushed && events.length > 0) take(events, 0);
    take([...polls, ...points, ...(round.isPushed ? [] : events)], now);
  }
  return { told, memory };
}

/** The same through lines that hold what is no news. */
function holding(evidences: readonly Evidences[], settings: Settings): Heard & { readonly judged: number } {
  const roster = new Roster();
  let now = START;
  const options = { ...settings, overlapMs: OVERLAP_MS, sources: new Set(['topology', 'metrics', 'events']) };
  const bench = { context: { scopes: { clock: { now: () => now } } }, membership: {}, options, roster, kept: { epoch: 0 } } as unknown as Bench;
  const judge = new Judge(bench);
  const told: Transition[] = [];
  let judged = 0;
  for (const evidence of evidences) {
    const { connection, round, polls, points, events } = evidence;
    ({ now } = evidence);
    roster.update([{ connection }], now, judge.forgetBefore(now), settings);
    const batch: DetailedReading[] = polls.filter((one) => roster.lineOf(one.tunnel, one.aspect)!.isNewsPoll(one.says, one.at));
    if (round.settles === 'during') judge.settle(now);
    if (round.isPushed && events.length > 0) told.push(...judge.part(new Map([['vco-1', [...events]]]), [], now));
    batch.push(...points.filter((one) => roster.lineOf(one.tunnel, one.aspect)!.isNewsPoint(one.says, one.at, MINUTE)));
    if (!round.isPushed) batch.push(...events);
    judged += batch.length;
    const batches: Batch = new Map(batch.length > 0 ? [['vco-1', batch]] : []);
    told.push(...judge.round(batches, [], now, { metrics: now, events: now }));
    if (round.settles === 'after') judge.settle(now);
  }
  judge.settle(now);
  return { told, memory: roster.entries.get('vco-1')!.memory, judged };
}

const present = ({ memory: { tunnels, said, since, told } }: Heard): unknown => ({
  condition: conditionOf(tunnels.map(({ ipsec }) => presentOf(ipsec))),
  said,
  since,
  told,
  tracks: tunnels.flatMap(({ key, ipsec, bgp }) => [ipsec, bgp].map((track) => track && { key, value: track.value, since: track.since, phase: track.phase, stale: track.stale, asOf: track.asOf, open: track.open, said: track.said, told: track.told })),
});
// Silence is shown by nothing.
const lines = ({ told }: Heard): readonly string[] => told.map(({ type, at, late, resource, source }) => `${type} ${String('tunnelId' in resource ? resource.tunnelId : '')} @${(at - START) / MINUTE}${late ? ' late' : ''}${type === 'tunnel:stale' ? '' : ` by ${source}`}`);
const settingsOf: fc.Arbitrary<Settings> = fc.record({
  confirm: fc.constantFrom({ down: 1, up: 1 }, { down: 1, up: 1 }, { down: 2, up: 1 }, { down: 3, up: 2 }),
  staleAfterMs: fc.constantFrom(4 * MINUTE, 10 * MINUTE, 60 * MINUTE),
  emitInitial: fc.constant(false),
});
const RUNS = Number(process.env['LINE_SEQUENCES'] ?? 300);

test('what is told, and what is known in the end, is the same as if nothing had been held', () => {
  fc.assert(
    fc.property(roundsWith(MINUTE / 2), settingsOf, (rounds, settings) => {
      const evidences = evidencesOf(rounds);
      const [direct, held] = [straight(evidences, settings), holding(evidences, settings)];
      expect(lines(held)).toEqual(lines(direct));
      expect(present(held)).toEqual(present(direct));
    }),
    { numRuns: RUNS },
  );
});

test('polls that are seconds apart are told as without holding', () => {
  const none = { points: fc.constant([]), isPushed: fc.constant(false), poll: fc.record({ 'tun-a ipsec': polled, 'tun-b ipsec': polled }) };
  const once = { confirm: { down: 1, up: 1 }, staleAfterMs: 10 * MINUTE, emitInitial: false };
  fc.assert(
    fc.property(roundsWith(10_000, none), (rounds) => {
      const evidences = evidencesOf(rounds);
      const [direct, held] = [straight(evidences, once), holding(evidences, once)];
      expect(lines(held)).toEqual(lines(direct));
      expect(present(held)).toEqual(present(direct));
    }),
    { numRuns: RUNS },
  );
});

// Forgotten by design: evidence from before what may be forgotten, where something was held; but not what is the newest there is.
test('evidence older than may be forgotten is left out where something was held, unless it is the newest', () => {
  const roster = new Roster();
  const [{ connection }] = evidencesOf([]) as [Evidences];
  roster.update([{ connection }], START, 0, SETTINGS);
  const entry = () => roster.entries.get('vco-1')!;
  const poll = (minute: number, says: Says): Reading => ({ tunnel: 'tun-a', aspect: 'ipsec', source: 'topology', at: START + minute * MINUTE, says });
  roster.advance(entry(), { asOf: START, readings: [poll(0, 'up')] }, SETTINGS);
  const line = roster.lineOf('tun-a', 'ipsec')!;
  expect(line.isNewsPoll('up', START + 5 * MINUTE)).toBe(false);
  line.seal(0);
  const judge = (readings: readonly Reading[]) => roster.advance(entry(), { asOf: START + 9 * MINUTE, readings, forgetBefore: START + 8 * MINUTE }, SETTINGS);
  expect(judge([poll(3, 'down')]).told).toEqual([]);
  expect(line.isNewsPoll('up', START + 6 * MINUTE)).toBe(false);
  line.seal(0);
  expect(judge([poll(7, 'down')]).told).toMatchObject([{ kind: 'ipsec', to: 'down', at: START + 7 * MINUTE }]);
});

describe('what becomes of the lines', () => {
  const roster = (): Roster => {
    const made = new Roster();
    const [{ connection, polls }] = evidencesOf([]) as [Evidences];
    made.update([{ connection }], START, 0, SETTINGS);
    made.advance(made.entries.get('vco-1')!, { asOf: START, readings: polls }, SETTINGS);
    return made;
  };
  const connectionAt = (swaps: boolean): Connection => evidencesOf([{ steps: 1, stepMs: MINUTE, poll: undefined, points: [], events: [], isPushed: false, settles: 'not', swaps }])[1]!.connection;
  const asOf = (made: Roster): number => (made.memories().get('vco-1')!.tunnels[0]!.ipsec!.asOf - START) / MINUTE;

  test('those that read datapoints keep the lines of tunnels whose roles change', () => {
    const watched = roster();
    const line = watched.lineOf('tun-a', 'ipsec')!;
    watched.update([{ connection: connectionAt(true) }], START, 0, SETTINGS);
    expect(watched.lineOf('tun-a', 'ipsec')).toBe(line);
    expect(watched.entries.get('vco-1')?.memory.tunnels.map(({ role }) => role)).toEqual(['slave', 'master']);
  });

  test('what is held of a connection that vanishes is known when it comes back', () => {
    const watched = roster();
    const line = watched.lineOf('tun-a', 'ipsec')!;
    line.isNewsPoll('up', START + 5 * MINUTE);
    line.seal(0);
    expect(watched.update([], START, 0, SETTINGS).vanished).toEqual(['vco-1']);
    expect(asOf(watched)).toBe(5);
    watched.update([{ connection: connectionAt(false) }], START, 0, SETTINGS);
    expect(watched.lineOf('tun-a', 'ipsec')?.isSilent(START + 14 * MINUTE, 10 * MINUTE)).toBe(false);
    const restored = new Roster();
    restored.restore(watched.memories());
    restored.update([{ connection: connectionAt(false) }], START, 0, SETTINGS);
    expect(restored.lineOf('tun-a', 'ipsec')?.isSilent(START + 14 * MINUTE, 10 * MINUTE)).toBe(false);
    expect(restored.lineOf('tun-a', 'ipsec')?.isSilent(START + 15 * MINUTE, 10 * MINUTE)).toBe(true);
  });
});
