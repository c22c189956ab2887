import type { ContextOf, Entry } from './entry.ts';
import type { Roster } from './roster.ts';
import type { DetailedObservation } from './sources/observe.ts';
import type { EvaluationContext } from './timeline/index.ts';

/** The observations of one round that need to be evaluated, by connection id. */
export type Batch = Map<string, DetailedObservation[]>;

type EntryObservations = readonly [Entry, readonly DetailedObservation[]];

/** The connections that there is news of. */
export function touchedEntries(roster: Roster, batch: Batch): readonly EntryObservations[] {
  return [...batch].flatMap(([id, observations]) => {
    const entry = roster.entries.get(id);
    return entry ? [[entry, observations] as const] : [];
  });
}

/** The connections that there is news of, or that nothing has been heard of for too long. What is held of the others is sealed. */
export function affectedEntries(roster: Roster, batch: Batch, now: number, contextOf: ContextOf): readonly EntryObservations[] {
  const affected: EntryObservations[] = [];
  for (const [id, entry] of roster.entries) {
    const observations = batch.get(id);
    const context = contextOf(entry);
    if (observations || isDue(entry, now, context))
      affected.push([entry, [...(observations ?? []), ...entry.aspects.flatMap(({ held }) => held.releaseOwn())]]);
    else for (const { held } of entry.aspects) held.seal(context.forgetBefore ?? 0, context.thinBefore);
  }
  return affected;
}

/** Whether a connection is to be evaluated though there is no news of it. */
function isDue({ aspects }: Entry, now: number, { staleAfterMs }: EvaluationContext): boolean {
  // Asked of thousands each round.
  for (const { held } of aspects) if (held.isDue || held.isSilent(now, staleAfterMs)) return true;
  return false;
}
