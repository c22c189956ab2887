import type { Histories } from './course.ts';
import { type Change, type History, isPeriod, reachOf, sourceOf, UNCERTAINTY_MS } from './timeline/index.ts';

/** A time in which a tunnel was down. */
interface Outage {
  readonly from: number;
  readonly until: number;
  /** Absent where it had begun before the changes that are remembered. */
  readonly down: Change | undefined;
  /** Absent where it goes on. */
  readonly up: Change | undefined;
}

// What was heard of a minute or a few before dates an end roughly. What was silent for longer is taken as it was known.
export const LONGEST_DOUBT_MS = 300_000;

/** After which a tunnel may have been back. */
const backAfter = ({ after, at }: Change): number => Math.max(after, at - LONGEST_DOUBT_MS);

/**
 * The histories as their connection goes by them. Two outages that overlap by no more than their dates are uncertain
 * need not have overlapped: of the possible orders the one with the fewest changes is taken, in which the second
 * began when the first one ended. Each history keeps its changes and their order; some have another date.
 */
export function withoutDoubtfulOverlaps(histories: Histories, periodMs: number): Histories {
  const dates = new Map<Change, number>();
  const outages = [...histories.values()].map(outagesOf);
  for (const [index, own] of outages.entries()) {
    const others = outages.slice(index + 1).flat();
    for (const [one, other] of own.flatMap((mine) => others.map((other) => [mine, other] as const))) {
      const [first, second] = one.from <= other.from ? [one, other] : [other, one];
      if (!settleOrder(dates, first, second, periodMs)) settleOrder(dates, second, first, periodMs);
    }
  }
  if (dates.size === 0) return histories;
  return new Map(
    [...histories].map(([key, { origin, changes }]) => [
      key,
      { origin, changes: changes.map((change) => ({ ...change, at: dates.get(change) ?? change.at })) },
    ]),
  );
}

function outagesOf({ origin, changes }: Pick<History, 'origin' | 'changes'>): readonly Outage[] {
  const begun: readonly Outage[] =
    origin.value === 'down' ? [{ from: origin.since, until: changes[0]?.at ?? Infinity, down: undefined, up: changes[0] }] : [];
  const others = changes.flatMap((down, index) =>
    down.to === 'down' ? [{ from: down.at, until: changes[index + 1]?.at ?? Infinity, down, up: changes[index + 1] }] : [],
  );
  return [...begun, ...others];
}

/** Dates the end of an outage and the beginning of another where they may be one instant; whether the two are apart. */
function settleOrder(dates: Map<Change, number>, { from, up }: Outage, { down, until }: Outage, periodMs: number): boolean {
  if (up?.to !== 'up' || down === undefined) return false;
  if (down.at >= up.at || until <= from) return true;
  const at = Math.max(backAfter(up), down.at);
  // An outage of no time would be none.
  const isEmptied = at <= from || at >= until;
  if (isEmptied || !isUnordered(up, down, periodMs)) return false;
  dates.set(up, Math.min(dates.get(up) ?? at, at));
  dates.set(down, Math.max(dates.get(down) ?? at, at));
  return true;
}

/** Whether one tunnel may have been back before the other was lost. A source knows the order of its own claims. */
function isUnordered(up: Change, down: Change, periodMs: number): boolean {
  if (backAfter(up) < down.at) return true;
  const isOneSource = isPeriod(up.code) ? isPeriod(down.code) : sourceOf(up.code) === sourceOf(down.code);
  return !isOneSource && backAfter(up) <= (isPeriod(down.code) ? reachOf(down.code, periodMs) : down.at) + UNCERTAINTY_MS;
}
