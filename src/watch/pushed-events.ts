import { VpnMonitorError } from '../errors.ts';
import type { VpnSystemEvent } from '../events/index.ts';
import type { WatchContext } from './context.ts';
import { type EarlyEvents, isOfFuture } from './early-events.ts';
import type { Engine } from './engine.ts';
import type { Keeper } from './keeper.ts';
import type { CheckedOptions } from './options.ts';
import type { Outbox } from './outbox.ts';
import type { Lease } from './replicas/index.ts';
import type { Roster } from './roster.ts';
import type { Transition } from './transitions.ts';

interface PushedEventsDependencies {
  /** Takes those that come before the targets are known, or before the first evidence of their connection was evaluated. */
  readonly early: EarlyEvents;
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
  readonly #early: EarlyEvents;

  constructor({ early, context, options, lease, roster, engine, keeper, outbox }: PushedEventsDependencies) {
    this.#early = early;
    this.#context = context;
    this.#options = options;
    this.#lease = lease;
    this.#roster = roster;
    this.#engine = engine;
    this.#keeper = keeper;
    this.#outbox = outbox;
  }

  /**
   * Evaluates an event that was pushed, and resolves when what follows is saved and announced. Before the first
   * round it waits for that, and what it shows is part of what is found first.
   */
  async ingest(event: VpnSystemEvent): Promise<readonly Transition[]> {
    const now = this.#context.scopes.clock.now();
    const entry = this.#roster.entryOf(event.resource);
    if (this.#isEarly(event, now, entry?.record.bornAt)) {
      this.#letWait(event);
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

  /** Lets an event wait for the next round, unless nobody would know of it if that never came. */
  #letWait(event: VpnSystemEvent): void {
    const { store, sources } = this.#options;
    if (store && !this.#lease && !this.#engine.hasRound)
      throw tryAgain('the store or the targets of the watch could not be read, as `error` says, so the event is not kept');
    if (this.#lease && !sources.has('events')) throw tryAgain('the event comes before the first round of the watch, or of its connection');
    this.#early.add([event]);
  }

  #isEarly(event: VpnSystemEvent, now: number, bornAt = -Infinity): boolean {
    return !this.#engine.hasRound || bornAt > this.#engine.roundAt || isOfFuture(event, now);
  }
}

function tryAgain(why: string): VpnMonitorError {
  return new VpnMonitorError(`ingest(): ${why}; let the sender try again`, { code: 'server', retryable: true });
}
