import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Claim } from '../../src/watch/timeline/index.ts';
import { MINUTE, Script } from './support/script.ts';

const RUNS = Number(process.env['LATE_POINT_RUNS'] ?? 500);
// Fixed, so that a change is held against the same courses each time; others are tried by hand.
const SEED = Number(process.env['LATE_POINT_SEED'] ?? 1);
const MINUTES = 60;
const PUBLISHED_AFTER = 1;

interface Heard {
  readonly at: number;
  readonly line: string;
}

interface Outage {
  readonly from: number;
  readonly until: number;
  readonly events: readonly Heard[];
}

const seconds = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max }).map((value) => value / 60);
const round3 = (minute: number): number => Math.round(minute * 1000) / 1000;

/** Outages minutes apart, each of which leaves two events; all times are minutes. */
const outages = fc
  .array(fc.record({ after: seconds(120, 900), lasts: seconds(11, 170), downLate: seconds(5, 65), upLate: seconds(5, 400) }), {
    minLength: 1,
    maxLength: 3,
  })
  .map((specs) => {
    let at = 5.05;
    return specs.map(({ after, lasts, downLate, upLate }): Outage => {
      const from = round3(at + after);
      const until = round3(from + lasts);
      at = until;
      return {
        from,
        until,
        events: [
          { at: from + downLate, line: `event a down @${from}` },
          { at: until + upLate, line: `event a up @${until}` },
        ],
      };
    });
  });

/** How many minutes late each datapoint is: most are on time. */
const lateness = fc.array(fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 8 }) }), {
  minLength: MINUTES,
  maxLength: MINUTES,
});

/** What a datapoint claims that is the state at the end of its period. */
const sampled = (courses: readonly Outage[], minute: number): Claim =>
  courses.some(({ from, until }) => minute >= from && minute < until) ? 'down' : 'up';

/** What a datapoint claims that is the mean of its period. */
function averaged(courses: readonly Outage[], minute: number): Claim {
  const down = courses.reduce((sum, { from, until }) => sum + Math.max(0, Math.min(until, minute) - Math.max(from, minute - 1)), 0);
  return down === 0 ? 'up' : down >= 1 ? 'down' : 'mixed';
}

test.each([
  ['samples', sampled],
  ['means', averaged],
])('metrics and events alone: each outage is announced once, however late its datapoints, which are %s', (_, measured) => {
  fc.assert(
    fc.property(outages, lateness, (courses, late) => {
      const points = late.slice(1).map((minutes, index): Heard => {
        const minute = index + 1;
        return { at: minute + PUBLISHED_AFTER + minutes, line: `point a ${measured(courses, minute)} @${minute}` };
      });
      const heard = [...points, ...courses.flatMap(({ events }) => events)];
      const script = new Script({ staleAfterMs: 1_000 * MINUTE });
      const announced: string[] = [];
      for (let now = 1; now < MINUTES + 20; now++) {
        const fresh = heard.filter(({ at }) => at > now - 1 && at <= now).map(({ line }) => line);
        announced.push(...script.hears(now, ...fresh).filter((line) => line.startsWith('a:')));
      }
      const begins = announced.filter((line) => line.includes('> down'));
      expect(begins.length, announced.join(', ')).toBe(courses.length);
      expect(script.state.tunnels.map(({ ipsec }) => ipsec?.value)).toContain('up');
    }),
    { numRuns: RUNS, seed: SEED },
  );
});
