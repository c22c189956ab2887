import { announceable, type Change, type History } from './history.ts';
import { matchChanges, type Announced, type Announcement, type ShownChange } from './match-changes.ts';
import type { LiveAnnouncement } from './news.ts';
import { timeOf, type Value } from './observation.ts';
import { UNCERTAINTY_MS } from './precedence.ts';
import type { Timeline } from './timeline.ts';

/** What is to be announced, and the ledger with it. */
export interface Reconciled {
  readonly announcements: readonly Announcement[];
  readonly ledger: readonly Announced[];
}

/** How far apart two pieces of evidence may date one change. */
const toleranceOf = (periodMs: number): number => 2 * periodMs + UNCERTAINTY_MS;

/**
 * Holds what was announced against what the observations show now. What is news is announced, and what was
 * missed before it, as late; neither where it was announced before under another time.
 */
export function reconcile(timeline: Timeline, history: History, live: readonly LiveAnnouncement[]): Reconciled {
  const { ledger, periodMs, checkpoint } = timeline;
  const shown = announceable(history);
  const all = [...(checkpoint.value === 'unknown' ? originOf(history) : []), ...shown];
  const toleranceMs = toleranceOf(periodMs);
  const matched = matchChanges(ledger, all, toleranceMs);
  const news = withoutAnnouncedPairs(live, (one) => one.change !== undefined && matched.changes.has(one.change));
  const known = announceable({ origin: history.origin, changes: history.changes.slice(0, history.known) }).length;
  const accounted = matchChanges([...ledger, ...news], all, toleranceMs).changes;
  const late = findMissed(timeline, shown, (change, index) => index < known && !accounted.has(change));
  const announcements = [...late, ...news];
  return { announcements, ledger: [...all.map(({ to, at }) => ({ to, at })), ...retracted([...ledger, ...announcements.filter((one) => isChange(one, timeline))], all, toleranceMs)] };
}

/** The part of a ledger that reaches back to a checkpoint, of which the first so many entries are the history's. */
export function ledgerSince(ledger: readonly Announced[], history: History, { fold, periodMs }: { readonly fold: History['fold']; readonly periodMs: number }): readonly Announced[] {
  const folded = new Set(history.changes.slice(0, fold.changes).map(({ to, at }) => `${to} ${at}`));
  const horizon = timeOf(fold.checkpoint.upTo) - toleranceOf(periodMs);
  const isOrigin = ({ to, at }: Announced): boolean => fold.checkpoint.value !== 'unknown' && at === history.origin.since && to === history.origin.value;
  return ledger.filter((one) => one.at >= horizon && !folded.has(`${one.to} ${one.at}`) && !isOrigin(one));
}

const originOf = ({ origin: { value, since } }: History): readonly ShownChange[] => (value === 'up' || value === 'down' ? [{ to: value, at: since, after: since }] : []);

/** A pair of changes that leads back to where it began is left out where its first is announced already. */
function withoutAnnouncedPairs(live: readonly LiveAnnouncement[], isAnnounced: (one: LiveAnnouncement) => boolean): readonly LiveAnnouncement[] {
  const news: LiveAnnouncement[] = [];
  for (let index = 0; index < live.length; index++) {
    const [one, next] = [live[index] as LiveAnnouncement, live[index + 1]];
    // A return from silence, or going silent, is news whatever was announced before.
    const isPair = next !== undefined && one.from === next.to && one.from !== 'unknown';
    if (isPair && isAnnounced(one)) index++;
    else news.push(one);
  }
  return news;
}

/** Pairs of changes that lie within what was known and are not announced. They leave the present as it was, silence too: that is not announced again. */
function findMissed(timeline: Timeline, shown: readonly Change[], isMissed: (change: Change, index: number) => boolean): readonly Announcement[] {
  const { lastAnnounced, value } = timeline;
  const opening = oppositeOf(lastAnnounced === 'unknown' ? value : lastAnnounced);
  // What ends it may be newer than what was known, where that has been overruled.
  const missed = shown.flatMap((change, index) => (change.to === opening && index + 1 < shown.length && isMissed(change, index) ? shown.slice(index, index + 2) : []));
  return missed.map((change, index) => ({ ...change, from: missed[index - 1]?.to ?? lastAnnounced, isLate: true }));
}

const oppositeOf = (value: Value): Value | undefined => (value === 'up' ? 'down' : value === 'down' ? 'up' : undefined);

/** Silence and its end say nothing that was not announced before it. */
const isChange = ({ from, to }: Announcement, { value }: Timeline): boolean => to !== 'unknown' && (from !== 'unknown' || value === 'unknown');

/** What was announced and the history does not show. */
function retracted(announced: readonly Announced[], shown: readonly ShownChange[], toleranceMs: number): readonly Announced[] {
  // What ends a late outage may have been announced before it.
  const once = [...new Map(announced.map(({ to, at }) => [`${to} ${at}`, { to, at }])).values()];
  const matched = matchChanges(once, shown, toleranceMs).announced;
  return once.filter((one) => !matched.has(one)).sort((a, b) => a.at - b.at);
}
