import type { Change } from './history.ts';
import type { Announced } from './ledger.ts';
import type { Value } from './observation.ts';

/** A change of a history: it came about after one time and is dated by another. */
export interface ShownChange extends Announced {
  readonly after: number;
}

/** Which announced changes and which changes of a history are the same. */
export interface Matched {
  readonly announced: ReadonlySet<Announced>;
  /** The changes of the history, and what each was announced as. */
  readonly changes: ReadonlyMap<Announced, Announced>;
}

/**
 * Finds the announced changes in a history: as many as there can be in order of time, and of those the
 * nearest. An announced change may be one of the history if it lies in the time for which the value may have
 * lasted, or no further from it than evidence may be dated wrongly: no outage stands for another.
 */
export function matchChanges(announced: readonly Announced[], history: readonly ShownChange[], toleranceMs: number): Matched {
  const matched = { announced: new Set<Announced>(), changes: new Map<Announced, Announced>() };
  for (const value of ['up', 'down'] as const) {
    const own = announced.filter(({ to }) => to === value).sort((a, b) => a.at - b.at);
    const spans = history.flatMap((change, index) =>
      change.to === value ? [{ change, after: change.after, from: change.at, until: history[index + 1]?.at ?? Infinity }] : [],
    );
    for (let pair = pairInOrder(own, spans, toleranceMs).last; pair; pair = pair.before.last) {
      matched.announced.add(pair.announced);
      matched.changes.set(pair.change, pair.announced);
    }
  }
  return matched;
}

/** For how long a change of a history lasted. */
interface Span {
  readonly change: Announced;
  readonly after: number;
  readonly from: number;
  readonly until: number;
}

/** Pairs of the first so many of two lists. */
interface Pairs {
  readonly count: number;
  readonly apartMs: number;
  readonly last?: { readonly announced: Announced; readonly change: Announced; readonly before: Pairs };
}

const NO_PAIRS: Pairs = { count: 0, apartMs: 0 };

const better = (one: Pairs, other: Pairs): Pairs =>
  one.count > other.count || (one.count === other.count && one.apartMs <= other.apartMs) ? one : other;

function pairInOrder(announced: readonly Announced[], spans: readonly Span[], toleranceMs: number): Pairs {
  let row: readonly Pairs[] = [];
  for (const one of announced) {
    const next: Pairs[] = [NO_PAIRS];
    for (const [index, { change, after, from, until }] of spans.entries()) {
      const [before, above, left] = [row[index] ?? NO_PAIRS, row[index + 1] ?? NO_PAIRS, next[index] ?? NO_PAIRS];
      const apartMs = Math.max(0, from - one.at, one.at - until);
      const isSame = one.at >= after - toleranceMs && one.at <= until + toleranceMs;
      const pair = isSame
        ? { count: before.count + 1, apartMs: before.apartMs + apartMs, last: { announced: one, change, before } }
        : NO_PAIRS;
      next.push(better(better(above, left), pair));
    }
    row = next;
  }
  return row.at(-1) ?? NO_PAIRS;
}

/** A change as it is announced. */
export interface Announcement extends Change {
  readonly from: Value;
  /** Whether evidence of something newer was there before. */
  readonly isLate: boolean;
}
