import type { Aspect, Evidence, Reading, Settings, Track, Value } from './memory.ts';
import { courseOf, encode, frontierOf, hold, inOrder, mark, markOf, spoken, timeOf, type Change, type Course } from './time-line.ts';

// Folding at every step would copy every time line at every step.
const FOLD_EVERY_MS = 300_000;

/** What an aspect tells of itself. */
export interface Tell extends Change {
  readonly from: Value;
  readonly late: boolean;
  readonly number: number;
}

/** What an aspect comes to with new evidence. */
interface Step {
  readonly track: Track;
  readonly tells: readonly Tell[];
  /** Absent where the evidence says what is known already. */
  readonly course?: Course;
}

export const UNTOUCHED: Track = {
  readings: [],
  periodMs: 0,
  base: { value: 'unknown', since: 0, phase: undefined, floor: 0 },
  value: 'unknown',
  since: 0,
  phase: undefined,
  open: false,
  reach: 0,
  asOf: 0,
  stale: false,
  said: 'unknown',
  told: 0,
  unshown: [],
};

function isFoldDue({ value, readings }: Track, forgetBefore: number): boolean {
  return value === 'unknown' || timeOf(readings[0] ?? Infinity) < forgetBefore - FOLD_EVERY_MS;
}

/** What follows from evidence that says what is known already, which is nearly all there is; `undefined` for any other. */
function extend(track: Track, fresh: readonly Reading[], { asOf, forgetBefore = -Infinity }: Evidence, { staleAfterMs }: Settings): Track | undefined {
  if (track.open || track.stale || isFoldDue(track, forgetBefore)) return undefined;
  const readings = fresh.length > 0 ? [...track.readings] : track.readings as number[];
  let { reach, asOf: newest } = track;
  for (const reading of fresh) {
    const { source, says, at, periodMs = 0 } = reading;
    const isNews = source === 'event' || (says !== track.value && says !== track.phase) || periodMs > track.periodMs;
    if (isNews || at - periodMs <= track.since) return undefined;
    const code = encode(reading);
    let index = readings.length;
    while ((readings[index - 1] ?? 0) > code) index--;
    if (readings[index - 1] !== code && code > track.base.floor) readings.splice(index, 0, code);
    reach = Math.max(reach, timeOf(code));
    newest = Math.max(newest, at);
  }
  if (asOf - newest >= staleAfterMs) return undefined;
  return fresh.length > 0 ? { ...track, readings, reach, asOf: newest } : track;
}

/** What an aspect of a tunnel comes to with new evidence, and what that tells. */
export function advance(aspect: Aspect, track: Track, fresh: readonly Reading[], evidence: Evidence, settings: Settings): Step {
  const extended = extend(track, fresh, evidence, settings);
  if (extended) return { track: extended, tells: [] };
  const { forgetBefore = -Infinity } = evidence;
  const { confirm, staleAfterMs, emitInitial } = settings;
  const isFirst = track.value === 'unknown';
  const periodMs = fresh.reduce((longest, { periodMs: own = 0 }) => Math.max(longest, own), track.periodMs);
  const codes = fresh.map(encode).filter((code) => code > track.base.floor && !track.readings.includes(code));
  const frontier = frontierOf(track);
  let readings = inOrder([...track.readings, ...codes]);
  const read = (until: number): Course => courseOf({ readings, base: track.base, periodMs }, confirm, until, isFoldDue(track, forgetBefore) ? forgetBefore : -Infinity);
  let course = read(frontier);
  // Confirmed by several pieces of evidence, a state does not end because others turn up between them.
  if (!isFirst && Math.max(confirm.down, confirm.up) > 1 && (course.changes[course.known - 1]?.to ?? course.origin.value) !== track.value) {
    const held = hold(track.reach, track);
    readings = inOrder([...readings, held]);
    course = read(held);
  }
  const asOf = fresh.reduce((newest, { at }) => Math.max(newest, at), track.asOf);
  // Only evidence ends silence: a moment may be judged by a part of it, and then lies earlier than the last one.
  const stale = (track.stale && asOf === track.asOf) || evidence.asOf - asOf >= staleAfterMs;

  const live: Omit<Tell, 'number'>[] = [];
  let { said } = track;
  let from = presentOf(track);
  const tell = (change: Change): void => {
    if (change.to !== said && change.to !== 'disabled') {
      live.push({ ...change, from, late: false });
      said = change.to;
    }
    from = change.to;
  };
  if (isFirst && !emitInitial) {
    said = stale && aspect === 'ipsec' ? 'unknown' : course.value;
  } else {
    if (!isFirst) course.changes.slice(course.known).forEach(tell);
    // What is left to tell is silence, its end, or that what was told has turned out otherwise.
    const news = Math.min(...codes.filter((code) => code > frontier).map(timeOf));
    const present = { to: course.value, phase: course.phase, code: course.reach, at: Math.max(course.since, news < Infinity ? news : 0) };
    if (!stale) tell(present);
    else if (aspect === 'ipsec') tell({ ...present, to: 'unknown', phase: undefined, at: asOf + staleAfterMs });
  }
  const isAccounted = live.length === 0 && codes.every((code) => code > frontier);
  const { late, unshown } = isAccounted ? { late: [], unshown: track.unshown } : balance(track, course, live, settings);
  const tells = [...late, ...live].map((one, index) => ({ ...one, number: track.told + index + 1 }));
  const isHistory = isFirst && evidence.isHistory === true;
  const { base, count } = isHistory ? { base: { value: course.value, since: course.since, phase: course.phase, floor: readings.at(-1) ?? track.base.floor }, count: readings.length } : course.fold;
  return {
    tells,
    course,
    // Field by field: what is put together by spreading takes half as much memory again, and there are thousands.
    track: {
      readings: readings.slice(count),
      periodMs,
      base,
      value: course.value,
      since: course.since,
      phase: course.phase,
      open: course.open && !isHistory,
      reach: timeOf(course.reach),
      asOf,
      stale,
      said,
      told: track.told + tells.length,
      unshown: unshown.filter((code) => timeOf(code) > timeOf(base.floor)),
    },
  };
}

/** What was told, held against what the time line shows now. */
interface Balance {
  /** Pairs of changes that lie within what was known and had not been told: what was told last is so after them too. */
  readonly late: readonly Omit<Tell, 'number'>[];
  readonly unshown: readonly number[];
}

function balance(track: Track, course: Course, live: readonly Omit<Tell, 'number'>[], { confirm, staleAfterMs }: Settings): Balance {
  const basis = track.said === 'unknown' ? track.value : track.said;
  const before = courseOf(track, confirm);
  const told = spoken(before.changes, before);
  const all = spoken(course.changes, course);
  const known = spoken(course.changes.slice(0, course.known), course).length;
  const opening = basis === 'up' ? 'down' : basis === 'down' ? 'up' : undefined;
  const isOpening = ({ to }: Change): boolean => to === opening;
  const count = (changes: readonly Change[]): number => changes.filter(isOpening).length;
  const pairs = count(all) - count(told) - count(live);
  // Those that say most of what was not told yet.
  const news = (change: Change | undefined): number => (told.some(({ to, at }) => to === change?.to && at === change.at) ? 0 : 1);
  const newsOfPair = (index: number): number => 2 * news(all[index]) + news(all[index + 1]);
  // What ends it may be newer than what was known, where that has been overruled.
  const openings = all.flatMap((change, index) => (isOpening(change) && index < known && index + 1 < all.length ? [index] : []));
  const chosen = openings.sort((a, b) => newsOfPair(b) - newsOfPair(a)).slice(0, Math.max(0, pairs)).sort((a, b) => a - b);
  const unshown = [...track.unshown];
  const changes = chosen.map((index) => all.slice(index, index + 2)).filter(([first, last]) => {
    // As it was told before, by evidence that has turned out to say nothing.
    const isTold = first !== undefined && strike(unshown, first, track.periodMs);
    if (isTold && last) strike(unshown, last, track.periodMs);
    return !isTold;
  }).flat();
  const last = changes.at(-1);
  if (last && track.said === 'unknown') changes.push({ ...last, to: 'unknown', phase: undefined, at: track.asOf + staleAfterMs });
  const late = changes.map((change, index) => ({ ...change, from: changes[index - 1]?.to ?? track.said, late: true }));
  return { late, unshown: inOrder([...unshown, ...unshownOf([...told, ...live.filter(({ from }) => from !== 'unknown' || track.value === 'unknown'), ...late], all)]) };
}

/** Strikes from what was told and is not shown what a change has been told as, if there is any. */
function strike(unshown: number[], change: Change, periodMs: number): boolean {
  const index = unshown.findIndex((code) => markOf(code) === change.to && Math.abs(timeOf(code) - change.at) <= 2 * periodMs);
  if (index >= 0) unshown.splice(index, 1);
  return index >= 0;
}

/** Marks of what was told and the time line no longer shows. */
function unshownOf(told: readonly Change[], shown: readonly Change[]): readonly number[] {
  return (['up', 'down'] as const).flatMap((to) => {
    const [own, others] = [told, shown].map((changes) => changes.filter((change) => change.to === to)) as [Change[], Change[]];
    const gone = own.filter(({ at }) => !others.some((other) => other.at === at));
    return gone.slice(Math.max(0, gone.length - Math.max(0, own.length - others.length))).map(({ at }) => mark(at, to));
  });
}

/** What an aspect is now, silence considered. */
export function presentOf(track: Track | undefined): Value {
  return !track || track.stale ? 'unknown' : track.value;
}

