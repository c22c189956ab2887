import { describe, expect, test } from 'vitest';
import { type Course, nextCourse, type Outcome, type Present, type Turn } from '../../../src/watch/alarms/index.ts';

interface Dated {
  readonly at: number;
}

const on = (since: number, asOf: number, knownFrom = 0): Present => ({ state: 'on', since, asOf, knownFrom });
const off = (since: number, asOf = since): Present => ({ state: 'off', since, asOf, knownFrom: 0 });
const UNKNOWN: Present = { state: 'unknown', since: 0, asOf: 0, knownFrom: 0 };
const down = (at: number): Turn<Dated> => ({ isOn: true, at, isLate: false, transition: { at } });
const up = (at: number): Turn<Dated> => ({ isOn: false, at, isLate: false, transition: { at } });
const late = (turn: Turn<Dated>): Turn<Dated> => ({ ...turn, isLate: true });

/** A rule that asks for three minutes, from one moment to the next. */
class Rule {
  course: Course<Dated> | undefined;

  readonly forMs: number;

  constructor(forMs = 3) {
    this.forMs = forMs;
  }

  sees(present: Present, ...turns: readonly Turn<Dated>[]): string[] {
    const outcome: Outcome<Dated> = nextCourse(this.course, {
      present,
      turns,
      forMs: this.forMs,
      now: 100,
      begin: (since) => ({ at: since }),
    });
    this.course = outcome.course;
    const { cleared, raised } = outcome;
    return [
      ...(cleared ? [`cleared ${cleared.standing.transition.at} at ${cleared.at}`] : []),
      ...(raised ? [`raised ${raised.transition.at} since ${raised.since} at ${raised.raisedAt}`] : []),
    ];
  }
}

const standing = (since = 10): Rule => {
  const rule = new Rule();
  rule.sees(on(since, since + 3), down(since));
  return rule;
};

describe('what begins', () => {
  test('is raised once it has lasted, and not before', () => {
    const rule = new Rule();
    expect([rule.sees(on(10, 10), down(10)), rule.sees(on(10, 12)), rule.sees(on(10, 13)), rule.sees(on(10, 14))]).toEqual([
      [],
      [],
      ['raised 10 since 10 at 13'],
      [],
    ]);
  });

  test('is raised at the same time where nobody looked when it was due', () => {
    expect(new Rule().sees(on(10, 50), down(10))).toEqual(['raised 10 since 10 at 13']);
  });

  test('is raised at once where that is asked', () => {
    expect(new Rule(0).sees(on(10, 10), down(10))).toEqual(['raised 10 since 10 at 10']);
  });

  test('is raised at once where the rest of what makes it was heard of before', () => {
    expect(new Rule(0).sees(on(10, 8), down(10))).toEqual(['raised 10 since 10 at 10']);
    expect(new Rule().sees(on(10, 8), down(10))).toEqual([]);
  });

  test('was there in the beginning', () => {
    const rule = new Rule();
    expect([rule.sees(on(10, 10)), rule.sees(on(10, 13))]).toEqual([[], ['raised 10 since 10 at 13']]);
  });

  test('counts from where later evidence dates it', () => {
    const rule = new Rule();
    rule.sees(on(10, 10), down(10));
    expect(rule.sees(on(9, 12))).toEqual(['raised 10 since 9 at 12']);
  });

  test('is raised for nothing where it is over before it has lasted, or before it is known', () => {
    const rule = new Rule();
    expect([
      rule.sees(on(10, 12), down(10)),
      rule.sees(off(12), up(12)),
      rule.sees(on(14, 16), down(14)),
      rule.sees(off(30), up(16), down(20), up(30)),
    ]).toEqual([[], [], [], []]);
    expect(rule.course).toBeUndefined();
  });

  test('counts from where it went on, after a recovery that is late', () => {
    const rule = new Rule();
    rule.sees(on(10, 12), down(10));
    expect(rule.sees(on(12, 13), late(up(11)), late(down(12)))).toEqual([]);
    expect(rule.sees(on(12, 15))).toEqual(['raised 12 since 12 at 15']);
  });

  test('is not taken for an outage before it that comes late', () => {
    const rule = new Rule();
    rule.sees(on(10, 12), down(10));
    expect(rule.sees(on(10, 13), late(down(4)), late(up(6)))).toEqual(['raised 10 since 10 at 13']);
  });
});

describe('what stands', () => {
  test('is cleared by what ended it', () => {
    expect(standing().sees(off(20), up(20))).toEqual(['cleared 10 at 20']);
  });

  test('is cleared by the first end, where more was missed', () => {
    expect(standing().sees(off(24), up(20), down(22), up(24))).toEqual(['cleared 10 at 20']);
  });

  test('is cleared and begins anew within one moment', () => {
    const rule = standing();
    expect([rule.sees(on(22, 23), up(20), down(22)), rule.sees(on(22, 25))]).toEqual([['cleared 10 at 20'], ['raised 22 since 22 at 25']]);
    expect(standing().sees(on(22, 30), up(20), down(22))).toEqual(['cleared 10 at 20', 'raised 22 since 22 at 25']);
  });

  test('goes on over a pair inside it that comes late', () => {
    const rule = standing();
    expect([rule.sees(on(22, 30), late(up(20)), late(down(22))), rule.sees(off(40), up(40))]).toEqual([[], ['cleared 10 at 40']]);
  });

  test('goes on through silence, and is the same after it', () => {
    const rule = standing();
    expect([rule.sees(UNKNOWN), rule.sees(UNKNOWN), rule.sees(on(10, 40, 40), down(40)), rule.sees(off(50), up(50))]).toEqual([
      [],
      [],
      [],
      ['cleared 10 at 50'],
    ]);
  });

  test('ends where the record says so, though nothing was announced', () => {
    expect(standing().sees(off(20))).toEqual(['cleared 10 at 20']);
    expect(standing().sees(off(5))).toEqual(['cleared 10 at 100']);
  });

  test('does not end before it began', () => {
    expect(standing().sees(off(8), up(8))).toEqual(['cleared 10 at 10']);
  });
});

describe('what has not lasted when silence comes', () => {
  test('counts anew from when it is known again', () => {
    const rule = new Rule();
    rule.sees(on(10, 12), down(10));
    expect([rule.sees(UNKNOWN), rule.sees(on(10, 40), down(40)), rule.sees(on(10, 42)), rule.sees(on(10, 43))]).toEqual([
      [],
      [],
      [],
      ['raised 40 since 40 at 43'],
    ]);
  });

  test('keeps its transition where the end of silence is none', () => {
    const rule = new Rule();
    rule.sees(on(10, 12), down(10));
    expect([rule.sees(UNKNOWN), rule.sees(on(10, 40, 40)), rule.sees(on(10, 43))]).toEqual([[], [], ['raised 10 since 40 at 43']]);
  });

  test('is over where it is known to be', () => {
    const rule = new Rule();
    rule.sees(on(10, 12), down(10));
    expect([rule.sees(UNKNOWN), rule.sees(off(40), up(40)), rule.course]).toEqual([[], [], undefined]);
  });
});

test('what comes back because evidence took its end back is known since then', () => {
  const rule = standing();
  expect(rule.sees(off(20), up(20))).toEqual(['cleared 10 at 20']);
  // The record says 10 again.
  expect([rule.sees(on(10, 24), down(22)), rule.sees(on(10, 25))]).toEqual([[], ['raised 22 since 22 at 25']]);
});
