import type { Announced } from './ledger.ts';
import { matchChanges, type Matched, type ShownChange } from './match-changes.ts';
import type { Value } from './observation.ts';

const NO_NEWS: ReadonlySet<Announced> = new Set();

/**
 * Finds the announced changes in a history, also where evidence has given a change quite another time. Changes
 * come in turns, so where more of one value than of the other is left over, that much of it must be in the
 * history: what is nearest. Whole outages that are left over are none of the history: no outage stands for another.
 *
 * @param news - Changes of the history that nothing announced long before can be.
 */
export function matchAnnounced(
  announced: readonly Announced[],
  history: readonly ShownChange[],
  toleranceMs: number,
  news: ReadonlySet<Announced> = NO_NEWS,
): Matched {
  const matched = matchChanges(announced, history, toleranceMs);
  const left = (to: Value): readonly Announced[] => announced.filter((one) => one.to === to && !matched.announced.has(one));
  const [ups, downs] = [left('up'), left('down')];
  const more = ups.length > downs.length ? ups : downs;
  const open = history.filter((change) => change.to === more[0]?.to && !matched.changes.has(change) && !news.has(change));
  const pairs = nearestPairs(more, open, Math.abs(ups.length - downs.length));
  if (pairs.length === 0) return matched;
  return { announced: new Set([...matched.announced, ...pairs.map(([, one]) => one)]), changes: new Map([...matched.changes, ...pairs]) };
}

function nearestPairs(
  announced: readonly Announced[],
  history: readonly ShownChange[],
  count: number,
): readonly (readonly [ShownChange, Announced])[] {
  const byDistance = announced
    .flatMap((one) => history.map((change) => [change, one] as const))
    .sort(([a, one], [b, other]) => Math.abs(a.at - one.at) - Math.abs(b.at - other.at));
  const pairs: (readonly [ShownChange, Announced])[] = [];
  for (const [change, one] of byDistance) {
    if (pairs.length < count && pairs.every(([known, other]) => known !== change && other !== one)) pairs.push([change, one]);
  }
  return pairs;
}
