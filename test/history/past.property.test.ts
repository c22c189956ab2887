import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { VpnSystemEvent } from '../../src/events/index.ts';
import { Past, type ReportedChange } from '../../src/history/run/past.ts';
import type { PastSettings } from '../../src/history/run/settings.ts';
import type { MetricPoint } from '../../src/metrics/index.ts';
import { type Code, type Confirm, encode, interpret, NOTHING_KNOWN, type Value, valueAt } from '../../src/watch/timeline/index.ts';
import { MINUTE } from '../watch/support/watched.ts';
import { pointsOf, tunnelEvent } from './evidence.ts';
import { lineOf, member, SETTINGS } from './support.ts';

const RUNS = Number(process.env['HISTORY_SEQUENCES'] ?? 200);
const SEED = Number(process.env['HISTORY_SEED'] ?? 1);
const LENGTH = 240;
const END = (LENGTH + 5) * MINUTE;
const TUNNELS = ['tun-a', 'tun-b'] as const;

/** Stretches of a state, so that there are outages and not noise alone. */
const course = fc
  .array(
    fc.tuple(fc.constantFrom('u', 'u', 'u', 'd', 'm', '.'), fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 4, max: 40 }))),
    { minLength: 1, maxLength: 40 },
  )
  .map((stretches) =>
    stretches
      .map(([letter, length]) => letter.repeat(length))
      .join('')
      .slice(0, LENGTH),
  );
// So few that the ends of periods are not learned from them: what follows is read in one way from first to last.
const events = fc
  .array(fc.tuple(fc.constantFrom(...TUNNELS), fc.constantFrom('down', 'up'), fc.integer({ min: 60, max: LENGTH * 60 })), { maxLength: 2 })
  .map((drawn) => drawn.map(([tunnel, to, second]) => tunnelEvent(tunnel, to, second / 60)).sort((one, other) => one.at - other.at));
const count = fc.integer({ min: 1, max: 3 });
const settings = fc.record({
  confirm: fc.record({ down: count, up: count }),
  staleAfterMs: fc.constantFrom(3 * MINUTE, 10 * MINUTE, 10_000 * MINUTE),
});

interface Evidence {
  readonly points: readonly MetricPoint[];
  readonly events: readonly VpnSystemEvent[];
}

const evidence = fc.record({ a: course, b: course, sessions: course, events }).map(({ a, b, sessions, events: heard }): Evidence => ({
  points: [...pointsOf('tun-a', a), ...pointsOf('tun-b', b), ...pointsOf('tun-a', sessions, 1, 'bgpState')],
  events: heard,
}));

/** What a history says that gets the evidence in portions: of each, all up to the first instant, then up to the next. */
function told(heard: Evidence, more: Partial<PastSettings>, portions: readonly number[]): ReportedChange[] {
  const past = new Past([member()], 0, { ...SETTINGS, ...more });
  const changes: ReportedChange[] = [];
  let after = -Infinity;
  for (const until of [...portions, END]) {
    for (const one of heard.points) if (one.timestamp > after && one.timestamp <= until) past.takePoint(one);
    for (const one of heard.events) if (one.at > after && one.at <= until) past.takeEvent(one);
    while (past.nextStep(until) !== undefined) changes.push(...past.step());
    after = Math.max(after, until);
  }
  return [...changes, ...past.finish(END)];
}

/** The observations of a tunnel's IPsec, all at once. */
function codesOf({ points, events: heard }: Evidence, tunnel: string): Code[] {
  const common = { tunnel, aspect: 'ipsec' } as const;
  const ofPoints = points.flatMap(({ quantity, resource, timestamp, state }) =>
    quantity === 'state' && resource.tunnelId === tunnel
      ? [encode({ ...common, source: 'metric', at: timestamp, periodMs: MINUTE, isEdgeUnknown: true, claim: state! })]
      : [],
  );
  const ofEvents = heard
    .filter(({ resource }) => resource.tunnelId === tunnel)
    .map(({ at, name }) => encode({ ...common, source: 'event', at, claim: name.endsWith('success') ? 'up' : 'down' }));
  return [...new Set([...ofPoints, ...ofEvents])].sort((a, b) => a - b);
}

const check = <T>(arbitrary: fc.Arbitrary<T>, holds: (value: T) => void): void => {
  fc.assert(fc.property(arbitrary, holds), { numRuns: RUNS, seed: SEED });
};

test('evidence that is cut anywhere gives the same history', { timeout: 600_000 }, () => {
  const portions = fc
    .array(fc.integer({ min: 1, max: LENGTH * 60 }), { maxLength: 20 })
    .map((seconds) => seconds.map((second) => second * 1000).sort((a, b) => a - b));
  check(fc.record({ evidence, settings, portions }), ({ evidence: heard, settings: more, portions: cut }) => {
    expect(told(heard, more, cut).map(lineOf)).toEqual(told(heard, more, []).map(lineOf));
  });
});

test('a history says what all evidence says that is interpreted at once', { timeout: 600_000 }, () => {
  check(
    fc.record({ evidence, confirm: fc.record({ down: count, up: count }) }),
    ({ evidence: heard, confirm }: { evidence: Evidence; confirm: Confirm }) => {
      const changes = told(heard, { confirm, staleAfterMs: 10_000 * MINUTE }, []);
      for (const tunnel of TUNNELS) {
        const { origin, changes: expected } = interpret(
          { checkpoint: NOTHING_KNOWN, periodMs: MINUTE, observations: codesOf(heard, tunnel) },
          confirm,
        );
        const own = changes.filter((one) => one.tunnel === tunnel && one.kind === 'ipsec' && one.from !== 'unknown');
        expect(own.map(({ to, at }) => ({ to, at }))).toEqual(expected.map(({ to, at }) => ({ to, at })));
        // What was first known in the very instant of a change lasted for no time.
        const before = (at: number): Value => (at === origin.since ? origin.value : valueAt({ origin, changes: expected }, at - 1));
        for (const { at, from, to } of own) expect([before(at), valueAt({ origin, changes: expected }, at)]).toEqual([from, to]);
      }
    },
  );
});

test('changes come in order of time, and no two in a row to the same', { timeout: 600_000 }, () => {
  check(fc.record({ evidence, settings }), ({ evidence: heard, settings: more }) => {
    const changes = told(heard, more, []);
    expect(changes.map(({ at }) => at)).toEqual(changes.map(({ at }) => at).toSorted((a, b) => a - b));
    for (const kind of ['ipsec', 'bgp', 'connection'] as const) {
      for (const tunnel of [...TUNNELS, undefined]) {
        const own = changes.filter((one) => one.kind === kind && one.tunnel === tunnel).map(({ to }) => to);
        expect(own.some((to, index) => to === own[index - 1])).toBe(false);
      }
    }
    expect(changes.some(({ kind, to }) => kind !== 'ipsec' && to === 'unknown')).toBe(false);
  });
});
