import type { AlarmChange } from './alarms/index.ts';
import type { Transition } from './transitions.ts';

/** What a watch announces. */
export type Announceable = Transition | AlarmChange;

/** What the outbox needs. */
export interface OutboxDependencies {
  /** Saves what is known and what is pending; whether the store has it. Never rejects. */
  save(pending: readonly Announceable[]): Promise<boolean>;
  announce(one: Announceable): void;
  /** Whether what is pending may be announced, asked before each. Default: always, also where the store fails. */
  mayAnnounce?(isSaved: boolean): boolean;
}

/** What became of a delivery. */
export interface Delivery {
  /** Whether the store has it. */
  readonly isSaved: boolean;
  readonly announced: number;
}

/**
 * Keeps what is to be announced until the store has it.
 *
 * After a crash the same evidence need not be there again: what a poll has shown for a moment may come as
 * events with other times, or not at all. So what is announced comes from the store, to the letter. One save
 * covers all that is pending when it begins, and what comes meanwhile waits for the next.
 */
export class Outbox {
  readonly #dependencies: OutboxDependencies;
  #pending: Announceable[] = [];
  /** The save on its way. */
  #current: Promise<unknown> = Promise.resolve();
  /** The one after it. */
  #next: Promise<Delivery> | undefined;

  constructor(dependencies: OutboxDependencies) {
    this.#dependencies = dependencies;
  }

  add(announceables: readonly Announceable[]): void {
    for (const one of announceables) this.#pending.push(one);
  }

  /** Whether something waits to be announced. */
  get hasPending(): boolean {
    return this.#pending.length > 0;
  }

  /** Saves what is pending now and announces it. What may not be announced stays pending. */
  deliver(): Promise<Delivery> {
    if (this.#next) return this.#next;
    const next = this.#current.then(() => this.#saveAndAnnounce());
    this.#next = this.#current = next;
    return next;
  }

  /** Saves that what was announced was, so that another run does not announce it again. */
  confirm(): Promise<boolean> {
    const saved = this.#current.then(() => this.#dependencies.save([...this.#pending]));
    this.#current = saved;
    return saved;
  }

  /** Resolves when nothing is on its way. */
  async settled(): Promise<void> {
    await this.#current;
  }

  async #saveAndAnnounce(): Promise<Delivery> {
    this.#next = undefined;
    const covered = this.#pending.length;
    const isSaved = await this.#dependencies.save([...this.#pending]);
    let announced = 0;
    // Taken out first: a listener may ask for another delivery.
    const covering = this.#pending.splice(0, covered);
    for (const one of covering) {
      if (this.#dependencies.mayAnnounce?.(isSaved) === false) break;
      announced++;
      this.#dependencies.announce(one);
    }
    if (announced < covered) this.#pending.unshift(...covering.slice(announced));
    return { isSaved, announced };
  }
}
