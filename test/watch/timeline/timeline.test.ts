import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../src/watch/timeline/evaluate.ts';
import { BEGINNING, type Code, encode, inOrder, timeOf } from '../../../src/watch/timeline/observation.ts';
import { EMPTY, frontierOf, presentOf, type Timeline, withoutFuture } from '../../../src/watch/timeline/timeline.ts';
import { MINUTE, observationOf, SETTINGS } from '../support/script.ts';

const observed = (line: string) => observationOf(line.replace(' ', ' t '));
const codesOf = (...lines: readonly string[]): readonly Code[] => inOrder(lines.map((line) => encode(observed(line))));

/** The timeline of an aspect of which each line becomes known at its own time. */
function timelineOf(lines: readonly string[], forgetBefore = -Infinity): Timeline {
  return lines
    .map(observed)
    .reduce((timeline, one) => evaluate('ipsec', timeline, [one], one.at, { ...SETTINGS, forgetBefore }).timeline, EMPTY);
}

test('what is silent is unknown, as is what was never heard of', () => {
  expect([
    presentOf(undefined),
    presentOf(EMPTY),
    presentOf({ ...EMPTY, value: 'up' }),
    presentOf({ ...EMPTY, value: 'up', isStale: true }),
  ]).toEqual(['unknown', 'unknown', 'up', 'unknown']);
});

describe('what is newer is news', () => {
  test('from the newest observation on that confirms the value', () => {
    const timeline = timelineOf(['poll up @1', 'poll up @5']);
    expect(frontierOf(timeline)).toBe(codesOf('poll up @5')[0]);
  });

  test('what decides nothing between up and down does not count', () => {
    expect(frontierOf({ ...EMPTY, observations: codesOf('poll up @1', 'event phase1-ok @3'), watermark: 3 * MINUTE })).toBe(
      codesOf('poll up @1')[0],
    );
  });

  test('from the checkpoint on, where that is all there is', () => {
    const upTo = codesOf('poll up @1')[0]!;
    expect(frontierOf({ ...EMPTY, checkpoint: { ...EMPTY.checkpoint, upTo } })).toBe(upTo);
    expect(frontierOf(EMPTY)).toBe(BEGINNING);
  });
});

describe('without what is dated after an instant', () => {
  const without = (timeline: Timeline, minute: number): Timeline => withoutFuture(timeline, minute * MINUTE, SETTINGS.confirm);

  test('a timeline of the past is the very one that it was', () => {
    const timeline = timelineOf(['poll up @1', 'point up @5', 'event down @6']);
    expect(without(timeline, 6)).toBe(timeline);
    expect(without(EMPTY, 6)).toBe(EMPTY);
  });

  test('what was heard up to the instant itself is of the past, and what came after it is not', () => {
    const folded = timelineOf(['poll up @1', 'poll up @6.5', 'poll up @7'], 40 * MINUTE);
    expect(timeOf(folded.checkpoint.upTo)).toBe(7 * MINUTE);
    const heard = { ...timelineOf(['poll up @1']), asOf: 9 * MINUTE };
    expect([without(folded, 7), without(heard, 9)]).toEqual([folded, heard]);
    expect(without(folded, 7)).toBe(folded);
    expect(without(heard, 8).asOf).toBe(8 * MINUTE);
    expect(timeOf(without(folded, 6).checkpoint.upTo)).toBe(6 * MINUTE);
  });

  test('a checkpoint that was later stands at the instant, behind what its source may say of it', () => {
    const folded = (source: string): Timeline =>
      without(timelineOf(['poll up @1', `${source} down @8`, `${source} down @9`], 40 * MINUTE), 6);
    expect([folded('event').checkpoint.upTo, folded('poll').checkpoint.upTo]).toEqual([
      codesOf('event down @6')[0],
      codesOf('poll down @6')[0],
    ]);
  });

  test('what is kept of a timeline that is partly folded is what it was', () => {
    const timeline = timelineOf(['poll up @1', 'event down @3', 'poll up @15', 'event down @30'], 10 * MINUTE);
    expect(without(timeline, 20).checkpoint).toBe(timeline.checkpoint);
  });

  test('the value is what the others show, since when they show it', () => {
    const timeline = timelineOf(['poll up @1', 'poll up @5', 'event phase2 @16', 'poll phase2 @17']);
    expect(timeline).toMatchObject({ value: 'down', phase: 'phase2', since: 16 * MINUTE, asOf: 17 * MINUTE });
    const kept = without(timeline, 6);
    expect(kept).toMatchObject({ value: 'up', phase: undefined, since: MINUTE, asOf: 6 * MINUTE, watermark: 5 * MINUTE, isOpen: false });
    expect(kept.observations).toEqual(codesOf('poll up @1', 'poll up @5').filter((code) => kept.observations.includes(code)));
    expect(kept.observations.every((code) => timeOf(code) <= 6 * MINUTE)).toBe(true);
  });

  test('what is dated at the instant is kept', () => {
    const kept = without(timelineOf(['poll up @1', 'event down @6', 'poll down @16']), 6);
    expect(kept).toMatchObject({ value: 'down', since: 6 * MINUTE, observations: codesOf('poll up @1', 'event down @6') });
    expect(kept.ledger.map(({ to, at }) => `${to} @${at / MINUTE}`)).toEqual(['up @1', 'down @6']);
  });

  test('the ledger holds what was announced of the past, so that what is true of it is not announced again', () => {
    const timeline = timelineOf(['poll up @1', 'event down @3', 'event up @4', 'event down @16']);
    expect(timeline.ledger.map(({ to, at }) => `${to} @${at / MINUTE}`)).toContain('down @16');
    expect(without(timeline, 6).ledger.map(({ to, at }) => `${to} @${at / MINUTE}`)).toEqual(['up @1', 'down @3', 'up @4']);
  });

  test('evidence of now is news again', () => {
    const ahead = timelineOf(['poll up @1', 'poll up @30']);
    const seen = (timeline: Timeline) => evaluate('ipsec', timeline, [observed('event down @8')], 8 * MINUTE, SETTINGS);
    expect(seen(ahead).announcements.map(({ to, isLate }) => [to, isLate])).toEqual([
      ['down', true],
      ['up', true],
    ]);
    expect(seen(without(ahead, 7)).announcements).toMatchObject([{ from: 'up', to: 'down', at: 8 * MINUTE, isLate: false }]);
  });

  test('also what is folded into the checkpoint is no later than the instant', () => {
    const ahead = timelineOf(['poll up @1', 'event down @29', 'poll down @30', 'poll down @31'], 40 * MINUTE);
    expect(timeOf(ahead.checkpoint.upTo)).toBeGreaterThanOrEqual(29 * MINUTE);
    const kept = without(ahead, 7);
    expect(kept).toMatchObject({ value: 'down', since: 7 * MINUTE, asOf: 7 * MINUTE, observations: [] });
    expect(timeOf(kept.checkpoint.upTo)).toBeLessThanOrEqual(7 * MINUTE);
    expect(evaluate('ipsec', kept, [observed('event up @8')], 8 * MINUTE, SETTINGS).announcements).toMatchObject([
      { from: 'down', to: 'up', at: 8 * MINUTE, isLate: false },
    ]);
  });

  test('what disagreed is found anew in what is left', () => {
    const lines = ['poll up @1', 'point down @5', 'point down @6', 'event up @6.5', 'point down @7', 'point down @8'];
    const disputed = timelineOf([...lines, 'poll up @30']);
    expect(disputed.dispute).toEqual({ claim: 'down', since: 6.5 * MINUTE });
    expect(without(disputed, 9).dispute).toEqual(disputed.dispute);
    expect(without(disputed, 6).dispute).toBeUndefined();
  });
});
