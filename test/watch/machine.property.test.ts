import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { conditionOf } from '../../src/watch/condition.ts';
import type { ConnectionAnnouncement, ConnectionRecord, Evidence } from '../../src/watch/connection-record.ts';
import { next } from '../../src/watch/machine.ts';
import type { ConnectionCondition } from '../../src/watch/model.ts';
import { announceable } from '../../src/watch/timeline/history.ts';
import {
  type Aspect,
  BEGINNING,
  type Claim,
  type EvaluationContext,
  interpret,
  type Observation,
  presentOf,
  type Settings,
  type Timeline,
  timeOf,
  UNCERTAINTY_MS,
  type Value,
} from '../../src/watch/timeline/index.ts';
import { lineOf, MINUTE, TWO } from './support/script.ts';

const RUNS = Number(process.env['MACHINE_SEQUENCES'] ?? 500);
// Fixed, so that a change is held against the same sequences each time; others are tried by hand.
const SEED = Number(process.env['MACHINE_SEED'] ?? 1);
// Few instants, so that evidence meets: a point speaks for two of them.
const STEP = MINUTE / 2;
const LATEST = 26;
const FINAL = 40 * STEP;
const NEVER = 1000 * MINUTE;
const ASPECTS = ['ipsec', 'bgp', 'health'] as const;

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

// --- What may be heard

const WORDS: Readonly<Record<Observation['source'], Readonly<Record<Aspect, readonly Claim[]>>>> = {
  metric: { ipsec: ['up', 'down', 'mixed'], bgp: ['up', 'down', 'mixed'], health: ['up', 'down'] },
  topology: { ipsec: ['up', 'down', 'phase1', 'phase2'], bgp: ['up', 'down', 'disabled'], health: ['up', 'down', 'disabled'] },
  event: { ipsec: ['up', 'down', 'phase1', 'phase2', 'phase1-ok'], bgp: ['up', 'down'], health: ['up', 'down'] },
};

interface About {
  readonly tunnels?: readonly string[];
  readonly aspects?: readonly Aspect[];
  readonly sources?: readonly Observation['source'][];
  /** Lengths of the points' periods, in steps. */
  readonly periods?: readonly number[];
}

function reading({
  tunnels = ['a', 'b'],
  aspects = ['ipsec', 'ipsec', 'ipsec', 'bgp', 'health'],
  sources = ['metric', 'topology', 'event'],
  periods = [2],
}: About = {}): fc.Arbitrary<Observation> {
  const fields = {
    tunnel: fc.constantFrom(...tunnels),
    aspect: fc.constantFrom(...aspects),
    source: fc.constantFrom(...sources),
    step: fc.integer({ min: 6, max: LATEST }),
    word: fc.nat({ max: 59 }),
    period: fc.constantFrom(...periods),
  };
  return fc.record(fields).map(({ tunnel, aspect, source, step, word, period }) => {
    const words = WORDS[source][aspect];
    const common = { tunnel, aspect, source, at: step * STEP, claim: words[word % words.length]! };
    return source === 'metric' ? { ...common, periodMs: period * STEP } : common;
  });
}

const readings = (about?: About, maxLength = 14): fc.Arbitrary<readonly Observation[]> =>
  fc.array(reading(about), { minLength: 1, maxLength });

/** Ways in which the same evidence may come: how late each piece, and which of them twice. */
interface Way {
  readonly delays: readonly number[];
  readonly again: readonly number[];
}
const way = (longest = LATEST): fc.Arbitrary<Way> =>
  fc.record({
    delays: fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: longest })), { minLength: 1, maxLength: 14 }),
    again: fc.array(fc.nat({ max: 13 }), { maxLength: 4 }),
  });

/** Evidence, and up to when it may be forgotten. */
interface Round extends Evidence {
  readonly forgetBefore?: number;
}
const contextOf = (settings: Settings, { forgetBefore }: Round): EvaluationContext => ({
  ...settings,
  ...(forgetBefore !== undefined && { forgetBefore }),
});

/** The rounds in which evidence comes: each piece at its time or later, the last one without any. */
function rounds(heard: readonly Observation[], { delays, again }: Way, final = FINAL): Round[] {
  const arrivals = heard.map((one, index) => ({ one, asOf: one.at + (delays[index % delays.length] ?? 0) * STEP }));
  const twice = again.flatMap((index) => (heard[index] ? [{ one: heard[index], asOf: heard[index].at + LATEST * STEP }] : []));
  const pieces = [...arrivals, ...twice].map(({ one, asOf }) => ({ one, asOf: Math.min(asOf, final) }));
  const times = [...new Set([...pieces.map(({ asOf }) => asOf), final])].sort((a, b) => a - b);
  return times.map((asOf) => ({ asOf, observations: pieces.filter((piece) => piece.asOf === asOf).map(({ one }) => one) }));
}

const count = fc.integer({ min: 1, max: 3 });
const confirming: fc.Arbitrary<Settings> = fc.record({
  confirm: fc.record({ down: count, up: count }),
  staleAfterMs: fc.constantFrom(4 * STEP, 10 * STEP, NEVER),
  emitInitial: fc.boolean(),
});
const plain: fc.Arbitrary<Settings> = confirming.map((settings) => ({ ...settings, confirm: { down: 1, up: 1 } }));
const SURE: Settings = { confirm: { down: 1, up: 1 }, staleAfterMs: NEVER, emitInitial: false };

// --- What is heard of it

interface Heard {
  readonly state: ConnectionRecord;
  readonly told: readonly ConnectionAnnouncement[];
}

function hear(
  evidence: readonly Round[],
  settings: Settings,
  state: ConnectionRecord = TWO,
  each?: (after: Heard, before: ConnectionRecord, one: Round) => void,
): Heard {
  const told: ConnectionAnnouncement[] = [];
  for (const one of evidence) {
    const before = state;
    const step = next(state, one, contextOf(settings, one));
    state = step.state;
    told.push(...step.transitions);
    each?.({ state, told: step.transitions }, before, one);
  }
  return { state, told };
}

const timelines = (state: ConnectionRecord): readonly { readonly key: string; readonly aspect: Aspect; readonly timeline: Timeline }[] =>
  state.tunnels.flatMap((tunnel) =>
    ASPECTS.flatMap((aspect) => (tunnel[aspect] ? [{ key: tunnel.key, aspect, timeline: tunnel[aspect] }] : [])),
  );
const timelineOf = (state: ConnectionRecord, tunnel: string, aspect: Aspect): Timeline | undefined =>
  state.tunnels.find(({ key }) => key === tunnel)?.[aspect];
const condition = (state: ConnectionRecord): ConnectionCondition => conditionOf(state.tunnels.map(({ ipsec }) => presentOf(ipsec)));
const positionOf = ({ at, periodMs = 0 }: Observation): number => at - periodMs;

const isDisputed = (state: ConnectionRecord): boolean => timelines(state).some(({ timeline }) => timeline.dispute !== undefined);

/** What must not depend on how evidence came. */
function known(state: ConnectionRecord): unknown {
  return [
    condition(state),
    ...timelines(state).map(
      ({ key, aspect, timeline: { lastAnnounced: _last, announced: _announced, ledger: _ledger, votedUntil: _voted, ...rest } }) => ({
        key,
        aspect,
        ...rest,
      }),
    ),
  ];
}

/** What matters of the present. */
const present = (state: ConnectionRecord): unknown => [
  condition(state),
  ...timelines(state).map(({ key, aspect, timeline: { value, since, phase, isStale } }) => ({ key, aspect, value, since, phase, isStale })),
];

/** Whether at some time what was announced decides what evidence says: a datapoint that comes late does not take back a return that was announced without it. */
function isByLedger(evidence: readonly Round[], settings: Settings): boolean {
  const endOf = (timeline: Timeline, ledger: Timeline['ledger']): unknown => interpret({ ...timeline, ledger }, settings.confirm).end;
  let isFound = false;
  hear(evidence, settings, TWO, ({ state }) => {
    isFound ||= timelines(state).some(({ timeline }) => !isDeepStrictEqual(endOf(timeline, timeline.ledger), endOf(timeline, [])));
  });
  return isFound;
}

// --- What a plain reading of sorted evidence says

const RANK: Readonly<Record<string, number>> = {
  topology: 0,
  event: 1,
  metric: 2,
  mixed: 0,
  up: 1,
  disabled: 2,
  'phase1-ok': 3,
  down: 4,
  phase2: 5,
  phase1: 6,
};
const inTime = (heard: readonly Observation[]): Observation[] =>
  heard.toSorted((a, b) => positionOf(a) - positionOf(b) || RANK[a.source]! - RANK[b.source]! || RANK[a.claim]! - RANK[b.claim]!);
const plainly = (claim: Claim): Value =>
  claim === 'mixed' || claim === 'phase1-ok' ? 'unknown' : claim === 'up' || claim === 'disabled' ? claim : 'down';

function isOverruled(point: Observation, heard: readonly Observation[]): boolean {
  return point.source === 'metric' ? isOverruledPoint(point, heard) : isTakenBack(point, heard);
}

/** Whether something has the last word at the same instant, and another one. */
function isTakenBack(word: Observation, heard: readonly Observation[]): boolean {
  const later = (one: Observation): number => RANK[one.source]! * 10 + RANK[one.claim]!;
  return heard.some(
    (one) =>
      one.tunnel === word.tunnel &&
      one.aspect === word.aspect &&
      one.source !== 'metric' &&
      one.at === word.at &&
      later(one) > later(word) &&
      plainly(one.claim) !== 'unknown' &&
      plainly(one.claim) !== plainly(word.claim),
  );
}

function isOverruledPoint(point: Observation, heard: readonly Observation[]): boolean {
  return heard.some((one) => {
    if (one.tunnel !== point.tunnel || one.aspect !== point.aspect || one.at <= positionOf(point) || plainly(one.claim) === 'unknown')
      return false;
    if (one.source === 'event') return one.at <= point.at;
    return (
      one.source === 'topology' && one.at < point.at && plainly(point.claim) !== 'unknown' && plainly(one.claim) !== plainly(point.claim)
    );
  });
}

/** Evidence without datapoints whose period begins in the instant of a poll or an event that says otherwise: nobody knows which comes first. */
function ordered(heard: readonly Observation[]): Observation[] {
  const isAgainst = (point: Observation, one: Observation): boolean =>
    one.source !== 'metric' &&
    of(point.tunnel, point.aspect)(one) &&
    one.at === positionOf(point) &&
    plainly(one.claim) !== plainly(point.claim);
  const isSamePoint = (point: Observation, one: Observation): boolean =>
    one.source === 'metric' && of(point.tunnel, point.aspect)(one) && positionOf(one) === positionOf(point);
  return heard.filter(
    (point, index) =>
      point.source !== 'metric' ||
      !(heard.some((one) => isAgainst(point, one)) || heard.slice(0, index).some((one) => isSamePoint(point, one))),
  );
}

/** Evidence without datapoints that repeat what the one before them said, against what was said in between: those measure something else. */
function undisputed(heard: readonly Observation[]): Observation[] {
  const kept: Observation[] = [];
  for (const one of inTime(heard)) {
    const own = kept.filter(of(one.tunnel, one.aspect));
    const before = own.findLastIndex(({ source }) => source === 'metric');
    const isRepeat = one.source === 'metric' && before >= 0 && plainly(own[before]!.claim) === plainly(one.claim);
    if (!isRepeat || own.slice(before).every(({ claim }) => plainly(claim) === plainly(one.claim))) kept.push(one);
  }
  return kept;
}

/** A change by evidence that is sure: it came about after the last claim of the value before it, up to the end of the period of the one that shows it. */
interface SureChange {
  readonly value: Value;
  readonly at: number;
  readonly after: number;
  readonly latest: number;
}

/** What evidence of one aspect that is sure says after one another. */
function course(heard: readonly Observation[]): SureChange[] {
  const changes: SureChange[] = [];
  let before = 0;
  for (const one of inTime(heard)) {
    const value = plainly(one.claim);
    if (value === 'unknown' || isOverruled(one, heard)) continue;
    const at = positionOf(one);
    if (value !== changes.at(-1)?.value) changes.push({ value, at, after: one.source === 'event' ? at : before, latest: one.at });
    before = at;
  }
  return changes;
}

/** Whether one tunnel may have come back before the other was lost, where evidence dates it after that: nobody knows the order then. */
function isInDoubt(heard: readonly Observation[]): boolean {
  const [a = [], b = []] = ['a', 'b'].map((tunnel) => course(heard.filter(of(tunnel, 'ipsec'))));
  const isDoubtful = (ups: readonly SureChange[], downs: readonly SureChange[]): boolean =>
    ups.some(
      (up) =>
        up.value === 'up' && downs.some((down) => down.value === 'down' && down.at < up.at && down.latest + UNCERTAINTY_MS >= up.after),
    );
  return isDoubtful(a, b) || isDoubtful(b, a);
}

const of =
  (tunnel: string, aspect: Aspect) =>
  (one: Observation): boolean =>
    one.tunnel === tunnel && one.aspect === aspect;

// --- The rules

check(
  '1. the same evidence ends in the same state, however it comes and however it is cut',
  [readings({ periods: [2, 2, 2, 4] }), way(), plain],
  (heard, someWay, settings) => {
    const bit = hear(rounds(heard, someWay), settings).state;
    const whole = hear([{ asOf: FINAL, observations: heard }], settings).state;
    if (isDeepStrictEqual(known(bit), known(whole)) || isByLedger(rounds(heard, someWay), settings)) return;
    expect(known(bit)).toEqual(known(whole));
  },
);

check(
  '1. the state is what a plain reading of the evidence says',
  [
    readings({ sources: ['metric', 'topology', 'event'] }).map((heard) =>
      undisputed(ordered(heard.filter(({ claim }) => claim !== 'mixed'))),
    ),
    way(),
  ],
  (heard, someWay) => {
    const { state } = hear(rounds(heard, someWay), SURE);
    for (const tunnel of ['a', 'b']) {
      for (const aspect of ASPECTS) {
        const own = heard.filter(of(tunnel, aspect));
        const last = course(own).at(-1);
        const timeline = timelineOf(state, tunnel, aspect);
        expect([presentOf(timeline), timeline?.since ?? 0, timeline?.asOf]).toEqual([
          last?.value ?? 'unknown',
          last?.at ?? 0,
          own.length > 0 ? Math.max(...own.map(({ at }) => at)) : undefined,
        ]);
      }
    }
  },
);

check(
  '1. a repeat changes nothing and tells nothing',
  [readings(), way(), confirming, fc.array(fc.nat({ max: 13 }), { maxLength: 14 })],
  (heard, someWay, settings, picked) => {
    const { state } = hear(rounds(heard, someWay), settings);
    const again = next(state, { asOf: FINAL, observations: picked.flatMap((index) => heard[index] ?? []) }, settings);
    expect([again.transitions, again.state]).toEqual([[], state]);
  },
);

check('2. no two in a row say the same, and the last says what is', [readings({}, 24), way(), confirming], (heard, someWay, settings) => {
  const last = new Map<string, string>();
  const numbers = new Map<string, number>();
  hear(rounds(heard, someWay), settings, TWO, ({ state, told }) => {
    const silent = new Map(last);
    // Of what comes to be known together what comes late counts as well.
    const justBefore = new Map<string, unknown>();
    for (const one of told) {
      const kind = `${one.tunnel ?? ''} ${one.tunnel === undefined ? 'connection' : one.kind}`;
      const line = lineOf(one);
      expect(one.from, line).not.toBe(one.to);
      expect(one.number, line).toBe((numbers.get(kind) ?? 0) + 1);
      numbers.set(kind, one.number);
      if (one.kind !== 'failover') {
        expect(justBefore.get(kind), line).not.toBe(one.to);
        justBefore.set(kind, one.to);
      }
      // What comes late of a tunnel is told in pairs, and leaves what was told last as it is. Of a connection it may lead up to a silence.
      if (one.kind === 'failover' || (one.isLate && one.tunnel !== undefined)) continue;
      expect(last.get(kind), line).not.toBe(one.to);
      last.set(kind, String(one.to));
    }
    const is = new Map<string, string>([
      [' connection', condition(state)],
      ...timelines(state).map(({ key, aspect, timeline }) => [`${key} ${aspect}`, presentOf(timeline)] as const),
    ]);
    for (const [kind, value] of is) {
      if (value === 'unknown' || value === 'disabled') continue;
      // Without emitInitial the first that is known counts as told.
      if (!last.has(kind) && !silent.has(kind) && !settings.emitInitial) last.set(kind, value);
      expect(last.get(kind), kind).toBe(value);
    }
  });
});

check(
  '3. what is not newer than what is known leaves the present as it is, and is told late, in pairs',
  [readings({}, 20).map(ordered), way(), readings({}, 10), confirming],
  (heard, someWay, more, settings) => {
    const { state } = hear(rounds(heard, someWay), settings);
    const older = more.filter((one) => {
      const timeline = timelineOf(state, one.tunnel, one.aspect);
      return timeline !== undefined && positionOf(one) < timeline.watermark - STEP && one.at <= timeline.asOf;
    });
    const { state: after, told } = hear([{ asOf: FINAL, observations: older }], settings, state);
    // What puts datapoints in doubt may change what rests on them, also where the doubt is over.
    const all = [...heard, ...older];
    if (isDisputed(state) || isDisputed(after) || undisputed(all).length < all.length) return;
    const values = (memory: ConnectionRecord): unknown =>
      timelines(memory).map(({ timeline: { value, isStale, asOf } }) => [value, isStale, asOf]);
    expect(values(after)).toEqual(values(state));
    expect(condition(after)).toBe(condition(state));
    for (const { key, aspect, timeline } of timelines(after)) {
      const own = told.filter(({ tunnel, kind }) => tunnel === key && kind === aspect);
      expect(own.filter(({ isLate, to }) => !isLate || to === 'disabled').map(lineOf)).toEqual([]);
      const pairs = own.filter(({ to }) => to !== 'unknown');
      expect(pairs.length % 2).toBe(0);
      if (pairs.length > 0 && timeline.value !== 'disabled') expect(pairs.at(-1)?.to).toBe(timeline.value);
      for (let index = 1; index < pairs.length; index++) expect(pairs[index]!.at).toBeGreaterThanOrEqual(pairs[index - 1]!.at);
    }
    expect(told.filter(({ isLate }) => !isLate).map(lineOf)).toEqual([]);
  },
);

check(
  '4. a point that is overruled says nothing, whichever came first',
  [readings().map(ordered), way(), readings({ sources: ['metric'] }, 5), plain],
  (heard, someWay, points, settings) => {
    const overruled = points.filter((point) => isOverruled(point, heard));
    // A point says how long evidence reaches; no other point may rest on that.
    const without = hear(rounds(heard, someWay), settings).state;
    const during = hear(rounds([...overruled, ...heard], someWay), settings).state;
    const after = next(without, { asOf: FINAL, observations: overruled }, settings);
    // That a claim is repeated counts, also where it says nothing.
    const all = [...heard, ...overruled];
    if (undisputed(all).length < all.length) return;
    if (settings.staleAfterMs === NEVER && heard.some(({ source }) => source === 'metric')) {
      expect(present(during)).toEqual(present(without));
      expect(present(after.state)).toEqual(present(without));
      expect(after.transitions).toEqual([]);
    } else {
      expect(timelines(during).map(({ timeline }) => [timeline.value, timeline.since])).toEqual(
        timelines(without).map(({ timeline }) => [timeline.value, timeline.since]),
      );
    }
  },
);

check(
  '5. silence is never down, and is told once',
  [
    fc.uniqueArray(fc.integer({ min: 6, max: LATEST }), { minLength: 1 }),
    fc.integer({ min: 2, max: 8 }),
    fc.constantFrom<Observation['source']>('topology', 'event'),
  ],
  (steps, silence, source) => {
    const times = steps.toSorted((a, b) => a - b);
    const settings = { ...SURE, staleAfterMs: silence * STEP };
    const evidence = Array.from({ length: 41 }, (_, step): Round => ({
      asOf: step * STEP,
      observations: times.includes(step)
        ? (['ipsec', 'bgp'] as const).map((aspect) => ({ tunnel: 'a', aspect, source, at: step * STEP, claim: 'up' }))
        : [],
    }));
    const expected = times.flatMap((step, index) => {
      const until = times[index + 1];
      // What is heard at the very moment at which silence would be told is heard in time.
      if ((until ?? 41) - step <= silence) return [];
      return [
        `a: up > unknown @${((step + silence) * STEP) / MINUTE}`,
        ...(until === undefined ? [] : [`a: unknown > up @${(until * STEP) / MINUTE}`]),
      ];
    });
    expect(hear(evidence, settings).told.map(lineOf)).toEqual(expected);
  },
);

check(
  '6. the first observation is silent, or told once each, from unknown',
  [readings(), fc.boolean(), plain],
  (heard, emitInitial, chosen) => {
    const settings = { ...chosen, emitInitial, staleAfterMs: NEVER };
    const { state, told } = hear([{ asOf: FINAL, observations: heard }], settings);
    if (!emitInitial) {
      expect(told).toEqual([]);
      return;
    }
    const lines = timelines(state).flatMap(({ key, aspect, timeline: { value, since } }) =>
      value === 'up' || value === 'down' ? [`${key} ${aspect} unknown ${value} ${since}`] : [],
    );
    if (condition(state) !== 'unknown') lines.push(`connection unknown ${condition(state)}`);
    const roles = [presentOf(timelineOf(state, 'a', 'ipsec')), presentOf(timelineOf(state, 'b', 'ipsec'))].join();
    if (roles === 'down,up') lines.push('failover a b');
    expect(
      told
        .map(({ tunnel, kind, from, to, at }) => (tunnel === undefined ? `${kind} ${from} ${to}` : `${tunnel} ${kind} ${from} ${to} ${at}`))
        .sort(),
    ).toEqual(lines.sort());
  },
);

/** Points of one tunnel, one a minute. */
const minutes = fc.array(fc.constantFrom<Claim>('up', 'down', 'mixed', 'mixed', 'up'), { minLength: 2, maxLength: 10 }).map((words) =>
  words.map((claim, index): Observation => ({
    tunnel: 'a',
    aspect: 'ipsec',
    source: 'metric',
    at: (8 + 2 * index) * STEP,
    periodMs: 2 * STEP,
    claim,
  })),
);

check('7. mixed points between equals are an outage that was missed, between others nothing', [minutes, way()], (points, someWay) => {
  // As text: `u` and `d`, mixed ones in between left out where what is beside them explains them.
  const words = points
    .map(({ claim }) => claim[0])
    .join('')
    .replace(/^m+/, '')
    .replace(/m+$/, '')
    .replace(/um+(?=u)/g, 'ud')
    .replace(/dm+(?=d)/g, 'du')
    .replace(/m/g, '');
  const first = points.findIndex(({ claim }) => claim !== 'mixed');
  if (first < 0) return;
  const outages = words.match(/ud/g)?.length ?? 0;
  const before = hear([{ asOf: points[first]!.at, observations: [points[first]!] }], SURE);
  const { told } = hear(rounds(points.slice(first + 1), someWay), SURE, before.state);
  expect(told.filter(({ kind, to }) => kind === 'ipsec' && to === 'down')).toHaveLength(outages);
});

check(
  '8. a change takes evidence of different times in a row, and is told as of the first of it',
  [
    readings({ tunnels: ['a'], aspects: ['ipsec'], sources: ['topology'] }, 24),
    confirming.map((settings) => ({ ...settings, staleAfterMs: NEVER, emitInitial: true })),
  ],
  (heard, settings) => {
    const lines: string[] = [];
    let is: Value = 'unknown';
    let streak: number[] = [];
    const sorted = inTime(heard);
    for (const { claim, at } of sorted) {
      const value = plainly(claim);
      streak = value === is || value !== plainly(sorted.find((one) => one.at === streak.at(-1))?.claim ?? 'mixed') ? [] : streak;
      if (value === is) continue;
      if (streak.at(-1) !== at) streak.push(at);
      if (is !== 'unknown' && streak.length < (value === 'up' ? settings.confirm.up : settings.confirm.down)) continue;
      lines.push(`${is} > ${value} ${streak[0]!}`);
      is = value;
      streak = [];
    }
    const instants = [...new Set(sorted.map(({ at }) => at))];
    // Evidence of one instant that says both is no clear streak.
    if (instants.some((at) => new Set(sorted.filter((one) => one.at === at).map(({ claim }) => plainly(claim))).size > 1)) return;
    const { told } = hear(
      sorted.map((one) => ({ asOf: one.at, observations: [one] })),
      settings,
    );
    expect(told.filter(({ kind }) => kind === 'ipsec').map(({ from, to, at }) => `${from} > ${to} ${at}`)).toEqual(lines);
  },
);

/** Evidence that is sure: no mixed points, and none that is overruled by other evidence. */
const sure = readings({ aspects: ['ipsec'] }, 18).map((heard) =>
  undisputed(ordered(heard.filter((one) => one.claim !== 'mixed' && !isOverruled(one, heard)))),
);
const bothUp: readonly Observation[] = ['a', 'b'].map((tunnel) => ({ tunnel, aspect: 'ipsec', source: 'topology', at: STEP, claim: 'up' }));

/** Of events, which know their instants, or of all sources. */
const sureOfSomeSources = fc.oneof(sure, readings({ aspects: ['ipsec'], sources: ['event'] }, 18).map(ordered));

check('9. the connection is told what its tunnels come to, and failover once each', [sureOfSomeSources], (heard) => {
  if (isInDoubt(heard)) return;
  const lines: string[] = [];
  const is = { a: 'up', b: 'up' };
  let said = 'up';
  let failedOver = false;
  const changes = ['a', 'b'].flatMap((tunnel) =>
    course([...bothUp, ...heard].filter(of(tunnel, 'ipsec'))).map((change) => ({ ...change, tunnel })),
  );
  for (const at of [...new Set(changes.map((change) => change.at))].sort((a, b) => a - b)) {
    for (const change of changes) if (change.at === at) is[change.tunnel as 'a' | 'b'] = change.value;
    const now = is.a === is.b ? is.a : 'degraded';
    if (now !== said) lines.push(`${said} > ${now} ${at}`);
    if (is.a === 'down' && is.b === 'up' && !failedOver) lines.push(`a > b ${at}`);
    failedOver = is.a === 'down' && is.b === 'up';
    said = now;
  }
  const { state } = hear([{ asOf: STEP, observations: bothUp }], SURE);
  const told = hear([{ asOf: FINAL, observations: heard }], SURE, state).told;
  expect(told.filter(({ tunnel }) => tunnel === undefined).map(({ from, to, at }) => `${from} > ${to} ${at}`)).toEqual(lines);
});

check('9. what is told late of the connection was so then', [sureOfSomeSources, way()], (heard, someWay) => {
  const so: Observation[] = [...bothUp];
  hear(rounds(heard, someWay), SURE, hear([{ asOf: STEP, observations: bothUp }], SURE).state, ({ told }, before, one) => {
    so.push(...one.observations);
    if (isInDoubt(so)) return;
    const late = told.filter(({ kind, isLate }) => kind === 'connection' && isLate);
    const changes = ['a', 'b'].flatMap((tunnel) => course(so.filter(of(tunnel, 'ipsec'))).map((change) => ({ ...change, tunnel })));
    for (const { to, at } of late) {
      // One instant may be told as several.
      if (['a', 'b'].some((tunnel) => changes.filter((change) => change.tunnel === tunnel && change.at === at).length > 1)) continue;
      // Back to what was known before, as of when it was known to begin.
      if (to === before.lastAnnounced && at === before.since) continue;
      expect(to, `at ${at / MINUTE}`).toBe(
        conditionOf(
          ['a', 'b'].map((tunnel) => changes.findLast((change) => change.tunnel === tunnel && change.at <= at)?.value ?? 'unknown'),
        ),
      );
    }
    // An outage of both tunnels that shows late is one of the connection.
    const lateDowns = told.filter(
      ({ kind, to, isLate, condition: then }) => kind === 'ipsec' && to === 'down' && isLate && then === 'down',
    );
    if (lateDowns.length > 0 && before.lastAnnounced !== 'down')
      expect(told.some(({ kind, to }) => kind === 'connection' && to === 'down')).toBe(true);
  });
});

/** Whether anything that was announced is not in the history any more. */
const isAnyTakenBack = (state: ConnectionRecord, { confirm }: Settings): boolean =>
  timelines(state).some(({ timeline }) => timeline.ledger.length > announceable(interpret(timeline, confirm)).length + 1);

check(
  '10. forgetting changes nothing and tells nothing, and what comes later is told as without it',
  [readings({}, 20), way(), fc.integer({ min: 0, max: LATEST }), readings().map(ordered), confirming],
  (heard, someWay, step, more, settings) => {
    const { state } = hear(rounds(heard, someWay), settings);
    const forgetBefore = step * STEP + 5 * MINUTE;
    const forgotten = next(state, { asOf: FINAL, observations: [] }, { ...settings, forgetBefore });
    expect(forgotten.transitions).toEqual([]);
    expect(present(forgotten.state)).toEqual(present(state));
    const older = more.filter(
      (one) =>
        positionOf(one) < timeOf(timelineOf(forgotten.state, one.tunnel, one.aspect)?.checkpoint.upTo ?? BEGINNING) &&
        one.at <= timelineOf(state, one.tunnel, one.aspect)!.asOf,
    );
    const ignored = next(forgotten.state, { asOf: FINAL, observations: older }, settings);
    expect([ignored.transitions, present(ignored.state)]).toEqual([[], present(state)]);
    const newer = [{ asOf: FINAL + 40 * STEP, observations: more.map((one) => ({ ...one, at: one.at + 40 * STEP })) }];
    const [after, before] = [hear(newer, settings, forgotten.state), hear(newer, settings, state)];
    // What is open is of the past when it is settled: what the other tunnel was then may be forgotten.
    const isSettled = timelines(state).every(({ timeline }) => !timeline.isOpen);
    const linesOf = (heardOf: Heard): string[] =>
      heardOf.told
        .filter(({ tunnel }) => isSettled || tunnel !== undefined)
        .map(lineOf)
        .sort();
    // An outage that was announced and taken back stands for one of the same time, as far as anybody knows. Forgotten, it stands for none.
    const heardBefore = isAnyTakenBack(state, settings) ? linesOf(after).filter((line) => linesOf(before).includes(line)) : linesOf(after);
    expect(heardBefore).toEqual(linesOf(before));
    expect(present(after.state)).toEqual(present(before.state));
  },
);

check('11. every outage is told once, however its evidence comes', [sure, way()], (heard, someWay) => {
  const { state } = hear([{ asOf: STEP, observations: bothUp }], SURE);
  const { told } = hear(rounds(heard, someWay), SURE, state);
  for (const tunnel of ['a', 'b']) {
    const outages = course([...bothUp, ...heard].filter(of(tunnel, 'ipsec'))).filter(({ value }) => value === 'down');
    const tells = told.filter((one) => one.tunnel === tunnel && one.to === 'down');
    expect(tells).toHaveLength(outages.length);
  }
});

check(
  '11. no outage goes untold, also of evidence that overrules other evidence',
  [readings({ aspects: ['ipsec'] }, 18).map((heard) => undisputed(ordered(heard.filter(({ claim }) => claim !== 'mixed')))), way()],
  (heard, someWay) => {
    const { state } = hear([{ asOf: STEP, observations: bothUp }], SURE);
    const { told } = hear(rounds(heard, someWay), SURE, state);
    for (const tunnel of ['a', 'b']) {
      const outages = course([...bothUp, ...heard].filter(of(tunnel, 'ipsec'))).filter(({ value }) => value === 'down');
      expect(told.filter((one) => one.tunnel === tunnel && one.to === 'down').length).toBeGreaterThanOrEqual(outages.length);
    }
  },
);

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}

/** Rounds of which some let old evidence go. */
const forgetting = (evidence: readonly Round[], every: number): Round[] =>
  evidence.map((one, index) => (every > 0 && index % every === every - 1 ? { ...one, forgetBefore: one.asOf - 4 * STEP } : one));

check(
  '12. nothing given is changed, and a state is the same when it was kept as JSON',
  [readings(), way(), confirming, fc.nat({ max: 3 })],
  (heard, someWay, settings, every) => {
    const evidence = forgetting(rounds(heard, someWay), every);
    const straight = hear(evidence, settings);
    let state: ConnectionRecord = TWO;
    const told = evidence.flatMap((one) => {
      const step = next(
        frozen(JSON.parse(JSON.stringify(state)) as ConnectionRecord),
        frozen(structuredClone(one)),
        frozen(structuredClone(contextOf(settings, one))),
      );
      state = step.state;
      return step.transitions;
    });
    expect(told).toEqual(straight.told);
    expect(JSON.parse(JSON.stringify(state))).toEqual(JSON.parse(JSON.stringify(straight.state)));
  },
);

// --- Evidence of one truth

/**
 * When a tunnel that is up changes, in seconds: every change leaves an event, and polls and datapoints show what they can. Of what
 * lies no further apart than clocks may be nobody knows the order.
 */
const truths = fc
  .array(fc.integer({ min: 2, max: 30 }), { minLength: 1, maxLength: 12 })
  .map((gaps) => gaps.map((_, index) => 10 * gaps.slice(0, index + 1).reduce((sum, gap) => sum + gap, 3)));

function evidenceOf(changes: readonly number[], polls: readonly number[], missing: readonly boolean[]): Observation[] {
  const isUp = (second: number): boolean => changes.filter((at) => at <= second).length % 2 === 0;
  const common = { tunnel: 'a', aspect: 'ipsec' } as const;
  const events = changes.map((at, index): Observation => ({
    ...common,
    source: 'event',
    at: at * 1000,
    claim: index % 2 === 0 ? 'down' : 'up',
  }));
  const isOrdered = (poll: number): boolean => changes.every((at) => Math.abs(at - poll) * 1000 > UNCERTAINTY_MS);
  const polled = polls
    .filter(isOrdered)
    .map((at): Observation => ({ ...common, source: 'topology', at: at * 1000, claim: isUp(at) ? 'up' : 'down' }));
  const minutesOf = Array.from({ length: Math.ceil((changes.at(-1) ?? 0) / 60) + 2 }, (_, index) => 60 * (index + 1)).filter(
    (_, index) => !(missing[index % missing.length] ?? false),
  );
  const points = minutesOf.map((end): Observation => {
    const seconds = Array.from({ length: 60 }, (_, index) => isUp(end - 60 + index));
    return {
      ...common,
      source: 'metric',
      at: end * 1000,
      periodMs: MINUTE,
      claim: seconds.every(Boolean) ? 'up' : seconds.some(Boolean) ? 'mixed' : 'down',
    };
  });
  return [...events, ...polled, ...points];
}

check(
  '13. of what leaves an event each change is told once, whatever points and polls show of it before and after',
  [truths, fc.array(fc.integer({ min: 1, max: 400 })), fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }), way(), fc.boolean()],
  (changes, polls, missing, { delays, again }, isForgetting) => {
    const heard = evidenceOf(
      changes,
      polls.map((at) => 10 * at),
      missing,
    );
    const first: Round = { asOf: 0, observations: [{ tunnel: 'a', aspect: 'ipsec', source: 'topology', at: 0, claim: 'up' }] };
    const { state } = hear([first], SURE);
    const late = { delays: delays.map((delay, index) => delay + (index % 3)), again };
    // No evidence comes as late as what may be forgotten.
    const evidence = rounds(heard, late, 120 * MINUTE).map((one) =>
      isForgetting ? { ...one, forgetBefore: one.asOf - 20 * MINUTE } : one,
    );
    const { told, state: end } = hear(evidence, SURE, state);
    const of = (to: string): number => told.filter(({ kind, to: own }) => kind === 'ipsec' && own === to).length;
    expect([of('down'), of('up')]).toEqual([Math.ceil(changes.length / 2), Math.floor(changes.length / 2)]);
    expect(presentOf(timelineOf(end, 'a', 'ipsec'))).toBe(changes.length % 2 === 0 ? 'up' : 'down');
  },
);
