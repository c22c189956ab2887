import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { courseOf, type Observation } from '../../../src/testing/from-recording/course.ts';

const MINUTE = 60_000;

/** Minutes as letters: `u` up, `d` down, `m` half of it up, `.` nothing. */
function minutes(letters: string, more: { readonly share?: undefined; readonly endsUp?: boolean } = {}): Observation[] {
  const shares: Readonly<Record<string, number>> = { u: 1, d: 0, m: 0.5 };
  return letters.split('').flatMap((letter, index) => {
    const share = shares[letter];
    return share === undefined ? [] : [{ at: (index + 1) * MINUTE, from: index * MINUTE, share, endsUp: undefined, ...more }];
  });
}

const event = (minute: number, up: boolean, phase?: 'phase1' | 'phase2'): Observation => ({
  at: minute * MINUTE,
  up,
  isChange: true,
  cause: phase && { phase },
});
const listed = (minute: number, up: boolean, phase?: 'phase1' | 'phase2'): Observation => ({
  at: minute * MINUTE,
  up,
  isChange: false,
  cause: phase && { phase },
});

/** A course as text: what it begins with, and each change with its minute. */
function told(...observations: readonly Observation[]): string {
  const { initial, cause, changes } = courseOf(observations);
  const step = (up: boolean, why: typeof cause): string => `${up ? 'up' : 'down'}${why?.phase === undefined ? '' : ` ${why.phase}`}`;
  return [step(initial, cause), ...changes.map(({ at, up, cause: why }) => `${step(up, why)} @${at / MINUTE}`)].join(', ');
}

describe('the course of a state', () => {
  test('is up where nothing was recorded', () => {
    expect(told()).toBe('up');
  });

  test('changes where datapoints change, inside a mixed minute by its share', () => {
    expect(told(...minutes('uuudduu'))).toBe('up, down @3, up @5');
    expect(told(...minutes('uumddmu'))).toBe('up, down @2.5, up @5.5');
  });

  test('is what the first datapoint found before it, without a change', () => {
    expect(told(...minutes('ddu'))).toBe('down, up @2');
    expect(told(...minutes('..ddu'))).toBe('down, up @4');
  });

  test('goes down and up within a mixed minute between two of the same', () => {
    expect(told(...minutes('umu'))).toBe('up, down @1.25, up @1.75');
    expect(told(...minutes('dmd'))).toBe('down, up @1.25, down @1.75');
  });

  test('is dated by events, which a mixed minute does not repeat', () => {
    expect(told(...minutes('uumddmu'), event(2.3, false, 'phase2'), event(5.4, true))).toBe('up, down phase2 @2.3, up @5.4');
  });

  test('follows datapoints where an event is missing', () => {
    expect(told(...minutes('uumdduu'), event(2.3, false))).toBe('up, down @2.3, up @5');
    expect(told(...minutes('uumdduu'), event(5.2, true))).toBe('up, down @2.5, up @5.2');
  });

  test('says nothing of gaps: it changes where it was next seen', () => {
    expect(told(...minutes('uu...dd'))).toBe('up, down @5');
    expect(told(...minutes('uu...uu'))).toBe('up');
  });

  test('ends as it was listed, with the phase that is missing', () => {
    expect(told(...minutes('uuu'), listed(4, false, 'phase2'))).toBe('up, down phase2 @4');
    expect(told(...minutes('uuddd'), listed(5, false, 'phase2'))).toBe('up, down phase2 @2');
    expect(told(listed(5, false, 'phase2'))).toBe('down phase2');
    expect(told(event(1, false, 'phase1'), event(1, false, 'phase2'))).toBe('up, down phase1 @1');
  });

  test('of a first event is the opposite before an outage, and up before a recovery', () => {
    expect(told(event(3, false))).toBe('up, down @3');
    expect(told(event(3, true))).toBe('up');
  });

  test('changes in the middle of a period of which the end alone is known', () => {
    expect(told(...minutes('u', { share: undefined, endsUp: true }), ...minutes('.d', { share: undefined, endsUp: false }))).toBe(
      'up, down @1.5',
    );
  });

  test('alternates, in time, whatever was observed', () => {
    const one = fc.oneof(
      fc.record({ at: fc.integer({ min: 1, max: 50 }), up: fc.boolean(), isChange: fc.boolean() }),
      fc.record({
        at: fc.integer({ min: 1, max: 50 }),
        share: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
        endsUp: fc.option(fc.boolean(), { nil: undefined }),
      }),
    );
    fc.assert(
      fc.property(fc.array(one, { maxLength: 30 }), (drawn) => {
        const course = courseOf(
          drawn.map((each): Observation =>
            'isChange' in each ? { ...each, at: each.at * MINUTE } : { ...each, at: each.at * MINUTE, from: (each.at - 1) * MINUTE },
          ),
        );
        let up = course.initial;
        let last = -Infinity;
        for (const change of course.changes) {
          expect(change.up).toBe(!up);
          expect(change.at).toBeGreaterThanOrEqual(last);
          [up, last] = [change.up, change.at];
        }
      }),
    );
  });
});
