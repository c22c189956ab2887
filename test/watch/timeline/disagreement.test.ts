import { describe, expect, test } from 'vitest';
import {
  claimBefore,
  type Disagreement,
  disputeOf,
  heedOldPeriods,
  heedPeriod,
  heedWord,
  isDisputed,
  NO_DISAGREEMENT,
} from '../../../src/watch/timeline/disagreement.ts';
import { interpret } from '../../../src/watch/timeline/interpret.ts';
import type { Announced } from '../../../src/watch/timeline/ledger.ts';
import { type Code, encode, inOrder, isPeriod, type Value } from '../../../src/watch/timeline/observation.ts';
import { EMPTY } from '../../../src/watch/timeline/timeline.ts';
import { MINUTE, observationOf, SETTINGS } from '../support/script.ts';

/** A `wide` line is a datapoint of which nobody knows which end of its period its time is. */
const codeOf = (line: string): Code =>
  encode({ ...observationOf(line.replace('wide', 'point').replace(' ', ' t ')), ...(line.startsWith('wide') && { isEdgeUnknown: true }) });

/** What the lines come to, in the order given. */
const after = (...lines: readonly string[]): Disagreement => afterAnnouncing([], lines);

const afterAnnouncing = (ledger: readonly Announced[], lines: readonly string[], before = NO_DISAGREEMENT): Disagreement =>
  lines
    .map(codeOf)
    .reduce((known, code) => (isPeriod(code) ? heedPeriod(known, code, { periodMs: MINUTE, ledger }) : heedWord(known, code)), before);

/** Since when the lines are a dispute, in minutes. */
function disputedSince(...lines: readonly string[]): number | undefined {
  const dispute = disputeOf(after(...lines));
  return dispute && dispute.since / MINUTE;
}

const stuck = (from: number, until: number, claim = 'down'): readonly string[] =>
  Array.from({ length: until - from + 1 }, (_, index) => `point ${claim} @${from + index}`);

describe('datapoints that repeat themselves', () => {
  test('before and after an event that contradicts them do not measure what it saw', () => {
    expect(disputedSince(...stuck(5, 8), 'event up @8.5', 'point down @9')).toBeUndefined();
    expect(disputedSince(...stuck(5, 8), 'event up @8.5', 'point down @9', 'point down @10')).toBe(8.5);
  });

  test('after a poll too, where nothing agreed with them before', () => {
    expect(disputedSince(...stuck(5, 8), 'poll up @8.5', 'point down @9', 'point down @10')).toBe(8.5);
  });

  test('where a poll or an event agreed with them, outlast one poll: that may have met a short recovery', () => {
    const agreed = ['poll down @4.5', ...stuck(5, 8)];
    expect(disputedSince(...agreed, 'poll up @8.5', 'point down @9', 'point down @10')).toBeUndefined();
    expect(
      disputedSince(...agreed, 'poll up @8.5', 'point down @9', 'point down @10', 'poll up @11.5', 'point down @12', 'point down @13'),
    ).toBe(11.5);
    expect(disputedSince(...agreed, 'event up @8.5', 'point down @9', 'point down @10')).toBe(8.5);
  });

  test('of both, after others that nothing disputed, outlast one poll: that may have met one of the recoveries', () => {
    const after8 = [...stuck(5, 8, 'mixed'), 'poll up @8.5', 'point mixed @9', 'point mixed @10'];
    expect(disputedSince('point up @4', ...after8)).toBeUndefined();
    expect(disputedSince('point down @4', ...after8)).toBeUndefined();
    expect(disputedSince('point up @4', ...after8, 'poll up @11.5', 'point mixed @12', 'point mixed @13')).toBe(11.5);
    expect(disputedSince('point up @4', ...stuck(5, 8, 'mixed'), 'event up @8.5', 'point mixed @9', 'point mixed @10')).toBe(8.5);
  });

  test('of both from the first, or after others that were disputed, outlast none', () => {
    const after8 = [...stuck(5, 8, 'mixed'), 'poll up @8.5', 'point mixed @9', 'point mixed @10'];
    expect(disputedSince(...after8)).toBe(8.5);
    expect(
      disputedSince(...stuck(1, 3), 'event up @3.5', 'point down @4', 'point down @5', ...stuck(6, 8, 'mixed'), ...after8.slice(4)),
    ).toBe(8.5);
  });

  test('are not believed because the datapoints before them were, which claimed something else', () => {
    expect(disputedSince('point up @4', ...stuck(5, 8), 'poll up @8.5', 'point down @9', 'point down @10')).toBe(8.5);
    expect(disputedSince('point mixed @4', ...stuck(5, 8), 'poll up @8.5', 'point down @9', 'point down @10')).toBe(8.5);
  });

  test('so close after it that nobody knows the order do not contradict it yet', () => {
    expect(disputedSince(...stuck(5, 8), 'event up @7.9', 'point down @9')).toBeUndefined();
    expect(disputedSince(...stuck(5, 8), 'event up @7.8', 'point down @9')).toBe(7.8);
    // Ten seconds before the point stands, at 8.
    expect(disputedSince(...stuck(5, 8), `event up @${8 - 1 / 6}`, 'point down @9')).toBe(8 - 1 / 6);
  });

  test('of periods of both are disputed as others are', () => {
    const state = after(...stuck(5, 8, 'mixed'), 'event up @8.5', 'point mixed @9', 'point mixed @10');
    expect(disputeOf(state)).toEqual({ claim: 'mixed', since: 8.5 * MINUTE });
  });

  test('are disputed by nothing that is in the first of them, or came before', () => {
    expect(disputedSince('event up @3', ...stuck(5, 8))).toBeUndefined();
    expect(disputedSince('point down @5', 'event up @4.5', 'point down @6', 'point down @7')).toBeUndefined();
    expect(disputedSince('point down @5', 'event up @5', 'point down @7')).toBeUndefined();
  });

  test('are disputed by what stands where the first of them ends', () => {
    expect(disputedSince('point down @5', 'event up @5', 'point down @6', 'point down @7')).toBe(5);
  });

  test('are disputed by nothing that says nothing of up and down', () => {
    expect(disputedSince(...stuck(5, 8), 'event phase1-ok @8.5', 'point down @9', 'point down @10')).toBeUndefined();
    expect(disputedSince(...stuck(5, 8), 'event phase1-ok @8.2', 'event up @8.5', 'point down @9', 'point down @10')).toBe(8.5);
  });

  test('with one missing before the next: what that would have said is not known', () => {
    expect(disputedSince(...stuck(5, 8), 'event up @8.5', 'point down @10')).toBeUndefined();
    expect(disputedSince(...stuck(5, 8), 'event up @8.5', 'point down @10', 'point down @11')).toBeUndefined();
    expect(disputedSince(...stuck(5, 8), 'event up @8.5', 'point down @10', 'event up @9.5', 'point down @11')).toBeUndefined();
    expect(disputedSince(...stuck(5, 8), 'event up @8.5', 'point down @10', 'event up @10.5', 'point down @11', 'point down @12')).toBe(
      10.5,
    );
  });

  test('with one missing right before: nobody knows whose period the event is in', () => {
    expect(disputedSince('wide down @5', 'wide down @6', 'wide down @8', 'event up @7.6', 'wide down @9', 'wide down @10')).toBeUndefined();
    expect(
      disputedSince('wide down @5', 'wide down @6', 'wide down @8', 'wide down @9', 'wide down @10', 'event up @9.6', 'wide down @11'),
    ).toBe(9.6);
  });

  test('are dated by the first event, though a poll came before it', () => {
    expect(disputedSince(...stuck(5, 8), 'poll up @8.2', 'event up @8.5', 'poll up @8.7', 'point down @9', 'point down @10')).toBe(8.5);
  });

  test.each([
    ['poll', 'poll'],
    ['event', 'event'],
    ['event', 'poll'],
  ])('are dated by the first %s, and not by a later %s', (first, later) => {
    expect(disputedSince(...stuck(5, 8), `${first} up @8.2`, `${later} up @8.7`, 'point down @9', 'point down @10')).toBe(8.2);
  });

  test('begin with one of which nobody has said anything', () => {
    expect(after('point down @5')).toEqual({
      word: 'unknown',
      run: { claim: 'down', newest: 4 * MINUTE, settledFrom: 5 * MINUTE, trust: 'none', outlasted: 0 },
    });
  });
});

describe('a poll or an event that agrees with datapoints that repeat themselves', () => {
  const agreed = [...stuck(5, 8), 'poll down @8.2'] as const;
  const next = ['point down @9', 'point down @10'] as const;

  test('lets them outlast one poll, and no event', () => {
    expect(disputedSince(...agreed, 'poll up @8.5', ...next)).toBeUndefined();
    expect(disputedSince(...agreed, 'event up @8.5', ...next)).toBe(8.5);
  });

  test('takes back what contradicted them before', () => {
    expect(disputedSince(...stuck(5, 8), 'event up @8.2', 'poll down @8.5', ...next)).toBeUndefined();
    expect(
      disputedSince(...agreed, 'poll up @8.5', ...next, 'poll down @10.5', 'poll up @10.7', 'point down @11', 'point down @12'),
    ).toBeUndefined();
  });
});

describe('a dispute', () => {
  const disputed = [...stuck(5, 8), 'event up @8.5', 'point down @9', 'point down @10'] as const;

  test('leaves out the datapoints that come after the contradiction, as far as the order is known', () => {
    const state = after(...disputed);
    // A point stands a minute before its time, and counts from ten seconds after the contradiction on.
    const atBound = `point down @${9.5 + 1 / 6}`;
    expect(['point down @9', 'point down @9.6', atBound, 'point down @9.7'].map((line) => isDisputed(state, codeOf(line)))).toEqual([
      false,
      false,
      true,
      true,
    ]);
    expect(isDisputed(after(...stuck(5, 8)), codeOf('point down @9'))).toBe(false);
  });

  test('stands while they repeat themselves, however often they are contradicted', () => {
    expect(
      disputedSince(...disputed, 'poll up @10.5', 'point down @11', 'point down @12', 'poll up @13', 'point down @14', 'point down @15'),
    ).toBe(8.5);
  });

  test('stands where some are missing', () => {
    expect(disputedSince(...disputed, 'point down @15')).toBe(8.5);
  });

  test('ends when they claim something else', () => {
    expect(disputedSince(...disputed, 'point up @11')).toBeUndefined();
    expect(disputedSince(...disputed, 'point mixed @11')).toBeUndefined();
  });

  test('ends when a poll or an event agrees with them', () => {
    expect(disputedSince(...disputed, 'poll down @10.5')).toBeUndefined();
    expect(disputedSince(...disputed, 'event phase2 @10.5')).toBeUndefined();
    expect(disputedSince(...disputed, 'event phase2 @10.5', 'point down @11', 'point down @12')).toBeUndefined();
  });
});

describe('datapoints that have outlasted a dispute, agreed with since', () => {
  const [disputed, next] = [
    [...stuck(5, 8), 'event up @8.5', 'point down @9', 'point down @10'],
    ['point down @11', 'point down @12'],
  ];
  const agreed = [...disputed, 'poll down @10.2', 'poll down @10.5'];

  test('outlast no poll, though one agreed with them', () => {
    expect(disputedSince(...agreed, ...next)).toBeUndefined();
    expect(disputedSince(...agreed, 'poll up @10.7', ...next)).toBe(10.7);
    expect(disputedSince(...agreed, 'poll up @10.7', 'poll down @10.9', ...next)).toBeUndefined();
  });

  test('would have said the same where some are missing', () => {
    expect(disputedSince(...agreed, 'poll up @10.7', 'point down @14')).toBe(10.7);
    expect(disputedSince(...agreed, 'point down @14', 'event up @13', 'point down @15')).toBe(13);
  });

  test('are believed as others are once they have claimed something else', () => {
    const since = [...agreed, 'point up @11', 'point down @12', 'poll down @12.2', 'point down @13'] as const;
    expect(disputedSince(...since, 'poll up @13.5', 'point down @14', 'point down @15')).toBeUndefined();
    expect(disputedSince(...since, 'event up @13.5', 'point down @15')).toBeUndefined();
  });
});

describe('datapoints that repeat themselves, where it was announced that what an event says is over', () => {
  const returnedAt = (minute: number, to: Value = 'up'): readonly Announced[] => [{ to, at: minute * MINUTE }];
  const through = (contradiction: string): readonly string[] => [...stuck(5, 8, 'up'), contradiction, ...stuck(9, 12, 'up')];

  test('are no dispute: one of them came late', () => {
    expect(disputeOf(afterAnnouncing(returnedAt(9), through('event down @8.5')))).toBeUndefined();
  });

  test('are one where that is of before the event, or another claim', () => {
    expect(disputeOf(afterAnnouncing(returnedAt(8.5), through('event down @8.5')))).toMatchObject({ since: 8.5 * MINUTE });
    expect(disputeOf(afterAnnouncing(returnedAt(9, 'down'), through('event down @8.5')))).toMatchObject({ since: 8.5 * MINUTE });
  });

  test('are one with the next event', () => {
    expect(
      disputeOf(afterAnnouncing(returnedAt(9), [...through('event down @8.5'), 'event down @12.5', ...stuck(13, 15, 'up')])),
    ).toMatchObject({ since: 12.5 * MINUTE });
  });

  test('are one where a poll contradicts them', () => {
    expect(disputeOf(afterAnnouncing(returnedAt(9), through('poll down @8.5')))).toMatchObject({ since: 8.5 * MINUTE });
  });

  test('are one where they outlasted a poll before', () => {
    const outlasted = ['poll up @2.5', ...stuck(3, 6, 'up'), 'poll down @6.5', ...stuck(7, 9, 'up')];
    expect(disputeOf(afterAnnouncing(returnedAt(10), [...outlasted, 'event down @9.5', ...stuck(10, 12, 'up')]))).toMatchObject({
      since: 9.5 * MINUTE,
    });
  });

  test('are one where they are stuck', () => {
    const agreedSince = after(...through('event down @8.5'), 'event up @12.5', ...stuck(13, 15, 'up'));
    expect(disputeOf(afterAnnouncing(returnedAt(16), ['event down @15.5', ...stuck(16, 18, 'up')], agreedSince))).toMatchObject({
      since: 15.5 * MINUTE,
    });
  });
});

test('the datapoint of the period right before one claims something, where it is not missing', () => {
  const before = (line: string): string | undefined => claimBefore(after(...stuck(5, 8)), codeOf(line), MINUTE);
  expect(['point up @9', 'point mixed @9', 'point up @9.1', 'point up @10'].map(before)).toEqual(['down', 'down', undefined, undefined]);
  expect(claimBefore(NO_DISAGREEMENT, codeOf('point up @9'), MINUTE)).toBeUndefined();
});

describe('datapoints older than what is kept', () => {
  const heeded = (before: Disagreement, ...lines: readonly string[]): Disagreement =>
    heedOldPeriods(before, lines.map(codeOf), { periodMs: MINUTE });
  const run = after(...stuck(5, 8));

  test('go on with what they repeat, in order of time', () => {
    expect(heeded(run, 'point down @9').run?.newest).toBe(8 * MINUTE);
    expect(disputeOf(heeded(after(...stuck(5, 8), 'event up @8.5'), 'point down @10', 'point down @9'))?.since).toBe(8.5 * MINUTE);
    expect(heeded(run, 'point up @9').run?.claim).toBe('up');
  });

  test('say nothing where they are no newer than the newest', () => {
    expect(heeded(run, 'point down @8', 'point up @7')).toBe(run);
  });

  test('begin nothing', () => {
    expect(heeded(NO_DISAGREEMENT, 'point down @9')).toBe(NO_DISAGREEMENT);
  });

  test('are no polls or events', () => {
    expect(heeded(run, 'event up @8.5', 'poll up @9')).toBe(run);
  });
});

describe('in a history', () => {
  const changesOf = (...lines: readonly string[]): readonly string[] =>
    interpret({ ...EMPTY, periodMs: MINUTE, observations: inOrder(lines.map(codeOf)) }, SETTINGS.confirm).changes.map(
      ({ to, at }) => `${to} @${at / MINUTE}`,
    );

  test('datapoints that are stuck change nothing after the first contradiction, and what events say happens', () => {
    const lines = ['poll up @1', ...stuck(5, 40), 'event up @8.5', 'event down @20.5', 'event up @25.5'];
    expect(changesOf(...lines)).toEqual(['down @4', 'up @8.5', 'down @20.5', 'up @25.5']);
  });

  test('datapoints that go on being of both, whatever polls say, show no outage', () => {
    const polls = Array.from({ length: 10 }, (_, index) => `poll up @${index + 5.5}`);
    expect(changesOf('poll up @1', ...stuck(5, 15, 'mixed'), ...polls)).toEqual([]);
    expect(changesOf('poll up @1', 'point mixed @5', ...polls)).toEqual(['down @4', 'up @5.5']);
  });
});
