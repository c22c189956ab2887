import type { Phase, Reading, Says, Settings, Told, Track, Value } from './memory.ts';

// The order decides between readings of one instant: an event has the last word over a poll, a period that
// begins then follows both, and what failed first comes last.
const SOURCES = ['topology', 'event', 'metric'] as const;
const SAYS = ['mixed', 'up', 'disabled', 'phase1-ok', 'down', 'phase2', 'phase1'] as const;
const [TOPOLOGY, EVENT, METRIC, HELD] = [0, 1, 2, 3];

/**
 * A reading as a number that sorts by time. A datapoint stands at the start of its period, since that
 * is how far back it speaks for: an event inside the period is newer than what the point can say.
 */
export function encode({ at, source, says, periodMs = 0 }: Reading): number {
  return (at - periodMs) * 64 + SOURCES.indexOf(source) * 8 + SAYS.indexOf(says);
}

/** A mark that holds what was confirmed against late evidence: at an instant, the value was this. */
export function hold(at: number, { value, phase }: Pick<Track, 'value' | 'phase'>): number {
  return at * 64 + HELD * 8 + (SAYS as readonly string[]).indexOf(phase ?? value);
}

/** What was told, as a number that sorts by time. */
export const mark = (at: number, to: Value): number => at * 64 + (SAYS as readonly string[]).indexOf(to);

export const markOf = (code: number): Value | undefined => valueOf(saysOf(code));

export const isEvent = (code: number): boolean => sourceOf(code) === EVENT;

export const timeOf = (code: number): number => Math.floor(code / 64);
const sourceOf = (code: number): number => (code % 64) >> 3;
const saysOf = (code: number): Says => SAYS[(code % 64) & 7] ?? 'mixed';

/** Readings in the order of a time line, each once. */
export const inOrder = (codes: readonly number[]): readonly number[] => [...new Set(codes)].sort((a, b) => a - b);

/** Where a reading comes from, and where it stands. */
export function shownBy(code: number): Told['shownBy'] {
  return { source: SOURCES[sourceOf(code)] ?? 'event', at: timeOf(code) };
}

function valueOf(says: Says): Value | undefined {
  if (says === 'up' || says === 'disabled') return says;
  return says === 'mixed' || says === 'phase1-ok' ? undefined : 'down';
}

const phaseOf = (says: Says): Phase => (says === 'phase1' || says === 'phase2' ? says : undefined);

export interface Change {
  readonly to: Value;
  readonly at: number;
  readonly phase: Phase;
  /** The reading that showed it. */
  readonly code: number;
}

/** What a time line comes to. */
export interface Course {
  /** What was known first, and since when. */
  readonly origin: Pick<Track, 'value' | 'since'>;
  readonly changes: readonly Change[];
  /** How many of the changes lie within what was known before. */
  readonly known: number;
  readonly value: Value;
  readonly since: number;
  readonly phase: Phase;
  /** The reading that showed the value first. */
  readonly code: number;
  readonly open: boolean;
  /** The newest reading that agrees with the value. */
  readonly reach: number;
  /** Up to which reading it can be folded into a base, and that base. */
  readonly fold: { readonly count: number; readonly base: Track['base'] };
}

/** Reads a time line from its start: the one place that says what evidence means, whatever order it came in. */
export function courseOf({ readings, base, periodMs }: Pick<Track, 'readings' | 'base' | 'periodMs'>, confirm: Settings['confirm'], frontier = Infinity, forgetBefore = -Infinity): Course {
  let { value, since, phase } = base;
  let origin: Course['origin'] = base;
  let fold = { count: 0, base };
  let known = 0;
  let raw = value;
  let candidate: { to: Value; at: number; last: number; count: number; phase: Phase } | undefined;
  let mixedFrom: number | undefined;
  let mixedUntil = 0;
  let overBy: number | undefined;
  let reach = base.floor;
  let shown = base.floor;
  const changes: Change[] = [];

  const change = (to: Value, at: number, code: number, failed: Phase): void => {
    phase = failed;
    if (value === 'unknown') origin = { value: to, since: at };
    else changes.push({ to, at, phase, code });
    raw = value = to;
    since = at;
    shown = code;
    candidate = undefined;
  };
  const weigh = (to: Value, at: number, code: number, says: Says): void => {
    raw = to;
    if (to !== value) {
      const isSudden = value === 'unknown' || value === 'disabled' || (to !== 'up' && to !== 'down');
      const needed = isSudden ? 1 : confirm[to];
      if (candidate?.to !== to) candidate = { to, at, last: at, count: 1, phase: undefined };
      else if (at > candidate.last) candidate = { ...candidate, last: at, count: candidate.count + 1 };
      candidate.phase = phaseOf(says) ?? candidate.phase;
      if (candidate.count < needed) return;
      change(to, candidate.at, code, candidate.phase);
    }
    candidate = undefined;
    reach = code;
  };

  for (let index = 0; index < readings.length; index++) {
    const code = readings[index] as number;
    const at = timeOf(code);
    const source = sourceOf(code);
    const says = saysOf(code);
    const to = valueOf(says);
    if (source === HELD) {
      // It stands beside what bore it out.
      reach = readings[index - 1] ?? base.floor;
      if (to !== undefined && to !== value) change(to, candidate?.to === to ? candidate.at : at, reach, phaseOf(says));
      else if (value === 'down') phase = phaseOf(says);
      raw = value;
      candidate = undefined;
    } else if (source === METRIC ? !isInconclusive(readings, index, periodMs) : !isTakenBack(readings, index)) {
      if (to === undefined) {
        if (says === 'mixed' && raw !== 'unknown') {
          // A second one was up and down as well, so it is over by its end.
          overBy = mixedFrom === undefined ? undefined : at + periodMs;
          mixedFrom ??= at;
          mixedUntil = at + periodMs;
        } else if (value === 'down') phase = 'phase2';
      } else {
        // A change within a period is explained by a change from one side of it to the other. Where both
        // sides agree, something was missed between them. One period more, since which end of its period
        // a timestamp names is documented nowhere; counted from the first such period, so that the next one
        // does not take back what a poll has settled.
        if (to !== raw) mixedFrom = undefined;
        if (mixedFrom !== undefined) {
          if (at >= mixedUntil) overBy ??= at;
          if (at >= (source === METRIC ? mixedUntil : mixedFrom + 2 * periodMs)) {
            const missed = to === 'up' ? 'down' : 'up';
            if (to !== 'disabled') weigh(missed, mixedFrom, mixedFrom * 64 + METRIC * 8, missed);
            // It was over when it was seen, so its end is as sure as itself.
            if (value === missed) change(to, source === EVENT ? at : Math.min(at, overBy ?? at), code, phaseOf(says));
            mixedFrom = undefined;
          }
        }
        weigh(to, at, code, says);
        if (value === 'down') phase = phaseOf(says) ?? phase;
      }
    }
    const settled = candidate === undefined && mixedFrom === undefined;
    if (code <= frontier) known = changes.length;
    if (at <= forgetBefore && settled) fold = { count: index + 1, base: { value, since, phase, floor: code } };
  }
  return { origin, changes, known, value, since, phase, code: shown, open: candidate !== undefined || mixedFrom !== undefined, reach: Math.max(reach, fold.base.floor), fold };
}

/**
 * Whether a datapoint's period holds an event, or a poll that says otherwise: those know their instant, the
 * point does not. What a point of both says may also be told by an event in the period after it, since which
 * end of its period a timestamp names is documented nowhere.
 */
function isInconclusive(readings: readonly number[], index: number, periodMs: number): boolean {
  const code = readings[index] as number;
  const start = timeOf(code);
  const own = valueOf(saysOf(code));
  for (let next = index + 1; next < readings.length; next++) {
    const other = readings[next] as number;
    const at = timeOf(other);
    if (at > start + (own === undefined ? 2 : 1) * periodMs) return false;
    const said = valueOf(saysOf(other));
    // An event that says nothing of up and down decides nothing either.
    if (at === start || said === undefined) continue;
    if (sourceOf(other) === EVENT) return true;
    if (sourceOf(other) === TOPOLOGY && at < start + periodMs && own !== undefined && said !== own) return true;
  }
  return false;
}

/** Whether a poll or an event is contradicted by what has the last word at the same instant: nothing comes and goes in no time. */
function isTakenBack(readings: readonly number[], index: number): boolean {
  const code = readings[index] as number;
  const own = valueOf(saysOf(code));
  for (let next = index + 1; next < readings.length; next++) {
    const other = readings[next] as number;
    if (timeOf(other) > timeOf(code) || sourceOf(other) >= METRIC) return false;
    const said = valueOf(saysOf(other));
    if (own !== undefined && said !== undefined && said !== own) return true;
  }
  return false;
}

/** Changes as they are told: no two in a row say the same. */
export function spoken(changes: readonly Change[], { origin }: Course): readonly Change[] {
  let said = origin.value;
  return changes.filter(({ to }) => {
    if (to === 'disabled' || to === said) return false;
    said = to;
    return true;
  });
}

/** The newest reading of what a track knows: what comes after it is news. */
export function frontierOf({ readings, reach, base }: Track): number {
  return readings.findLast((code) => timeOf(code) <= reach && valueOf(saysOf(code)) !== undefined) ?? base.floor;
}

/** What an aspect was at an instant, as far as is remembered. */
export function valueAt({ origin, changes }: Pick<Course, 'origin' | 'changes'>, at: number): Value {
  return changes.findLast((change) => change.at <= at)?.to ?? (origin.since <= at ? origin.value : 'unknown');
}
