import { describe, expect, test } from 'vitest';
import { evaluate, type EvaluationContext } from '../../../src/watch/timeline/evaluate.ts';
import { timeOf } from '../../../src/watch/timeline/observation.ts';
import { EMPTY, type Timeline, withoutFuture } from '../../../src/watch/timeline/timeline.ts';
import { MINUTE, observationOf, SETTINGS } from '../support/script.ts';

const NEVER = 1000 * MINUTE;

/** A timeline that hears lines without their tunnel, such as `poll up @5`. */
class Heard {
  timeline: Timeline = EMPTY;
  readonly context: EvaluationContext;

  constructor(context: Partial<EvaluationContext> = {}) {
    this.context = { ...SETTINGS, staleAfterMs: NEVER, ...context };
  }

  /** What is announced of lines that become known together. */
  hears(lines: readonly string[], context: Partial<EvaluationContext> = {}): readonly string[] {
    const fresh = lines.map((line) => observationOf(line.replace(' ', ' t ')));
    const { timeline, announcements } = evaluate('ipsec', this.timeline, fresh, 0, { ...this.context, ...context });
    this.timeline = timeline;
    return announcements.map(({ from, to, at, isLate }) => `${from} > ${to} @${at / MINUTE}${isLate ? ' late' : ''}`);
  }

  minutes(): readonly number[] {
    return this.timeline.observations.map((code) => timeOf(code) / MINUTE);
  }
}

describe('of datapoints that are older than what is kept', () => {
  /** Down since minute 4 by datapoints of minutes 5 to 8, all of it folded with a poll at 10.5. */
  function folded(): Heard {
    const heard = new Heard();
    heard.hears(['point down @5', 'point down @6', 'point down @7', 'point down @8', 'poll down @10.5'], { forgetBefore: 11 * MINUTE });
    expect(heard.minutes()).toEqual([]);
    return heard;
  }

  test('none is missing where they come late', () => {
    const heard = folded();
    // Nothing else is new with them: they end before this.
    heard.hears(['event phase1-ok @20']);
    heard.hears(['point down @9', 'point down @10', 'point down @11']);
    heard.hears(['event up @10.6', 'point down @12']);
    expect(heard.timeline.dispute).toEqual({ claim: 'down', since: 10.6 * MINUTE });
  });

  test('those that did not come are missing, whatever comes later', () => {
    const heard = folded();
    heard.hears(['event up @10.6', 'point down @12']);
    expect(heard.timeline.dispute).toBeUndefined();
  });
});

describe('what comes after a time of which evidence was forgotten', () => {
  const LATE = ['up > down @91 late', 'down > up @93 late'];

  test.each([
    ['the last thing known before it', 'point up @4', 3],
    ['older than what is known of before it', 'point up @2', 1],
    ['known before it already', 'poll up @2.5', 2.5],
  ])('finds its place, where the newest that was forgotten is %s', (_, forgotten, minute) => {
    const heard = new Heard();
    heard.hears(['poll up @2.5'], { isBaseline: true });
    heard.hears([forgotten, 'poll up @93'], { forgottenUntil: minute * MINUTE });
    expect(heard.minutes()).toEqual([93]);
    expect(heard.hears(['point down @92'])).toEqual(LATE);
  });

  test('is left out, where it is older than that', () => {
    const heard = new Heard();
    heard.hears(['poll up @2.5'], { isBaseline: true });
    heard.hears(['point up @4', 'poll up @93'], { forgottenUntil: 3 * MINUTE });
    expect(heard.hears(['event down @2.8'])).toEqual([]);
  });
});

describe('a value that several observations have confirmed', () => {
  test('ends with others that end after all that was known', () => {
    const heard = new Heard({ confirm: { down: 2, up: 1 } });
    heard.hears(['poll up @1']);
    heard.hears(['event up @2']);
    expect(heard.hears(['event down @2', 'event down @2.8'])).toEqual(['up > down @2']);
  });

  test('ends with others that overrule what was known', () => {
    const heard = new Heard({ confirm: { down: 2, up: 1 } });
    heard.hears(['poll up @1']);
    heard.hears(['point up @5']);
    expect(heard.hears(['event down @4.1', 'event down @2'])).toEqual(['up > down @2']);
  });

  test.each([
    [{ down: 2, up: 2 }, ['event down @2', 'event down @2.8']],
    [{ down: 1, up: 2 }, ['event down @2']],
  ])('does not end with others before it, where %j confirm one', (confirm, lines) => {
    const heard = new Heard({ confirm });
    heard.hears(['poll up @1']);
    heard.hears(['event up @3']);
    expect(heard.hears(lines)).toEqual(['up > down @2 late', 'down > up @3 late']);
    expect(heard.timeline.value).toBe('up');
  });

  test('ends with others after it, whatever came before', () => {
    const heard = new Heard({ confirm: { down: 2, up: 2 } });
    heard.hears(['poll up @1']);
    heard.hears(['event up @3']);
    expect(heard.hears(['event down @2', 'event down @2.8', 'event down @4', 'event down @5', 'event up @6', 'event up @7'])).toEqual([
      'up > down @2 late',
      'down > up @3 late',
      'up > down @4',
      'down > up @6',
    ]);
  });

  test('names the phase that failed as it was known, whatever phase failed before', () => {
    const heard = new Heard({ confirm: { down: 2, up: 2 } });
    heard.hears(['poll up @1', 'poll phase1 @3', 'poll down @5']);
    expect(heard.timeline).toMatchObject({ value: 'down', phase: 'phase1' });
    heard.hears(['poll up @4', 'poll up @4.5']);
    heard.hears(['poll phase2 @4.8', 'poll down @4.9']);
    expect(heard.timeline).toMatchObject({ value: 'down', phase: 'phase1' });
  });

  test('is not held before there is one', () => {
    const heard = new Heard({ confirm: { down: 2, up: 1 } });
    heard.hears(['poll up @1']);
    expect(heard.minutes()).toEqual([1]);
  });
});

test('what is known already is no beginning: it is not folded as one', () => {
  const heard = new Heard();
  heard.hears(['poll up @1']);
  heard.hears(['poll up @9'], { isBaseline: true });
  expect(heard.minutes()).toEqual([1, 9]);
});

describe('of what repeats itself', () => {
  const polls = Array.from({ length: 9 }, (_, index) => `poll up @${index + 1}`);
  const left = (context: Partial<EvaluationContext>): readonly number[] => {
    const heard = new Heard(context);
    heard.hears(polls);
    return heard.minutes();
  };

  test('most is left out where it is old enough', () => {
    expect(left({})).toHaveLength(9);
    expect(left({ thinBefore: 7 * MINUTE })).toEqual([1, 7, 8, 9]);
  });

  test('what overrules a datapoint is kept: nothing is announced because it is gone', () => {
    const points = Array.from({ length: 8 }, (_, index) => observationOf(`point t ${index === 3 ? 'down' : 'up'} @${index + 1}`));
    const observed = [observationOf('poll t up @0.5'), observationOf('poll t up @4.1'), ...points];
    const wide = observed.map((one) => (one.source === 'metric' ? { ...one, isEdgeUnknown: true } : one));
    let { timeline } = evaluate('ipsec', EMPTY, wide, 9 * MINUTE, { ...SETTINGS, thinBefore: NEVER });
    expect(timeline.value).toBe('up');
    for (const at of [10, 11]) {
      const evaluation = evaluate('ipsec', timeline, [observationOf(`poll t up @${at}`)], at * MINUTE, { ...SETTINGS, thinBefore: NEVER });
      expect(evaluation.announcements).toEqual([]);
      ({ timeline } = evaluation);
    }
  });

  test('as much is kept on either side as confirms a change, down or up', () => {
    expect(left({ thinBefore: NEVER, confirm: { down: 3, up: 1 } })).toEqual([1, 2, 3, 7, 8, 9]);
    expect(left({ thinBefore: NEVER, confirm: { down: 1, up: 2 } })).toEqual([1, 2, 8, 9]);
  });
});

describe('a timeline shares the empty lists of all others', () => {
  test('where nothing was announced and nothing is kept', () => {
    const heard = new Heard();
    heard.hears(['poll disabled @1'], { forgetBefore: MINUTE });
    expect([heard.timeline.ledger, heard.timeline.observations]).toEqual([[], []]);
    expect(heard.timeline.ledger).toBe(EMPTY.ledger);
    expect(heard.timeline.observations).toBe(EMPTY.observations);
  });
});

describe('a datapoint that comes late, after others have shown that an outage of which an event says is over', () => {
  /** Up by the datapoints of minutes 4 to 6, down by an event, up again by the datapoint of minute 8. That of minute 7 is missing. */
  function returned(): Heard {
    const heard = new Heard();
    for (const line of ['point up @4', 'point up @5', 'point up @6']) heard.hears([line]);
    expect(heard.hears(['event down @6.1'])).toEqual(['up > down @6.1']);
    expect(heard.hears(['point up @8'])).toEqual(['down > up @7']);
    return heard;
  }

  test('begins no dispute: the outage is not announced again', () => {
    const heard = returned();
    for (const line of ['point up @9', 'point up @7', 'point up @10', 'event up @6.5', 'point up @11'])
      expect(heard.hears([line])).toEqual([]);
    expect(heard.timeline).toMatchObject({ value: 'up', dispute: undefined });
  });

  test('begins none where it is read with the event of the next outage', () => {
    const heard = returned();
    heard.hears(['point up @9']);
    expect(heard.hears(['point up @7', 'event down @9.1'])).toEqual(['up > down @9.1']);
  });

  test('begins none where a clock that was ahead is set right', () => {
    const heard = returned();
    for (const line of ['point up @9', 'point up @7', 'point up @30']) heard.hears([line]);
    expect(withoutFuture(heard.timeline, 10 * MINUTE, heard.context.confirm)).toMatchObject({ value: 'up', dispute: undefined });
  });

  test('leaves a dispute that a poll has ended as it was', () => {
    const heard = new Heard();
    for (const line of ['point up @4', 'point up @5', 'event down @4.9', 'point up @6', 'point up @7', 'poll up @9.5']) heard.hears([line]);
    expect(heard.timeline).toMatchObject({ value: 'up', since: 9.5 * MINUTE });
    heard.hears(['poll up @10']);
    expect(heard.timeline).toMatchObject({ value: 'up', since: 9.5 * MINUTE });
  });

  test('leaves the next dispute as it is', () => {
    const heard = returned();
    for (const line of ['point up @9', 'point up @7']) heard.hears([line]);
    heard.hears(['event down @9.1']);
    for (const line of ['point up @10', 'point up @11', 'point up @12']) expect(heard.hears([line])).toEqual([]);
    expect(heard.timeline).toMatchObject({ value: 'down', dispute: { claim: 'up', since: 9.1 * MINUTE } });
  });
});
