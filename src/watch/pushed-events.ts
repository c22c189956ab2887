import { VpnMonitorError } from '../errors.ts';
import type { VpnSystemEvent } from '../events/index.ts';
import type { WatchContext } from './context.ts';
import type { Engine } from './engine.ts';
import type { Keeper } from './keeper.ts';
import type { CheckedOptions } from './options.ts';
import type { Outbox } from './outbox.ts';
import type { Lease } from './replicas/index.ts';
import type { Roster } from './roster.ts';
import { UNCERTAINTY_MS } from './timeline/index.ts';
import type { Transition } from './transitions.ts';

interface PushedEventsDependencies {
  readonly context: WatchContext;
  readonly options: CheckedOptions;
  /** The lock of the store, where it has one. */
  readonly lease: Lease | undefined;
  readonly roster: Roster;
  readonly engine: Engine;
  readonly keeper: Keeper;
  readonly outbox: Outbox;
}

/** Evaluates events as they are pushed, beside the rounds. */
export class PushedEvents {
  readonly #context: WatchContext;
  readonly #options: CheckedOptions;
  readonly #lease: Lease | undefined;
  readonly #roster: Roster;
  readonly #engine: Engine;
  readonly #keeper: Keeper;
  readonly #outbox: Outbox;
  /** Events that came before the targets were known, or before the first evidence of their connection was evaluated. */
  #early: VpnSystemEvent[] = [];

  constructor({ context, options, lease, roster, engine, keeper, outbox }: PushedEventsDependencies) {
    this.#context = context;
    this.#options = options;
    this.#lease = lease;
    this.#roster = roster;
    this.#engine = engine;
    this.#keeper = keeper;
    this.#outbox = outbox;
  }

  /** The events that wait for a round. */
  takeEarly(): readonly VpnSystemEvent[] {
    return this.#early.splice(0);
  }

  /** Lets events wait for the next round. */
  keepEarly(events: readonly VpnSystemEvent[]): void {
    this.#early.push(...events);
  }

  /**
   * Evaluates an event that was pushed, and resolves when what follows is saved and announced. Before the first
   * round it waits for that, and what it shows is part of what is found first.
   */
  async ingest(event: VpnSystemEvent): Promise<readonly Transition[]> {
    const now = this.#context.scopes.clock.now();
    const entry = this.#roster.entryOf(event.resource);
    if (this.#isEarly(event, now, entry?.record.bornAt)) {
      // Another that takes over would not know of it.
      if (this.#lease && !this.#options.sources.has('events'))
        throw tryAgain('the event comes before the first round of the watch, or of its connection');
      this.#early.push(event);
      return [];
    }
    const { transitions, announced } = this.#engine.alarms.ofEvent(entry?.connection.connectionId, now, () =>
      this.#engine.evaluatePart(new Map(), [event], now),
    );
    this.#keeper.learned();
    if (announced.length === 0 && !(this.#lease && this.#outbox.hasPending)) {
      // It may repeat one that is being saved: its sender must not get an answer before that.
      await this.#outbox.settled();
      return transitions;
    }
    this.#outbox.add(announced);
    // That it was announced is saved with the next round: until then a crash has it announced again, with the same id.
    const { isSaved } = await this.#outbox.deliver();
    this.#keeper.learned();
    if (this.#lease && !isSaved) throw tryAgain('the store does not have what follows from the event, so it is not announced yet');
    return transitions;
  }

  #isEarly({ at }: VpnSystemEvent, now: number, bornAt = -Infinity): boolean {
    return this.#engine.roundAt === -Infinity || bornAt > this.#engine.roundAt || at > now + UNCERTAINTY_MS;
  }
}

function tryAgain(why: string): VpnMonitorError {
  return new VpnMonitorError(`ingest(): ${why}; let the sender try again`, { code: 'server', retryable: true });
}
