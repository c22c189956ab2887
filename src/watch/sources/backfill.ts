import type { VpnSystemEvent } from '../../events/index.ts';
import type { Batch } from '../affected-entries.ts';
import type { Engine } from '../engine.ts';
import type { Roster } from '../roster.ts';
import type { Transition } from '../transitions.ts';
import { type DetailedObservation, tunnelKeys } from './observe.ts';

/** Observations held before they are evaluated: an absence of days must not have to fit into memory. */
const MOST_OBSERVATIONS = 200_000;

/** Datapoints of one stream that wait to be evaluated. */
interface Waiting {
  observations: DetailedObservation[];
  /** Before this time all that there is in the stream has come: pages come oldest first. */
  completeUntil: number;
}

/**
 * What a round reads of the time that was missed, evaluated in parts where there is much of it.
 *
 * The parts follow one another as time does, each with the events of its time: evaluated after what is newer,
 * an outage would be announced as late, or be older than what is remembered and so not at all.
 */
export class Backfill {
  readonly #engine: Engine;
  readonly #roster: Roster;
  readonly #now: number;
  readonly #limit: number;
  readonly #waiting = new Map<object, Waiting>();
  #count = 0;
  #evaluateAbove: number;
  /** Absent until they have been read. */
  #events: readonly VpnSystemEvent[] | undefined;
  readonly #evaluated = new Set<VpnSystemEvent>();

  constructor(engine: Engine, roster: Roster, now: number, limit = MOST_OBSERVATIONS) {
    this.#engine = engine;
    this.#roster = roster;
    this.#now = now;
    this.#evaluateAbove = this.#limit = limit;
  }

  /** Takes the events of the whole time in: no part is evaluated without those of its time. */
  takeEvents(events: readonly VpnSystemEvent[]): void {
    this.#events = events;
  }

  /** Takes a page of one stream in, and gives the transitions of the parts that it completes. */
  take(observations: readonly DetailedObservation[], stream: object): readonly Transition[] {
    if (observations.length === 0) return [];
    let waiting = this.#waiting.get(stream);
    if (!waiting) this.#waiting.set(stream, (waiting = { observations: [], completeUntil: 0 }));
    for (const observation of observations) waiting.observations.push(observation);
    waiting.completeUntil = observations.reduce((oldest, { at }) => Math.min(oldest, at), Infinity);
    this.#count += observations.length;
    return this.#count > this.#evaluateAbove && this.#events ? this.#evaluateParts(this.#events) : [];
  }

  /** Puts what waits still into the batch of the round, and gives those of its events that no part was evaluated with. */
  end(batch: Batch, events: readonly VpnSystemEvent[]): readonly VpnSystemEvent[] {
    for (const { observations } of this.#waiting.values()) for (const observation of observations) addTo(batch, this.#roster, observation);
    return events.filter((event) => !this.#evaluated.has(event));
  }

  #evaluateParts(events: readonly VpnSystemEvent[]): readonly Transition[] {
    const transitions: Transition[] = [];
    const known = this.#knownTunnels();
    this.#count = 0;
    for (const waiting of this.#waiting.values()) {
      const part: Batch = new Map();
      const { observations, completeUntil } = waiting;
      waiting.observations = [];
      for (const observation of observations) {
        if (observation.at < completeUntil && known.has(observation.tunnel)) addTo(part, this.#roster, observation);
        else waiting.observations.push(observation);
      }
      this.#count += waiting.observations.length;
      if (part.size === 0) continue;
      const own = events.filter((event) => event.at < completeUntil && !this.#evaluated.has(event) && this.#isAbout(event, part));
      for (const event of own) this.#evaluated.add(event);
      transitions.push(...this.#engine.evaluatePart(part, own, this.#now));
    }
    this.#evaluateAbove = this.#count + this.#limit;
    return transitions;
  }

  // What is first heard of a connection is its history, which is no news: in parts, all but the first would be.
  #knownTunnels(): ReadonlySet<string> {
    return new Set(
      [...this.#roster.entries.values()].filter(({ phase }) => phase === 'watched').flatMap(({ connection }) => tunnelKeys(connection)),
    );
  }

  // Events speak of IPsec, and so go with the metrics that do.
  #isAbout({ resource }: VpnSystemEvent, part: Batch): boolean {
    const entry = this.#roster.entryOf(resource);
    const observations = entry && part.get(entry.connection.connectionId);
    return observations?.some(({ aspect }) => aspect === 'ipsec') ?? false;
  }
}

/** Adds an observation to those of its connection, if that is watched. */
export function addTo(batch: Batch, roster: Roster, observation: DetailedObservation): void {
  const entry = roster.entryOf({ tunnelId: observation.tunnel, connectionId: observation.tunnel });
  if (!entry) return;
  const { connectionId } = entry.connection;
  const observations = batch.get(connectionId);
  if (observations) observations.push(observation);
  else batch.set(connectionId, [observation]);
}
