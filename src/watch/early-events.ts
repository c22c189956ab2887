import type { VpnSystemEvent } from '../events/index.ts';
import { UNCERTAINTY_MS } from './timeline/index.ts';
import type { Transition } from './transitions.ts';

/** Whether an event is dated after now, by more than clocks may be apart. */
export const isOfFuture = ({ at }: VpnSystemEvent, now: number): boolean => at > now + UNCERTAINTY_MS;

/** An event that waits for a round, until it is disposed of. */
export interface WaitingEvent extends Disposable {
  /** What was announced of it so far. */
  readonly transitions: readonly Transition[];
}

/** Pushed events that a round is to evaluate, together with what it reads. */
export class EarlyEvents {
  #events: VpnSystemEvent[] = [];
  readonly #waiting = new Set<{ readonly id: string; readonly transitions: Transition[] }>();

  add(events: readonly VpnSystemEvent[]): void {
    this.#events.push(...events);
  }

  take(): readonly VpnSystemEvent[] {
    return this.#events.splice(0);
  }

  /** Lets an event wait for the next round, which may as well read the same event itself. */
  await(event: VpnSystemEvent): WaitingEvent {
    const one = { id: event.id, transitions: [] };
    this.#events.push(event);
    this.#waiting.add(one);
    return {
      transitions: one.transitions,
      [Symbol.dispose]: () => {
        this.#waiting.delete(one);
        // Its sender was told to try again.
        this.#events = this.#events.filter((other) => other !== event);
      },
    };
  }

  /** Hands a transition to the first who waits for its event: of an event that comes twice, the second shows nothing. */
  announced(transition: Transition): void {
    for (const { id, transitions } of this.#waiting) {
      if (transition.evidence.event?.id !== id) continue;
      transitions.push(transition);
      return;
    }
  }
}
