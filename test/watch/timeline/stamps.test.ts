import { describe, expect, test } from 'vitest';
import { interpret } from '../../../src/watch/timeline/interpret.ts';
import { encode, inOrder, type Observation } from '../../../src/watch/timeline/observation.ts';
import { NO_VOTES, stampedEdge, type StampVotes, votableUntil, voteOnStamps, type VotingSpan } from '../../../src/watch/timeline/stamps.ts';
import { EMPTY } from '../../../src/watch/timeline/timeline.ts';
import { MINUTE, observationOf, SETTINGS } from '../support/script.ts';

describe('which end of its period a timestamp names', () => {
  test.each<[StampVotes, 'start' | 'end' | undefined]>([
    [NO_VOTES, undefined],
    [{ start: 0, end: 2 }, undefined],
    [{ start: 0, end: 3 }, 'end'],
    [{ start: 3, end: 0 }, 'start'],
    [{ start: 1, end: 9 }, undefined],
    [{ start: 1, end: 10 }, 'end'],
    [{ start: 10, end: 1 }, 'start'],
    [{ start: 20, end: 2 }, 'start'],
    [{ start: 20, end: 3 }, undefined],
    [{ start: 50, end: 50 }, undefined],
  ])('%j', (votes, edge) => {
    expect(stampedEdge(votes)).toBe(edge);
  });
});

/** What datapoints of unknown edges and other observations show of their timestamps, which are those of the lines. */
function votes(...lines: readonly string[]): StampVotes {
  return votesIn({ after: 0, until: Infinity }, lines);
}

/** The same of changes within a span of minutes. */
function votesIn({ after, until }: VotingSpan, lines: readonly string[]): StampVotes {
  const observations = inOrder(
    lines.map((line) => {
      const observation = observationOf(line.replace(' ', ' t '));
      const placed: Observation = {
        ...observation,
        at: Math.round(observation.at),
        ...(observation.source === 'metric' && { isEdgeUnknown: true }),
      };
      return encode(placed);
    }),
  );
  const { changes } = interpret({ ...EMPTY, observations, periodMs: MINUTE }, SETTINGS.confirm);
  return voteOnStamps(observations, changes, MINUTE, { after: after * MINUTE, until: until * MINUTE });
}

const NEVER = 1000 * MINUTE;
const [START, END]: readonly StampVotes[] = [
  { start: 1, end: 0 },
  { start: 0, end: 1 },
];
// The session is lost 30 seconds into a minute, and comes back ten minutes later.
const LOST = ['poll up @1', 'event down @10.5'] as const;

describe('around a change that an event dates', () => {
  test.each<[string, readonly string[], StampVotes]>([
    ['a point stamped before it that knows of it names the start', ['point up @9', 'point down @10', 'point down @11'], START!],
    ['as does one that has a part of it', ['point up @9', 'point mixed @10', 'point down @11'], START!],
    [
      'a point stamped after it that knows of the time before it names the end',
      ['point up @10', 'point mixed @11', 'point down @12'],
      END!,
    ],
    ['as does one that knows of nothing else', ['point up @10', 'point up @11', 'point down @12'], END!],
    [
      'points that say what both ends would allow decide nothing',
      ['point up @9', 'point up @10', 'point down @11', 'point down @12'],
      NO_VOTES,
    ],
    ['points of both kinds decide nothing', ['point down @10', 'point up @11'], NO_VOTES],
    ['the first that it may speak of the time before names the start', ['point mixed @8.6'], START!],
    ['the last that it may speak of the time after names the end', ['point mixed @12.4'], END!],
    ['those two periods away decide nothing', ['point mixed @8.5', 'point mixed @12.5'], NO_VOTES],
    ['those further away decide nothing', ['point mixed @8.4', 'point mixed @12.6'], NO_VOTES],
    ['points far away decide nothing', ['point down @7', 'point up @14'], NO_VOTES],
    ['no points decide nothing', [], NO_VOTES],
  ])('%s', (_, points, expected) => {
    expect(votes(...LOST, ...points)).toEqual(expected);
  });

  test('a stamp so close that nobody knows the order decides nothing', () => {
    expect(votes('poll up @1', 'event down @10.1', 'point down @10')).toEqual(NO_VOTES);
    expect(votes('poll up @1', 'event down @10.9', 'point up @11')).toEqual(NO_VOTES);
    // Ten seconds are as close.
    expect(votes(...LOST, `point mixed @${10.5 - 1 / 6}`)).toEqual(NO_VOTES);
    expect(votes(...LOST, `point mixed @${10.5 + 1 / 6}`)).toEqual(NO_VOTES);
    expect([votes(...LOST, 'point mixed @10.3'), votes(...LOST, 'point mixed @10.7')]).toEqual([START, END]);
  });

  test('each change counts once', () => {
    expect(votes(...LOST, 'point mixed @11', 'event up @20.5', 'point mixed @21', 'event down @30.5', 'point mixed @31')).toEqual({
      start: 0,
      end: 3,
    });
  });

  test('with another change near it, nothing is decided', () => {
    expect(votes(...LOST, 'point mixed @11', 'event up @13.5')).toEqual(NO_VOTES);
    expect(votes(...LOST, 'point mixed @11', 'event up @13.6')).toEqual(END);
  });
});

test('polls date a change where they are no more than a period apart', () => {
  expect(votes('poll up @1', 'poll up @10.2', 'poll down @10.8', 'point mixed @11')).toEqual(END);
  expect(votes('poll up @1', 'poll up @9.8', 'poll down @10.8', 'point mixed @11')).toEqual(END);
  expect(votes('poll up @1', 'poll up @9.7', 'poll down @10.8', 'point mixed @12')).toEqual(NO_VOTES);
});

test('points whose edge is known are not asked, nor are polls and events', () => {
  const observations = inOrder(
    ['poll up @1', 'event down @10.5', 'point mixed @11', 'poll down @10.7', 'event phase1-ok @11.2'].map((line) =>
      encode(observationOf(line.replace(' ', ' t '))),
    ),
  );
  const { changes } = interpret({ ...EMPTY, observations, periodMs: MINUTE }, SETTINGS.confirm);
  expect(voteOnStamps(observations, changes, MINUTE, { after: 0, until: NEVER })).toEqual(NO_VOTES);
});

test('points date nothing themselves', () => {
  expect(votes('poll up @1', 'point up @5', 'point down @6', 'point down @7')).toEqual(NO_VOTES);
});

describe('a change is asked about once', () => {
  const lines = [...LOST, 'point mixed @11', 'event up @20.5', 'point mixed @21'] as const;

  test('where it is newer than those that were asked about, and all datapoints around it have come', () => {
    const edges = (after: number, until: number): number => votesIn({ after, until }, lines).end;
    expect([edges(0, 10), edges(0, 10.5), edges(10.5, 20.4), edges(10.5, 20.5), edges(0, 30), edges(20.5, 30)]).toEqual([0, 1, 0, 1, 2, 0]);
  });

  test('which they have four periods later', () => {
    expect(votableUntil(20 * MINUTE, MINUTE)).toBe(16 * MINUTE);
  });
});
