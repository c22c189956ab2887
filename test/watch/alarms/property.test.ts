import type { Alarm, Transition } from 'alicloud-vpn-monitor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Connection } from '../../../src/topology/index.ts';
import {
  type AlarmChange,
  type AlarmType,
  type CheckedAlarmRule,
  isAboutConnection,
  type Present,
  presentOfState,
} from '../../../src/watch/alarms/index.ts';
import { Engine } from '../../../src/watch/engine.ts';
import { readCheckpoint, type WatchCheckpoint, writeCheckpoint } from '../../../src/watch/persist/checkpoint.ts';
import { Roster } from '../../../src/watch/roster.ts';
import type { Aspect, Claim, Observation, Settings } from '../../../src/watch/timeline/index.ts';
import { MINUTE } from '../support/script.ts';

const RUNS = Number(process.env['ALARM_SEQUENCES'] ?? 300);
// Fixed, so that a change is held against the same sequences each time; others are tried by hand.
const SEED = Number(process.env['ALARM_SEED'] ?? 1);

const STEP = MINUTE / 2;
const START = 1000 * MINUTE;
const OVERLAP_MS = 15 * MINUTE;
const STALE_MS = 10 * MINUTE;
const NEVER = 10_000 * MINUTE;
const TUNNELS = ['tun-a', 'tun-b'] as const;
const ASPECTS = ['ipsec', 'bgp'] as const;
const RULES: readonly CheckedAlarmRule[] = [
  { on: 'tunnel:down', forMs: 0 },
  { on: 'tunnel:down', forMs: 3 * MINUTE },
  { on: 'tunnel:stale', forMs: 0 },
  { on: 'tunnel:stale', forMs: 5 * MINUTE },
  { on: 'bgp:down', forMs: 4 * MINUTE },
  { on: 'connection:degraded', forMs: 2 * MINUTE },
  { on: 'connection:down', forMs: 0 },
  { on: 'connection:down', forMs: 3 * MINUTE },
];

function check<T extends readonly unknown[]>(
  name: string,
  arbitraries: { readonly [K in keyof T]: fc.Arbitrary<T[K]> },
  holds: (...values: T) => void,
): void {
  test(name, { timeout: 3_600_000 }, () => {
    const property = fc.property<[T]>(
      fc.tuple(...(arbitraries as unknown as fc.Arbitrary<unknown>[])) as unknown as fc.Arbitrary<T>,
      (values) => {
        holds(...values);
      },
    );
    fc.assert(property, { numRuns: RUNS, seed: SEED });
  });
}

// --- What may happen

/** What becomes known in one round. */
interface Round {
  /** How long after the one before, in steps. */
  readonly steps: number;
  /** What a poll shows, by tunnel and aspect; nothing where it fails. */
  readonly poll: Readonly<Record<string, Claim>> | undefined;
  readonly points: readonly Told[];
  readonly events: readonly Told[];
  /** Whether the events are pushed before the round. */
  readonly isPushed: boolean;
  /** Whether the connection is gone from the region. */
  readonly isGone: boolean;
}

interface Told {
  readonly key: string;
  /** How many steps back. */
  readonly back: number;
  readonly claim: Claim;
}

const KEYS = TUNNELS.flatMap((tunnel) => ASPECTS.map((aspect) => `${tunnel} ${aspect}`));
const weighted = (weights: Readonly<Partial<Record<Claim, number>>>): fc.Arbitrary<Claim> =>
  fc.constantFrom(...Object.entries(weights).flatMap(([claim, weight]) => Array.from({ length: weight }, () => claim as Claim)));

/** What polls show goes on for a while, so that something lasts. */
const polls: fc.Arbitrary<Readonly<Record<string, Claim>>> = fc.record(
  Object.fromEntries(
    KEYS.map((key) => [key, key.endsWith('bgp') ? weighted({ up: 3, down: 3, disabled: 1 }) : weighted({ up: 3, down: 3, phase1: 1 })]),
  ),
);

const round: fc.Arbitrary<Round & { readonly isKept: boolean }> = fc.record({
  steps: fc.oneof({ weight: 24, arbitrary: fc.integer({ min: 1, max: 4 }) }, { weight: 1, arbitrary: fc.constantFrom(20, 30, 60) }),
  poll: fc.option(polls, { nil: undefined, freq: 6 }),
  isKept: fc.integer({ min: 0, max: 5 }).map((number) => number > 0),
  points: fc.array(
    fc.record({ key: fc.constantFrom(...KEYS), back: fc.integer({ min: 0, max: 8 }), claim: weighted({ up: 4, down: 4, mixed: 1 }) }),
    { maxLength: 1 },
  ),
  events: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc.array(
        fc.record({
          key: fc.constantFrom('tun-a ipsec', 'tun-b ipsec'),
          back: fc.integer({ min: 0, max: 8 }),
          claim: weighted({ up: 3, down: 3, phase2: 1 }),
        }),
        { maxLength: 3 },
      ),
    },
  ),
  isPushed: fc.boolean(),
  isGone: fc.integer({ min: 0, max: 15 }).map((number) => number === 0),
});

const rounds: fc.Arbitrary<readonly Round[]> = fc.array(round, { minLength: 4, maxLength: 40 }).map((list) => {
  let poll = list[0]?.poll;
  return list.map(({ isKept, ...one }) => {
    if (!isKept) poll = one.poll;
    return { ...one, poll: one.poll === undefined ? undefined : poll };
  });
});

const settings: fc.Arbitrary<Settings> = fc.record({
  confirm: fc.constantFrom({ down: 1, up: 1 }, { down: 1, up: 1 }, { down: 2, up: 1 }, { down: 2, up: 2 }),
  staleAfterMs: fc.constantFrom(STALE_MS, NEVER),
  emitInitial: fc.boolean(),
});

// --- A watch of one connection

const CONNECTION = {
  connectionId: 'vco-1',
  mode: 'dual',
  attachedTo: 'vpn-gateway',
  gatewayId: 'vpn-1',
  tunnels: TUNNELS.map((tunnelId, index) => ({ tunnelId, role: ['master', 'slave'][index] })),
} as unknown as Connection;

interface Heard {
  readonly now: number;
  readonly announced: readonly (Transition | AlarmChange)[];
}

class Watch {
  readonly #roster = new Roster();
  readonly #engine: Engine;
  readonly #settings: Settings;
  #now = START;

  constructor(given: Settings, saved?: WatchCheckpoint) {
    this.#settings = given;
    const options = {
      ...given,
      overlapMs: OVERLAP_MS,
      alarms: RULES,
      certificateNoticeDays: [],
      sources: new Set(['topology', 'metrics', 'events']),
    };
    const logger = { warn: () => undefined, info: () => undefined };
    this.#engine = new Engine({
      context: { scopes: { clock: { now: () => this.#now }, logger } },
      membership: {},
      options,
      roster: this.#roster,
    } as unknown as ConstructorParameters<typeof Engine>[0]);
    if (!saved) return;
    this.#roster.restore(saved.connections, saved.votes);
    this.#engine.resume(saved);
  }

  get standing(): readonly Alarm[] {
    return this.#engine.alarms.standing;
  }

  takes({ poll, points, events, isPushed, isGone }: Round, now: number): Heard {
    this.#now = now;
    this.#roster.update(isGone ? [] : ([{ connection: CONNECTION }] as never), now, this.#engine.contextsAt(now));
    const announced: (Transition | AlarmChange)[] = [];
    const eventList = isGone ? [] : events.map((one) => this.#observed('event', one));
    if (isPushed && eventList.length > 0)
      announced.push(
        ...this.#engine.alarms.ofEvent('vco-1', now, () => this.#engine.evaluatePart(new Map([['vco-1', eventList]]), [], now)).announced,
      );
    const heard = isGone
      ? []
      : [
          ...Object.entries(poll ?? {}).map(([key, claim]) => this.#observed('topology', { key, back: 0, claim })),
          ...points.map((one) => ({
            ...this.#observed('metric', one),
            at: Math.floor(now / MINUTE) * MINUTE - one.back * MINUTE,
            periodMs: MINUTE,
          })),
        ].filter((one) => this.#roster.aspectOf(one.tunnel, one.aspect)!.held.holdUnlessNews(one));
    const observations = [...heard, ...(isPushed ? [] : eventList)];
    announced.push(
      ...this.#engine.evaluateRound(new Map(observations.length > 0 ? [['vco-1', observations]] : []), [], now, {
        metrics: now,
        events: now,
      }),
    );
    announced.push(...this.#engine.alarms.ofRound(now));
    return { now, announced };
  }

  /** What is kept of it. */
  saved(): string {
    this.#engine.settle(this.#now);
    return writeCheckpoint({
      savedAt: this.#now,
      pending: [],
      ...this.#engine.progress,
      votes: this.#roster.votes,
      connections: this.#roster.records(),
    });
  }

  /** What the record says of the state of a rule. */
  present(on: AlarmType, tunnel: string | undefined): Present | undefined {
    const entry = this.#roster.entries.get('vco-1');
    return entry && presentOfState(on, entry, tunnel, { now: this.#now, staleAfterMs: this.#settings.staleAfterMs, before: undefined });
  }

  #observed(source: Observation['source'], { key, back, claim }: Told): Observation {
    const [tunnel = '', aspect = ''] = key.split(' ');
    return { tunnel, aspect: aspect as Aspect, source, at: this.#now - back * STEP, claim };
  }
}

const timesOf = (list: readonly Round[]): readonly number[] =>
  list.map((_, index) => START + list.slice(0, index + 1).reduce((sum, { steps }) => sum + steps, 0) * STEP);
const changesIn = ({ announced }: Heard): readonly AlarmChange[] => announced.filter((one) => 'alarm' in one);
const tunnelOf = ({ on, resource }: Alarm): string | undefined =>
  isAboutConnection(on) ? undefined : (resource.tunnelId ?? resource.connectionId);

function watched(list: readonly Round[], given: Settings, each: (watch: Watch, heard: Heard) => void = () => undefined): readonly Heard[] {
  const watch = new Watch(given);
  const times = timesOf(list);
  return list.map((one, index) => {
    const heard = watch.takes(one, times[index]!);
    each(watch, heard);
    return heard;
  });
}

// --- The rules

check(
  '1. raised and cleared alternate for each key, and those that stand are those that were raised',
  [rounds, settings],
  (list, given) => {
    const open = new Map<string, Alarm>();
    watched(list, given, (watch, heard) => {
      for (const { type, alarm } of changesIn(heard)) {
        const raised = open.get(alarm.key);
        if (type === 'alarm:raised') {
          expect(raised).toBeUndefined();
          open.set(alarm.key, alarm);
        } else {
          const { clearedAt, reason, ...same } = alarm;
          expect(raised).toEqual(same);
          expect(clearedAt).toBeGreaterThanOrEqual(alarm.since);
          expect(['ended', 'gone']).toContain(reason);
          open.delete(alarm.key);
        }
      }
      expect(new Set(watch.standing)).toEqual(new Set(open.values()));
    });
  },
);

check('2. none is raised before its time, and none after silence for what was not known', [rounds, settings], (list, given) => {
  watched(list, given, (watch, heard) => {
    for (const { type, alarm } of changesIn(heard)) {
      if (type !== 'alarm:raised') continue;
      expect(RULES).toContainEqual({ on: alarm.on, forMs: alarm.raisedAt - alarm.since });
      expect(alarm.transition.type).toBe(alarm.on);
      // Evidence may come from a pushed event, and be newer by the end of the round.
      const present = watch.present(alarm.on, tunnelOf(alarm));
      if (present?.state === 'on' && alarm.raisedAt > alarm.since) expect(present.asOf).toBeGreaterThanOrEqual(alarm.raisedAt);
      expect(alarm.raisedAt).toBeLessThanOrEqual(heard.now);
    }
  });
});

check('3. none stays after the end of its state, and what has lasted stands', [rounds, settings], (list, given) => {
  const latest = new Map<string, number>();
  watched(list, given, (watch, heard) => {
    for (const one of heard.announced) {
      if ('alarm' in one || one.type.startsWith('certificate')) continue;
      const key = `${one.type} ${one.resource.tunnelId ?? one.resource.connectionId ?? ''}`;
      latest.set(key, Math.max(latest.get(key) ?? 0, one.at));
    }
    for (const { on, forMs } of RULES) {
      for (const tunnel of isAboutConnection(on) ? [undefined] : TUNNELS) {
        const present = watch.present(on, tunnel);
        const stands = watch.standing.some(
          (alarm) => alarm.on === on && alarm.raisedAt - alarm.since === forMs && tunnelOf(alarm) === tunnel,
        );
        if (present === undefined || present.state === 'off')
          expect(stands, `${on} ${String(tunnel)} is ${present?.state ?? 'gone'}`).toBe(false);
        // Silence makes what has not lasted count anew.
        const since = Math.max(present?.since ?? 0, latest.get(`${on} ${tunnel ?? 'vco-1'}`) ?? 0);
        if (given.staleAfterMs === NEVER && present?.state === 'on' && Math.max(0, present.asOf - since) >= forMs)
          expect(stands, `${on} ${String(tunnel)} since ${since} as of ${present.asOf}`).toBe(true);
      }
    }
  });
});

check('4. each has the transition that began its state, and that is none of another state', [rounds, settings], (list, given) => {
  const told = new Map<string, Transition>();
  for (const { announced } of watched(list, given)) {
    for (const one of announced) {
      if (!('alarm' in one)) {
        expect(told.has(one.id)).toBe(false);
        told.set(one.id, one);
        continue;
      }
      const { transition, resource } = one.alarm;
      expect(transition.resource).toEqual(resource);
      // Where it was not announced, no other has its id.
      expect(told.get(transition.id) ?? transition).toEqual(transition);
      told.set(transition.id, transition);
    }
  }
});

// Of two observations that confirm a value at once either may be named as the last before silence.
function withoutSilentEvidence({ type, alarm }: AlarmChange): unknown {
  const { transition } = alarm;
  return {
    type,
    alarm: {
      ...alarm,
      transition: transition.type === 'tunnel:stale' ? { ...transition, source: undefined, evidence: undefined } : transition,
    },
  };
}

check('5. a restart at any point changes nothing', [rounds, settings, fc.nat()], (list, given, cut) => {
  const times = timesOf(list);
  const until = 1 + (cut % list.length);
  const whole = watched(list, given).flatMap(changesIn);
  let watch = new Watch(given);
  const told: AlarmChange[] = [];
  for (const [index, one] of list.entries()) {
    if (index === until) watch = new Watch(given, readCheckpoint(watch.saved()));
    told.push(...changesIn(watch.takes(one, times[index]!)));
  }
  expect(told.map(withoutSilentEvidence)).toEqual(whole.map(withoutSilentEvidence));
});

check(
  '6. rounds that are further apart raise and clear the same at the same times, but for what is over before they know',
  [rounds, fc.array(fc.boolean(), { minLength: 1, maxLength: 40 })],
  (list, isSkipped) => {
    // Evidence that knows its instant, each as it happens: then only the times of the rounds differ.
    const certain = list.map((one, index): Round => ({
      ...one,
      poll: index === 0 ? Object.fromEntries(KEYS.map((key): [string, Claim] => [key, 'up'])) : undefined,
      points: [],
      isGone: false,
      isPushed: false,
      events: one.events.map((event) => ({ ...event, back: 0 })),
    }));
    const sure: Settings = { confirm: { down: 1, up: 1 }, staleAfterMs: NEVER, emitInitial: false };
    const fine = watched(certain, sure).flatMap(changesIn);
    const times = timesOf(certain);
    const watch = new Watch(sure);
    const coarse: AlarmChange[] = [];
    let missed: Told[] = [];
    for (const [index, one] of certain.entries()) {
      const [now, next] = [times[index]!, times[index + 1]];
      missed.push(...one.events);
      if (index > 0 && next !== undefined && isSkipped[index % isSkipped.length] === true) {
        const steps = (next - now) / STEP;
        missed = missed.map((event) => ({ ...event, back: event.back + steps }));
        continue;
      }
      coarse.push(...changesIn(watch.takes({ ...one, events: missed }, now)));
      missed = missed.slice(missed.length);
    }
    const said = ({ type, alarm: { key, since, raisedAt, clearedAt } }: AlarmChange): string =>
      `${type} ${key} ${since} ${raisedAt} ${String(clearedAt)}`;
    const all = new Set(fine.map(said));
    expect(coarse.map(said).filter((line) => !all.has(line))).toEqual([]);
  },
);
