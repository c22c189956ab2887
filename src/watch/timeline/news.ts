import type { Change, History } from './history.ts';
import type { Announcement } from './match-changes.ts';
import { type Aspect, claimOf, type Code, sourceOf, timeOf, type Value, valueOf } from './observation.ts';
import { presentOf, type Timeline } from './timeline.ts';

/** How long an aspect has been heard of. */
export interface Hearing {
  readonly asOf: number;
  readonly isStale: boolean;
  /** The time of the first observation that is news; 0 where there is none. */
  readonly newsFrom: number;
}

/** When silence is announced, and whether the first value is. */
export interface NewsSettings {
  readonly staleAfterMs: number;
  readonly emitInitial: boolean;
}

/** A change that is news. */
export interface LiveAnnouncement extends Announcement {
  /** The change of the history that it is; absent for silence, its end, and a value that evidence took back. */
  readonly change?: Change;
}

/** What is to be announced of the present, in order, and what has been announced with it. */
export interface News {
  readonly live: readonly LiveAnnouncement[];
  readonly lastAnnounced: Value;
}

/** Finds the changes that are newer than what was known, silence and its end among them. */
export function findNews(aspect: Aspect, timeline: Timeline, history: History, hearing: Hearing, settings: NewsSettings): News {
  const { asOf, isStale, newsFrom } = hearing;
  const { end, changes, known } = history;
  const isFirst = timeline.value === 'unknown';
  if (isFirst && !settings.emitInitial) return { live: [], lastAnnounced: isStale && aspect === 'ipsec' ? 'unknown' : end.value };
  const story = new Story(timeline);
  // What failed may show after that something did.
  if (!isFirst)
    for (const change of changes.slice(known)) story.add(change === changes.at(-1) ? { ...change, phase: end.phase } : change, change);
  // What is left is silence, its end, or that what was announced has turned out otherwise.
  const silentUntil = timeline.isStale ? timeline.asOf + settings.staleAfterMs : 0;
  const code = isFirst ? end.code : shownLast(history);
  const at = Math.max(knownFrom(timeline, { since: end.since, code }, newsFrom), silentUntil);
  const present = { to: end.value, phase: end.phase, code, at, after: at };
  if (!isStale) story.add(present);
  else if (aspect === 'ipsec') story.add({ ...present, to: 'unknown', phase: undefined, at: asOf + settings.staleAfterMs });
  return { live: story.live, lastAnnounced: story.lastAnnounced };
}

/** A value that comes back because evidence took another one back, or ended silence, is known only since that evidence. An event says since when. */
function knownFrom(
  { ledger, isStale }: Timeline,
  { since, code }: Pick<Change, 'code'> & { readonly since: number },
  newsFrom: number,
): number {
  if (!isStale && ledger.every(({ at }) => since > at)) return since;
  return Math.max(since, newsFrom, sourceOf(code) === 'event' && newsFrom > since ? timeOf(code) : 0);
}

/** The newest observation that shows the value. What a checkpoint ends with need not show anything. */
const shownLast = ({ watermark, end }: History): Code => (valueOf(claimOf(watermark)) === undefined ? end.code : watermark);

/** Announces one value after another, none twice in a row. */
class Story {
  readonly live: LiveAnnouncement[] = [];
  lastAnnounced: Value;
  #from: Value;

  constructor(timeline: Timeline) {
    this.lastAnnounced = timeline.lastAnnounced;
    this.#from = presentOf(timeline);
  }

  add(announced: Change, change?: Change): void {
    const { to } = announced;
    if (to !== this.lastAnnounced && to !== 'disabled') {
      this.live.push({ ...announced, from: this.#from, isLate: false, ...(change && { change }) });
      this.lastAnnounced = to;
    }
    this.#from = to;
  }
}
