import { expect, test } from 'vitest';
import { type Checkpoint, NOTHING_KNOWN } from '../../../src/watch/timeline/history.ts';
import { KnownValue } from '../../../src/watch/timeline/known-value.ts';
import { encode, type Observation } from '../../../src/watch/timeline/observation.ts';

const code = (source: Observation['source'], at: number, claim: Observation['claim'] = 'up') =>
  encode({ tunnel: '', aspect: 'ipsec', source, claim, at });
const poll = (at: number) => code('topology', at);
const event = (at: number) => code('event', at);
const known = () => new KnownValue({ ...NOTHING_KNOWN, value: 'up', since: 1000, was: 'down', code: poll(1000) });
const down = (at: number, shownBy = poll(at)) => ({ to: 'down', at, phase: undefined, code: shownBy }) as const;
const up = (at: number, shownBy = poll(at)) => ({ to: 'up', at, phase: undefined, code: shownBy }) as const;

test('the first value is the origin, and no change', () => {
  const first = new KnownValue(NOTHING_KNOWN);
  first.change(down(5000), poll(0));
  expect(first.origin).toEqual({ value: 'down', since: 5000, code: poll(5000), was: 'unknown' });
  expect(first).toMatchObject({ value: 'down', since: 5000, was: 'unknown', changes: [] });
});

test('a change keeps what was known, and since when', () => {
  const value = known();
  value.change({ ...down(5000), phase: 'phase1' }, poll(4000));
  expect(value).toMatchObject({ value: 'down', since: 5000, phase: 'phase1', was: 'up', wasSince: 1000, code: poll(5000) });
  expect(value.origin).toMatchObject({ value: 'up', since: 1000 });
});

test('it came about after what agreed with the value before; an event knows the instant', () => {
  const value = known();
  value.change(down(5000), poll(4000));
  value.change(up(6000), poll(8000));
  value.change(down(9000, event(9000)), poll(8000));
  expect(value.changes.map(({ after }) => after)).toEqual([4000, 6000, 9000]);
});

test('what is remembered of before is of an event where an event shows it', () => {
  const isOfEvent = (shownBy: Checkpoint['code']): boolean => new KnownValue({ ...NOTHING_KNOWN, value: 'up', code: shownBy }).isOfEvent;
  expect([isOfEvent(event(1000)), isOfEvent(poll(1000)), isOfEvent(code('metric', 1000))]).toEqual([true, false, false]);
});

test('an event right after a change says of the same change when it was', () => {
  const value = known();
  value.change(down(20_000), poll(15_000));
  value.confirm(poll(21_000));
  expect(value.isOfEvent).toBe(false);
  value.confirm(event(30_001));
  expect(value.isOfEvent).toBe(false);
  value.confirm(event(30_000));
  expect(value.isOfEvent).toBe(true);
  value.change(up(60_000), poll(55_000));
  expect(value.isOfEvent).toBe(false);
  value.change(down(70_000, event(70_000)), poll(65_000));
  expect(value.isOfEvent).toBe(true);
});

test('changes that older observations show are known before, also where one that was there merely ends them', () => {
  const value = known();
  value.change(down(5000), poll(4000));
  value.noteKnown(poll(5000), { frontier: poll(5000) });
  expect(value.knownChanges).toBe(1);
  value.change(up(6000, poll(5000)), poll(5000));
  value.noteKnown(poll(6000), { frontier: poll(5000) });
  expect(value.knownChanges).toBe(1);
  value.noteKnown(poll(6000), { frontier: poll(5000), knownUntil: poll(6000) });
  expect(value.knownChanges).toBe(2);
});

test('changes are news where one of them needs a newer observation', () => {
  const value = known();
  value.change(down(5000), poll(4000));
  value.change(up(6000), poll(5000));
  value.noteKnown(poll(6000), { frontier: poll(5000), knownUntil: poll(6000) });
  expect(value.knownChanges).toBe(0);
  value.noteKnown(poll(7000), { frontier: poll(5000), knownUntil: poll(6999) });
  expect(value.knownChanges).toBe(0);
});

test('changes are taken once', () => {
  const value = known();
  expect(value.takeChanges()).toEqual([]);
  value.change(down(5000), poll(4000));
  expect(value.takeChanges()).toMatchObject([{ to: 'down', at: 5000 }]);
  expect(value.takeChanges()).toEqual([]);
});
