import type { Settings, Track, Value } from './memory.ts';
import { courseOf, inOrder, mark, markOf, spoken, timeOf, type Change, type Course } from './time-line.ts';

/** A change that is to be told. */
export interface Untold extends Change {
  readonly from: Value;
  readonly late: boolean;
}

/** What was told, held against what the time line shows now. */
export interface Account {
  readonly untold: readonly Untold[];
  readonly unshown: readonly number[];
}

/** Tells what is news, and what was missed, and neither where it was told before. */
export function accountOf(track: Track, course: Course, live: readonly Untold[], { confirm, staleAfterMs }: Settings): Account {
  const before = courseOf(track, confirm);
  const told = spoken(before.changes, before);
  const shown = spoken(course.changes, course);
  const unshown = [...track.unshown];
  const known = spoken(course.changes.slice(0, course.known), course);
  const gone = [...inOrder(surplusOf(told, known))];
  const news: Untold[] = [];
  for (let index = 0; index < live.length; index++) {
    const [first, last] = [live[index] as Untold, live[index + 1]];
    // A return from silence, or going silent, is news whatever was told before.
    const isPair = last !== undefined && first.from === last.to && first.from !== 'unknown';
    if (isPair && (strike(gone, first, track) || strike(unshown, first, track))) index++;
    else news.push(first);
  }
  const pairs = missed(track, told, shown, known.length, news).filter(([first]) => first && !strike(unshown, first, track));
  const changes = pairs.flat();
  const last = changes.at(-1);
  if (last && track.said === 'unknown') changes.push({ ...last, to: 'unknown', phase: undefined, at: track.asOf + staleAfterMs });
  const untold = [...changes.map((change, index) => ({ ...change, from: changes[index - 1]?.to ?? track.said, late: true })), ...news];
  // The end of silence says nothing that was not told before it.
  const all = [...told, ...untold.filter(({ from }) => from !== 'unknown' || track.value === 'unknown')];
  return { untold, unshown: inOrder([...unshown, ...surplusOf(all, shown)]) };
}

/** How far apart two pieces of evidence may date one change. */
export const nearMs = (periodMs: number): number => 2 * periodMs;

/** Strikes off what was told a change and what ended it, where evidence that says nothing any more told it. */
function strike(marks: number[], { to, at }: Change, { periodMs }: Track): boolean {
  const index = marks.findIndex((code) => markOf(code) === to && Math.abs(timeOf(code) - at) <= nearMs(periodMs));
  if (index < 0) return false;
  marks.splice(index, 1);
  const end = marks.findIndex((code, position) => position >= index && markOf(code) !== to);
  if (end >= 0) marks.splice(end, 1);
  return true;
}

/** Pairs of changes that lie within what was known and had not been told: what was told last is so after them too. */
function missed(track: Track, told: readonly Change[], shown: readonly Change[], known: number, live: readonly Change[]): readonly (readonly Change[])[] {
  const basis = track.said === 'unknown' ? track.value : track.said;
  const opening = basis === 'up' ? 'down' : basis === 'down' ? 'up' : undefined;
  const matched = pairedUp([...told, ...live], shown).shown;
  // What ends it may be newer than what was known, where that has been overruled.
  const isMissed = (change: Change, index: number): boolean => change.to === opening && !matched.has(change) && index < known && index + 1 < shown.length;
  return shown.flatMap((change, index) => (isMissed(change, index) ? [shown.slice(index, index + 2)] : []));
}

/** Marks of what was told more often than a time line shows it. */
function surplusOf(told: readonly Change[], shown: readonly Change[]): readonly number[] {
  // What ends a late outage may have been told before it.
  const once = [...new Map(told.map((change) => [mark(change.at, change.to), change])).values()];
  const matched = pairedUp(once, shown).told;
  return once.filter((change) => !matched.has(change)).map(({ at, to }) => mark(at, to));
}

/** Of what was told each stands for one that is shown: the nearest that says the same, and those first that are nearest. */
function pairedUp(told: readonly Change[], shown: readonly Change[]): { readonly told: ReadonlySet<Change>; readonly shown: ReadonlySet<Change> } {
  const candidates = told.flatMap((one) => shown.filter(({ to }) => to === one.to).map((other) => ({ one, other, apart: Math.abs(one.at - other.at) })));
  const paired = { told: new Set<Change>(), shown: new Set<Change>() };
  for (const { one, other } of candidates.sort((a, b) => a.apart - b.apart)) {
    if (paired.told.has(one) || paired.shown.has(other)) continue;
    paired.told.add(one);
    paired.shown.add(other);
  }
  return paired;
}
