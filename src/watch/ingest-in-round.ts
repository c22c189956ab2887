import type { VpnSystemEvent } from '../events/index.ts';
import type { EarlyEvents } from './early-events.ts';
import type { Leadership } from './leadership.ts';
import type { Transition } from './transitions.ts';

/** What takes an event that needs a round. */
export interface RoundForEvent {
  readonly early: EarlyEvents;
  readonly leadership: Leadership;
  /** Rejects for a watch that was stopped or closed meanwhile. */
  assertTaking(): void;
  /** Makes a round, or joins the one under way, and does the rest before the lock is left to others. */
  afterRound<T>(work: () => Promise<T>): Promise<T>;
}

/** What follows from a pushed event where the store is not read yet, or may hold more by now: it waits for a round, which goes on from the store. */
export async function ingestInRound(event: VpnSystemEvent, by: RoundForEvent): Promise<readonly Transition[]> {
  using waiting = by.early.await(event);
  return await by.afterRound(async () => {
    by.assertTaking();
    // The round may have been none, or may not have saved what it announced.
    const transitions = await by.leadership.ingest(event);
    // Another process may be the next to go on: it must not announce them again.
    await by.leadership.flush();
    return Object.freeze([...new Set([...waiting.transitions, ...transitions])]);
  });
}
