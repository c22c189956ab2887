import { expect, test } from 'vitest';
import { endBefore, extendMixed, isOver, type MixedSpan, noteReturn } from '../../../src/watch/timeline/mixed-span.ts';
import { encode, type Observation } from '../../../src/watch/timeline/observation.ts';

const PERIOD_MS = 60_000;
const code = (source: Observation['source'], at: number, more: Partial<Observation> = {}) =>
  encode({ tunnel: '', aspect: 'ipsec', source, claim: 'up', at, ...more });
/** A datapoint of the minute that starts then. */
const point = (startAt: number, more: Partial<Observation> = {}) => code('metric', startAt + PERIOD_MS, { periodMs: PERIOD_MS, ...more });
const mixed = (startAt: number, more: Partial<Observation> = {}) => point(startAt, { claim: 'mixed', ...more });
const poll = (at: number) => code('topology', at);
const span = extendMixed(undefined, mixed(600_000), PERIOD_MS);

test('a mixed period lasts until its end, and is clear ten seconds later', () => {
  expect(span).toEqual({ code: mixed(600_000), until: 660_000, clearFrom: 670_000, seenSince: undefined, overBy: undefined });
});

test('where its edge is unknown, it is clear a period later', () => {
  expect(extendMixed(undefined, mixed(600_000, { isEdgeUnknown: true }), PERIOD_MS)).toMatchObject({ until: 660_000, clearFrom: 730_000 });
});

test('another mixed period follows it, and in that what happened in it is over', () => {
  const seen = noteReturn(span, poll(670_000));
  expect(extendMixed(seen, mixed(660_000), PERIOD_MS)).toEqual({
    code: mixed(600_000),
    until: 720_000,
    clearFrom: 730_000,
    seenSince: undefined,
    overBy: 720_000,
  });
});

const returns = (at: MixedSpan['code']) => {
  const { seenSince, overBy } = noteReturn(span, at);
  return { seenSince, overBy };
};

test('what shows the value of before shows that it was over by then, where it is of after the period', () => {
  expect(returns(poll(659_999))).toEqual({ seenSince: undefined, overBy: undefined });
  expect(returns(poll(660_000))).toEqual({ seenSince: undefined, overBy: 660_000 });
  expect(returns(point(660_000))).toEqual({ seenSince: undefined, overBy: 660_000 });
});

test('a poll or an event is remembered from when the span is clear, a datapoint never', () => {
  expect(returns(poll(669_999)).seenSince).toBeUndefined();
  expect(returns(poll(670_000)).seenSince).toBe(poll(670_000));
  expect(returns(code('event', 670_000)).seenSince).toBe(code('event', 670_000));
  expect(returns(point(720_000)).seenSince).toBeUndefined();
});

test('the first that shows that it was over says by when, the newest poll or event is remembered', () => {
  const twice = noteReturn(noteReturn(span, poll(670_000)), poll(700_000));
  expect(twice).toMatchObject({ overBy: 670_000, seenSince: poll(700_000) });
  expect(noteReturn(twice, point(720_000)).seenSince).toBe(poll(700_000));
});

test('a datapoint shows at once that something was missed, a poll or an event a period later', () => {
  expect(isOver(span, point(600_000), PERIOD_MS)).toBe(false);
  expect(isOver(span, point(660_000), PERIOD_MS)).toBe(true);
  expect([719_999, 720_000].map((at) => isOver(span, poll(at), PERIOD_MS))).toEqual([false, true]);
  expect([719_999, 720_000].map((at) => isOver(span, code('event', at), PERIOD_MS))).toEqual([false, true]);
});

test('the end of what was missed is no part of what begins ten seconds later', () => {
  const seen = noteReturn(span, poll(670_000));
  expect(endBefore(seen, 679_999)).toBeUndefined();
  expect(endBefore(seen, 680_000)).toBe(poll(670_000));
  expect(endBefore(span, 900_000)).toBeUndefined();
  expect(endBefore(undefined, 900_000)).toBeUndefined();
});
