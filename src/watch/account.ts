import { pairedUp, type Saying } from './alignment.ts';
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
  const shown = spoken(course.changes, course);
  const known = spoken(course.changes.slice(0, course.known), course);
  const first = firstOf(course);
  const said = [...[...firstOf(before), ...spoken(before.changes, before)].map(sayingOf), ...track.unshown.map(remembered)];
  const standing = pairedUp(said, [...first, ...known]).said;
  const spare = said.filter((one) => !standing.has(one));
  const news: Untold[] = [];
  for (let index = 0; index < live.length; index++) {
    const [change, next] = [live[index] as Untold, live[index + 1]];
    // A return from silence, or going silent, is news whatever was told before.
    const isPair = next !== undefined && change.from === next.to && change.from !== 'unknown';
    if (isPair && takeNear(spare, change, nearMs(track.periodMs))) index++;
    else news.push(change);
  }
  const paired = pairedUp([...said, ...news.map(sayingOf)], [...first, ...shown]).shown;
  const changes = missed(track, shown, known.length, paired).flat();
  const last = changes.at(-1);
  if (last && track.said === 'unknown') changes.push({ ...last, to: 'unknown', phase: undefined, at: track.asOf + staleAfterMs });
  const untold = [...changes.map((change, index) => ({ ...change, from: changes[index - 1]?.to ?? track.said, late: true })), ...news];
  // Silence and its end say nothing that was not told before it.
  const all = [...said, ...untold.filter(({ from, to }) => to !== 'unknown' && (from !== 'unknown' || track.value === 'unknown')).map(sayingOf)];
  return { untold, unshown: unshownOf(all, [...first, ...shown]) };
}

/** How far apart two pieces of evidence may date one change. */
export const nearMs = (periodMs: number): number => 2 * periodMs;

/** What a time line begins with, which was told, or is known without being told. */
const firstOf = ({ origin: { value, since } }: Course): readonly Change[] => (value === 'up' || value === 'down' ? [{ to: value, at: since, phase: undefined, code: 0 }] : []);

const sayingOf = ({ to, at }: Change): Saying => ({ to, at });

const remembered = (code: number): Saying => ({ to: markOf(code) ?? 'unknown', at: timeOf(code) });

/** Takes away what says the same at about that time, where there is any. */
function takeNear(said: Saying[], { to, at }: Change, withinMs: number): boolean {
  const index = said.findIndex((one) => one.to === to && Math.abs(one.at - at) <= withinMs);
  if (index >= 0) said.splice(index, 1);
  return index >= 0;
}

/** Pairs of changes that lie within what was known and had not been told: what was told last is so after them too. */
function missed(track: Track, shown: readonly Change[], known: number, paired: ReadonlySet<Change>): Change[][] {
  const basis = track.said === 'unknown' ? track.value : track.said;
  const opening = basis === 'up' ? 'down' : basis === 'down' ? 'up' : undefined;
  // What ends it may be newer than what was known, where that has been overruled.
  const isMissed = (change: Change, index: number): boolean => change.to === opening && !paired.has(change) && index < known && index + 1 < shown.length;
  return shown.flatMap((change, index) => (isMissed(change, index) ? [shown.slice(index, index + 2)] : []));
}

/** Marks of what was told more often than a time line shows it. */
function unshownOf(said: readonly Saying[], shown: readonly Change[]): readonly number[] {
  // What ends a late outage may have been told before it.
  const once = [...new Map(said.map((one) => [mark(one.at, one.to), one])).values()];
  const paired = pairedUp(once, shown).said;
  return inOrder(once.filter((one) => !paired.has(one)).map(({ at, to }) => mark(at, to)));
}
