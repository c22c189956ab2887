import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NOTHING_KNOWN } from '../../../src/watch/timeline/history.ts';
import { interpret } from '../../../src/watch/timeline/interpret.ts';
import { type Claim, type Code, encode, inOrder, timeOf } from '../../../src/watch/timeline/observation.ts';
import { thinned } from '../../../src/watch/timeline/thinned.ts';

const MINUTE = 60_000;
const poll = (minute: number, claim: Claim = 'up'): Code =>
  encode({ tunnel: 'a', aspect: 'ipsec', source: 'topology', at: minute * MINUTE, claim });
const event = (minute: number, claim: Claim): Code => encode({ tunnel: 'a', aspect: 'ipsec', source: 'event', at: minute * MINUTE, claim });
const point = (minute: number, claim: Claim = 'up', isEdgeUnknown = false): Code =>
  encode({ tunnel: 'a', aspect: 'ipsec', source: 'metric', at: (minute + 1) * MINUTE, periodMs: MINUTE, claim, isEdgeUnknown });
const minutesOf = (codes: readonly Code[]): readonly number[] => codes.map((code) => timeOf(code) / MINUTE);
const polls = (from: number, count: number, claim: Claim = 'up'): Code[] =>
  Array.from({ length: count }, (_, index) => poll(from + index, claim));

/** What the observations come to, with as many to confirm each change. */
const changesOf = (observations: readonly Code[], confirm: number): unknown =>
  interpret({ checkpoint: NOTHING_KNOWN, periodMs: MINUTE, observations }, { down: confirm, up: confirm }).changes.map(({ to, at }) => [
    to,
    at,
  ]);

test('of polls that say the same one an hour is left, the first and the last, and all that are recent', () => {
  const codes = polls(0, 200);
  expect(minutesOf(thinned(codes, 195 * MINUTE))).toEqual([0, 60, 120, 180, 195, 196, 197, 198, 199]);
  expect(thinned(codes, -Infinity)).toBe(codes);
});

test('what stands beside a change is left, as much as confirms it, and each event', () => {
  const codes = [...polls(0, 10), ...polls(10, 10, 'down'), event(20.5, 'down'), ...polls(21, 10, 'down')];
  expect(minutesOf(thinned(codes, 100 * MINUTE))).toEqual([0, 9, 10, 20.5, 30]);
  expect(minutesOf(thinned(codes, 100 * MINUTE, { reach: 2 }))).toEqual([0, 1, 8, 9, 10, 11, 20.5, 29, 30]);
});

test('what stands within three periods of another claim is left: it may overrule a datapoint, or say what the next one means', () => {
  const codes = inOrder([
    ...Array.from({ length: 20 }, (_, index) => point(index, index === 9 ? 'down' : 'up', true)),
    poll(10.5),
    poll(11.1),
  ]);
  expect(minutesOf(thinned(codes, 100 * MINUTE, { periodMs: MINUTE }))).toEqual([0, 6, 7, 8, 9, 10, 10.5, 11, 11.1, 12, 19]);
});

test('what a datapoint repeats that may be overruled is left', () => {
  const codes = inOrder([point(12, 'down'), poll(13), point(13, 'down'), point(17, 'down', true), point(18, 'down', true)]);
  expect(changesOf(thinned(codes, 18 * MINUTE, { periodMs: MINUTE }), 1)).toEqual(changesOf(codes, 1));
});

test('of polls and of datapoints the first after a change is left, and one of each an hour', () => {
  const points = Array.from({ length: 200 }, (_, index) => point(index, index < 20 ? 'up' : 'down'));
  const codes = inOrder([...points, poll(10.5), poll(12.5), poll(40.5, 'down'), poll(42.5, 'down'), poll(101.5, 'down')]);
  const left = minutesOf(thinned(codes, 1000 * MINUTE, { periodMs: MINUTE }));
  expect(left.filter((minute) => minute % 1 !== 0)).toEqual([10.5, 40.5, 101.5]);
  expect(left.filter((minute) => minute % 1 === 0)).toEqual([0, 17, 18, 19, 20, 21, 22, 82, 142, 199]);
});

test('thinned again as time passes, a day takes no more than some dozens', () => {
  let codes: readonly Code[] = [];
  for (let minute = 0; minute < 1_440; minute++) codes = thinned([...codes, poll(minute)], (minute - 20) * MINUTE);
  expect(codes.length).toBeLessThanOrEqual(24 + 22);
});

test('whatever was observed, it comes to the same changes', () => {
  const claims = fc.constantFrom<Claim>('up', 'down', 'phase1', 'up', 'up');
  const observed = fc.array(fc.record({ claim: claims, times: fc.integer({ min: 1, max: 6 }), isEvent: fc.boolean() }), { maxLength: 12 });
  fc.assert(
    fc.property(observed, fc.integer({ min: 1, max: 3 }), fc.nat(60), (runs, confirm, before) => {
      let minute = 1;
      const codes = inOrder(
        runs.flatMap(({ claim, times, isEvent }) =>
          Array.from({ length: times }, (_, index) => (isEvent && index === 0 ? event(minute++, claim) : poll(minute++, claim))),
        ),
      );
      expect(changesOf(thinned(codes, before * MINUTE, { reach: confirm }), confirm)).toEqual(changesOf(codes, confirm));
    }),
    { numRuns: 500 },
  );
});

test('whatever sources observe it, it comes to the same changes', () => {
  const run = fc.record({
    source: fc.constantFrom('poll', 'point', 'point', 'wide', 'event'),
    claim: fc.constantFrom<Claim>('up', 'up', 'down', 'phase1', 'mixed'),
    from: fc.integer({ min: 0, max: 40 }),
    times: fc.integer({ min: 1, max: 12 }),
    second: fc.integer({ min: 0, max: 59 }),
  });
  fc.assert(
    fc.property(fc.array(run, { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 3 }), fc.nat(60), (runs, confirm, before) => {
      const codes = inOrder(
        runs.flatMap(({ source, claim, from, times, second }) =>
          Array.from({ length: source === 'event' ? 1 : times }, (_, index) => {
            if (source === 'point' || source === 'wide') return point(from + index, claim, source === 'wide');
            const at = from + index + second / 60;
            return source === 'poll' ? poll(at, claim === 'mixed' ? 'up' : claim) : event(at, claim === 'mixed' ? 'up' : claim);
          }),
        ),
      );
      expect(changesOf(thinned(codes, before * MINUTE, { reach: confirm, periodMs: MINUTE }), confirm)).toEqual(changesOf(codes, confirm));
    }),
    { numRuns: Number(process.env['THIN_RUNS'] ?? 500) },
  );
});
