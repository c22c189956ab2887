import { announceable, type Change, type Checkpoint, type History } from './history.ts';
import type { Announced } from './ledger.ts';
import { matchAnnounced } from './match-announced.ts';
import type { Announcement, ShownChange } from './match-changes.ts';
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
  const isOriginInLedger = checkpoint.value === 'unknown' || ledger[0]?.to === checkpoint.value;
  const all = [...(isOriginInLedger ? originOf(history) : []), ...shown];
  const toleranceMs = toleranceOf(periodMs);
  const fresh = new Set<Announced>(history.changes.slice(history.known));
  const matched = matchAnnounced(ledger, all, toleranceMs, fresh);
  const isAnnounced = (one: LiveAnnouncement): boolean => one.change !== undefined && matched.changes.has(one.change);
  // What comes before the change that was announced last is no news: it was missed, where it was not announced.
  const last = live.findLastIndex((one) => one.to === timeline.lastAnnounced && isAnnounced(one));
  const news = withoutAnnouncedPairs(live.slice(last + 1), isAnnounced);
  const lastChange = live[last]?.change;
  const knownChanges = lastChange ? history.changes.indexOf(lastChange) + 1 : history.known;
  const known = announceable({ origin: history.origin, changes: history.changes.slice(0, knownChanges) }).length;
  const accounted = matchAnnounced([...ledger, ...news], all, toleranceMs, fresh).changes;
  const missed = findMissed(timeline, shown, (change, index) => index < known && !accounted.has(change));
  const announcements = inTurns(timeline, missed, news);
  const announced = [...ledger, ...announcements.filter((one) => isChange(one, timeline))];
  return { announcements, ledger: ledgerOf(announced, all, history, toleranceMs) };
}

/**
 * What was missed, and then what is news. Silence that ends with the value of before it ends first: what was missed begins and ends
 * with that value, so that no value follows itself.
 */
function inTurns(
  { lastAnnounced, value }: Timeline,
  missed: readonly Change[],
  news: readonly LiveAnnouncement[],
): readonly Announcement[] {
  const [first] = news;
  const returned = missed.length > 0 && first?.from === 'unknown' && first.to === value ? [first] : [];
  const from = returned[0]?.to ?? lastAnnounced;
  const late = missed.map((change, index) => ({ ...change, from: missed[index - 1]?.to ?? from, isLate: true }));
  return [...returned, ...late, ...news.slice(returned.length)];
}

/** The ledger back to the checkpoint: what the history shows, and what was announced besides. */
function ledgerOf(
  announced: readonly Announced[],
  all: readonly ShownChange[],
  { changes, origin, fold }: History,
  toleranceMs: number,
): readonly Announced[] {
  const { checkpoint } = fold;
  const matched = matchAnnounced(announced, all, toleranceMs);
  const folded = new Set<Announced>(changes.slice(0, fold.changes));
  const isSame = (one: Announced, other: Pick<Checkpoint, 'value' | 'since'>): boolean => one.at === other.since && one.to === other.value;
  const isForgotten = (change: Announced, entry: Announced): boolean => {
    if (!folded.has(change) && (checkpoint.value === 'unknown' || !isSame(change, origin))) return false;
    // Announced after the checkpoint, it may turn out to be another one than that with which the checkpoint begins.
    return !isSame(change, checkpoint) || entry.at <= timeOf(checkpoint.upTo);
  };
  const shown = all.flatMap((change, index) => {
    const entry = entryOf(change, matched.changes.get(change), all[index + 1]?.at ?? Infinity);
    return isForgotten(change, entry) ? [] : [entry];
  });
  const retracted = announced
    .filter((one) => !matched.announced.has(one) && one.at >= timeOf(checkpoint.upTo) - toleranceMs)
    .sort((a, b) => a.at - b.at);
  return [...shown, ...retracted].map(({ to, at }) => ({ to, at }));
}

/** What was announced while a change lasted keeps its time: evidence may yet show that there were two, and then it is the nearer one. */
function entryOf(change: ShownChange, announced: Announced | undefined, until: number): Announced {
  return announced && announced.at >= change.at && announced.at <= until ? announced : change;
}

const originOf = ({ origin: { value, since } }: History): readonly ShownChange[] =>
  value === 'up' || value === 'down' ? [{ to: value, at: since, after: since }] : [];

/** A pair of changes that leads back to where it began is left out where its first is announced already. */
function withoutAnnouncedPairs(
  live: readonly LiveAnnouncement[],
  isAnnounced: (one: LiveAnnouncement) => boolean,
): readonly LiveAnnouncement[] {
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
function findMissed(
  { lastAnnounced, value }: Timeline,
  shown: readonly Change[],
  isMissed: (change: Change, index: number) => boolean,
): readonly Change[] {
  const opening = oppositeOf(lastAnnounced === 'unknown' ? value : lastAnnounced);
  // What ends it may be newer than what was known, where that has been overruled.
  return shown.flatMap((change, index) =>
    change.to === opening && index + 1 < shown.length && isMissed(change, index) ? shown.slice(index, index + 2) : [],
  );
}

const oppositeOf = (value: Value): Value | undefined => (value === 'up' ? 'down' : value === 'down' ? 'up' : undefined);

/** Silence and its end say nothing that was not announced before it. */
const isChange = ({ from, to }: Announcement, { value }: Timeline): boolean =>
  to !== 'unknown' && (from !== 'unknown' || value === 'unknown');
