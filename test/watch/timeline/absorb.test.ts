import { expect, test } from 'vitest';
import { absorbed } from '../../../src/watch/timeline/absorb.ts';
import { evaluate } from '../../../src/watch/timeline/evaluate.ts';
import { encode, inOrder, type Observation } from '../../../src/watch/timeline/observation.ts';
import { EMPTY, type Timeline } from '../../../src/watch/timeline/timeline.ts';
import { MINUTE, observationOf, SETTINGS } from '../support/script.ts';

const observed = (line: string): Observation => observationOf(line.replace(' ', ' t '));
const timelineOf = (...lines: readonly string[]): Timeline =>
  lines.map(observed).reduce((timeline, one) => evaluate('ipsec', timeline, [one], one.at, SETTINGS).timeline, EMPTY);
const known = timelineOf('poll up @1', 'poll up @2');
const confirming = ['poll up @4', 'point up @3'].map(observed);

test('what confirms is taken in as an evaluation takes it in', () => {
  const evaluated = evaluate('ipsec', known, confirming, 4 * MINUTE, SETTINGS).timeline;
  const { votedUntil: _, ...timeline } = evaluated;
  expect(absorbed({ ...known, periodMs: MINUTE }, confirming, SETTINGS)).toMatchObject(timeline);
});

test('it stands in order of time, and what was newest stays so', () => {
  const older = [observed('poll up @1.5')];
  expect(absorbed(known, older, SETTINGS)).toEqual({
    ...known,
    observations: inOrder([...known.observations, ...older.map(encode)]),
  });
});

test('an evaluation is due where something may be forgotten or thinned, or is older than what is remembered', () => {
  const upTo = encode(observed('poll up @4'));
  expect(absorbed(known, confirming, { ...SETTINGS, thinBefore: 0 })).toBeUndefined();
  expect(absorbed(known, confirming, { ...SETTINGS, forgetBefore: 30 * MINUTE })).toBeUndefined();
  expect(absorbed({ ...known, checkpoint: { ...known.checkpoint, upTo } }, [observed('poll up @4')], SETTINGS)).toBeUndefined();
  expect(absorbed({ ...known, checkpoint: { ...known.checkpoint, upTo } }, [observed('poll up @4.5')], SETTINGS)).toBeDefined();
  expect(absorbed(known, [], SETTINGS)).toBeUndefined();
});
