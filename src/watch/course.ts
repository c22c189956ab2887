import { conditionOf, isFailover } from './condition.ts';
import type { ConnectionCondition } from './model.ts';
import { type History, type Value, valueAt } from './timeline/index.ts';

/** The histories of a connection's tunnels, by their keys. */
export type Histories = ReadonlyMap<string, Pick<History, 'origin' | 'changes'>>;

/** Which tunnel carries the traffic while both are up, and which stands by. */
export interface Roles {
  readonly active: string | undefined;
  readonly standby: string | undefined;
}

/** What the tunnels were at an instant. */
export const valuesAt = (histories: Histories, at: number): ReadonlyMap<string, Value> =>
  new Map([...histories].map(([key, history]) => [key, valueAt(history, at)]));

const instantsOf = (histories: Histories): readonly number[] =>
  [...new Set([...histories.values()].flatMap(({ origin, changes }) => [origin.since, ...changes.map(({ at }) => at)]))].sort(
    (a, b) => a - b,
  );

/** Since when the tunnels had been what they were at an instant, as a connection. */
export function conditionSince(histories: Histories, at: number): number {
  const conditionAt = (instant: number): ConnectionCondition => conditionOf([...valuesAt(histories, instant).values()]);
  const instants = instantsOf(histories).filter((instant) => instant <= at);
  const before = instants.findLastIndex((instant) => conditionAt(instant) !== conditionAt(at));
  return instants[before + 1] ?? at;
}

/** When the standby tunnel took over, each time. */
function failoversOf(histories: Histories, { active, standby }: Roles): readonly number[] {
  if (active === undefined || standby === undefined) return [];
  let standbyCarries = false;
  return instantsOf(histories).filter((at) => {
    const values = valuesAt(histories, at);
    const carried = standbyCarries;
    standbyCarries = isFailover(values.get(active), values.get(standby)) ?? standbyCarries;
    return standbyCarries && !carried;
  });
}

/** The failovers between two instants that the tunnels' histories show now and did not show before; those that were only dated otherwise are not among them. */
export function newFailovers(
  before: Histories,
  now: Histories,
  roles: Roles,
  { from, until }: { readonly from: number; readonly until: number },
): ReadonlySet<number> {
  const isWithin = (at: number): boolean => at >= from && at <= until;
  const found = new Set(failoversOf(now, roles).filter(isWithin));
  for (const at of failoversOf(before, roles).filter(isWithin)) {
    const [nearest] = [...found].sort((a, b) => Math.abs(a - at) - Math.abs(b - at));
    if (nearest !== undefined) found.delete(nearest);
  }
  return found;
}

/** The instants of changes that become known, and of what the other tunnels did meanwhile: until the next one, where that leads back to what was known. */
export function lateInstants(late: readonly { readonly tunnel: string; readonly at: number }[], histories: Histories): readonly number[] {
  const spans = [...histories.keys()].flatMap((key) => {
    const times = late.filter(({ tunnel }) => tunnel === key).map(({ at }) => at);
    return times.flatMap((at, index) => (index % 2 === 0 ? [{ from: at, until: times[index + 1] ?? Infinity }] : []));
  });
  const meanwhile = instantsOf(histories).filter((at) => spans.some(({ from, until }) => at > from && at < until));
  return [...new Set([...late.map(({ at }) => at), ...meanwhile])].sort((a, b) => a - b);
}
