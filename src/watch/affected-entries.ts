import { isUnannounced } from './connection-record.ts';
import type { Entry } from './entry.ts';
import type { EvaluationContexts } from './horizon.ts';
import type { Roster } from './roster.ts';
import type { DetailedObservation } from './sources/observe.ts';
import type { EvaluationContext } from './timeline/index.ts';

/** The observations of one round that need to be evaluated, by connection id. */
export type Batch = Map<string, DetailedObservation[]>;

type EntryObservations = readonly [Entry, readonly DetailedObservation[]];

const NONE: readonly (readonly [string, Entry])[] = [];

/** The connections that there is news of. */
export function touchedEntries(roster: Roster, batch: Batch): readonly EntryObservations[] {
  return [...batch].flatMap(([id, observations]) => {
    const entry = roster.entries.get(id);
    return entry ? [[entry, observations] as const] : [];
  });
}

/** The connections that there is news of, or that nothing has been heard of for too long. What is held of the others is known then. */
export function affectedEntries(roster: Roster, batch: Batch, now: number, contexts: EvaluationContexts): readonly EntryObservations[] {
  const { common, of, areAlike } = contexts;
  const isSomethingDue = roster.rounds.takeDue(now, common.staleAfterMs);
  const affected: EntryObservations[] = [];
  // There may be thousands: in most rounds nothing can have happened to any of them.
  const entries = isSomethingDue || batch.size > 0 || !areAlike ? roster.entries : NONE;
  for (const [id, entry] of entries) {
    const observations = batch.get(id);
    const context = of(entry);
    // Asked of those that there is news of, too: it notes until when they were heard.
    if ((isSomethingDue && isDue(entry, now, context)) || observations)
      affected.push([entry, [...(observations ?? []), ...entry.aspects.flatMap(({ held }) => held.releaseOwn())]]);
    else if (context !== common) sealAll(entry, context);
  }
  roster.rounds.end(common.forgetBefore ?? 0);
  return affected;
}

/** Forgets of a connection what is older than it is to remember, which is not what the others are. */
function sealAll({ aspects }: Entry, { forgetBefore = 0, thinBefore }: EvaluationContext): void {
  for (const { held } of aspects) held.seal(forgetBefore, thinBefore);
}

/** Whether a connection is to be evaluated though there is no news of it. */
function isDue({ aspects, record }: Entry, now: number, { staleAfterMs }: EvaluationContext): boolean {
  let due = isUnannounced(record);
  for (const { held } of aspects) {
    held.noteHeard();
    due ||= held.isDue || held.isSilent(now, staleAfterMs);
  }
  return due;
}
