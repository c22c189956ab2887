import { accountOf, nearMs, type Untold } from './account.ts';
import type { Aspect, Evidence, Reading, Settings, Track, Value } from './memory.ts';
import { courseOf, encode, frontierOf, hold, inOrder, isEvent, timeOf, type Change, type Course } from './time-line.ts';

// Folding at every step would copy every time line at every step.
const FOLD_EVERY_MS = 300_000;

/** What an aspect tells of itself. */
export interface Tell extends Untold {
  readonly number: number;
}

/** What an aspect comes to with new evidence. */
interface Step {
  readonly track: Track;
  readonly tells: readonly Tell[];
  /** Absent where the evidence says what is known already. */
  readonly course?: Course;
}

const NONE: readonly number[] = Object.freeze([]);

export const UNTOUCHED: Track = {
  readings: NONE,
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
  unshown: NONE,
};

function isFoldDue({ value, readings }: Track, forgetBefore: number): boolean {
  return value === 'unknown' || timeOf(readings[0] ?? Infinity) < forgetBefore - FOLD_EVERY_MS;
}

/** What an aspect of a tunnel comes to with new evidence, and what that tells. */
export function advance(aspect: Aspect, track: Track, fresh: readonly Reading[], evidence: Evidence, settings: Settings): Step {
  const { forgetBefore = -Infinity } = evidence;
  const { confirm, staleAfterMs } = settings;
  const isFirst = track.value === 'unknown';
  const periodMs = fresh.reduce((longest, { periodMs: own = 0 }) => Math.max(longest, own), track.periodMs);
  const codes = fresh.map(encode).filter((code) => code > track.base.floor && !track.readings.includes(code));
  const asOf = fresh.reduce((newest, { at }) => Math.max(newest, at), track.asOf);
  // Only evidence ends silence: a moment may be judged by a part of it, and then lies earlier than the last one.
  const stale = (track.stale && asOf === track.asOf) || evidence.asOf - asOf >= staleAfterMs;
  const isNothingNew = codes.length === 0 && asOf === track.asOf && stale === track.stale && periodMs === track.periodMs;
  if (isNothingNew && !isFoldDue(track, forgetBefore)) return { track, tells: [] };
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

  const first = Math.min(...codes.filter((code) => code > frontier).map(timeOf));
  const { live, said } = newsOf(aspect, track, course, { asOf, stale, newsFrom: first < Infinity ? first : 0 }, settings);
  // An event may take back what a datapoint before it has told.
  const isAccounted = live.length === 0 && codes.every((code) => code > frontier && !isEvent(code));
  const account = isAccounted ? { untold: [], unshown: track.unshown } : accountOf(track, course, live, settings);
  const tells = account.untold.map((one, index) => ({ ...one, number: track.told + index + 1 }));
  const isHistory = isFirst && evidence.isHistory === true;
  const { base, count } = isHistory ? { base: { value: course.value, since: course.since, phase: course.phase, floor: readings.at(-1) ?? track.base.floor }, count: readings.length } : course.fold;
  return {
    tells,
    course,
    // Field by field: what is put together by spreading takes half as much memory again, and there are thousands.
    track: {
      readings: count < readings.length ? readings.slice(count) : NONE,
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
      unshown: account.unshown.length > 0 ? account.unshown.filter((code) => timeOf(code) >= timeOf(base.floor) - nearMs(periodMs)) : NONE,
    },
  };
}

/** How far a track is heard now. */
interface Hearing {
  readonly asOf: number;
  readonly stale: boolean;
  /** The time of the first news; 0 where there is none. */
  readonly newsFrom: number;
}

/** What is news, in the order it is told in, and what has been said with it. */
function newsOf(aspect: Aspect, track: Track, course: Course, { asOf, stale, newsFrom }: Hearing, { emitInitial, staleAfterMs }: Settings): { readonly live: readonly Untold[]; readonly said: Value } {
  const isFirst = track.value === 'unknown';
  if (isFirst && !emitInitial) return { live: [], said: stale && aspect === 'ipsec' ? 'unknown' : course.value };
  const live: Untold[] = [];
  let { said } = track;
  let from = presentOf(track);
  const tell = (change: Change): void => {
    if (change.to !== said && change.to !== 'disabled') {
      live.push({ ...change, from, late: false });
      said = change.to;
    }
    from = change.to;
  };
  // What failed may show after that something did.
  if (!isFirst) for (const change of course.changes.slice(course.known)) tell(change === course.changes.at(-1) ? { ...change, phase: course.phase } : change);
  // What is left to tell is silence, its end, or that what was told has turned out otherwise.
  const silentUntil = track.stale ? track.asOf + staleAfterMs : 0;
  const present = { to: course.value, phase: course.phase, code: isFirst ? course.code : course.reach, at: Math.max(course.since, newsFrom, silentUntil) };
  if (!stale) tell(present);
  else if (aspect === 'ipsec') tell({ ...present, to: 'unknown', phase: undefined, at: asOf + staleAfterMs });
  return { live, said };
}

/** What an aspect is now, silence considered. */
export function presentOf(track: Track | undefined): Value {
  return !track || track.stale ? 'unknown' : track.value;
}

