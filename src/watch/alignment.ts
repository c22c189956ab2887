import type { Value } from './memory.ts';
import type { Change } from './time-line.ts';

/** What was told: that something came to a value, and when. */
export interface Saying {
  readonly to: Value;
  readonly at: number;
}

interface Paired {
  readonly said: ReadonlySet<Saying>;
  readonly shown: ReadonlySet<Change>;
}

/** Of what was told each stands for one that is shown and says the same. */
export function pairedUp(said: readonly Saying[], shown: readonly Change[]): Paired {
  const paired = { said: new Set<Saying>(), shown: new Set<Change>() };
  for (const value of ['up', 'down'] as const) {
    const own = said.filter(({ to }) => to === value).sort((a, b) => a.at - b.at);
    for (let pair = aligned(own, shown.filter(({ to }) => to === value)).last; pair; pair = pair.before.last) {
      paired.said.add(pair.one);
      paired.shown.add(pair.other);
    }
  }
  return paired;
}

/** Pairs of the first so many of two lists. */
interface Alignment {
  readonly pairs: number;
  readonly apartMs: number;
  readonly last?: { readonly one: Saying; readonly other: Change; readonly before: Alignment };
}

const NO_PAIRS: Alignment = { pairs: 0, apartMs: 0 };

const better = (one: Alignment, other: Alignment): Alignment => (one.pairs > other.pairs || (one.pairs === other.pairs && one.apartMs <= other.apartMs) ? one : other);

/** As many pairs as there can be in order of time, and of those the nearest: which outage stands for which must not cross. */
function aligned(said: readonly Saying[], shown: readonly Change[]): Alignment {
  let row: readonly Alignment[] = [NO_PAIRS, ...shown.map(() => NO_PAIRS)];
  for (const one of said) {
    const next: Alignment[] = [NO_PAIRS];
    for (const [index, other] of shown.entries()) {
      const [before, above, left] = [row[index] ?? NO_PAIRS, row[index + 1] ?? NO_PAIRS, next[index] ?? NO_PAIRS];
      const pair = { pairs: before.pairs + 1, apartMs: before.apartMs + Math.abs(one.at - other.at), last: { one, other, before } };
      next.push(better(better(above, left), pair));
    }
    row = next;
  }
  return row.at(-1) ?? NO_PAIRS;
}
