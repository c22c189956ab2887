import type { VpnSystemEvent } from '../events/index.ts';
import { tunnelKeys, type DetailedReading } from './evidence.ts';
import type { Batch, Judge } from './judge.ts';
import type { Transition } from './model.ts';
import { heardOf, type Roster } from './roster.ts';

/** Readings held before they are judged: an absence of days must not have to fit into memory. */
const MOST_READINGS = 200_000;

/** Datapoints of one metric that wait to be judged. */
interface Waiting {
  readings: DetailedReading[];
  /** Before this time all that there is of the metric has come: pages come oldest first. */
  completeUntil: number;
}

/**
 * What a round reads of the time that was missed, judged in parts where there is much of it.
 *
 * The parts follow one another as time does, each with the events of its time: judged after what is newer,
 * an outage would be told as late, or be older than what is remembered and so not at all.
 */
export class CatchUp {
  readonly #judge: Judge;
  readonly #roster: Roster;
  readonly #now: number;
  readonly #limit: number;
  readonly #waiting = new Map<string | undefined, Waiting>();
  #count = 0;
  #judgeAbove: number;
  /** Absent until they have been read. */
  #events: readonly VpnSystemEvent[] | undefined;
  readonly #judged = new Set<VpnSystemEvent>();

  constructor(judge: Judge, roster: Roster, now: number, limit = MOST_READINGS) {
    this.#judge = judge;
    this.#roster = roster;
    this.#now = now;
    this.#judgeAbove = this.#limit = limit;
  }

  /** Takes the events of the whole time in: no part is judged without those of its time. */
  takeEvents(events: readonly VpnSystemEvent[]): void {
    this.#events = events;
  }

  /** Takes a page of one metric in, and gives what was told by the parts that it completes. */
  take(readings: readonly DetailedReading[]): readonly Transition[] {
    const [first] = readings;
    if (!first) return [];
    let waiting = this.#waiting.get(first.metric);
    if (!waiting) this.#waiting.set(first.metric, (waiting = { readings: [], completeUntil: 0 }));
    for (const reading of readings) waiting.readings.push(reading);
    waiting.completeUntil = readings.reduce((oldest, { at }) => Math.min(oldest, at), Infinity);
    this.#count += readings.length;
    return this.#count > this.#judgeAbove && this.#events ? this.#judgeParts(this.#events) : [];
  }

  /** Puts what waits still into the batch of the round, and gives those of its events that no part was judged with. */
  end(batch: Batch, events: readonly VpnSystemEvent[]): readonly VpnSystemEvent[] {
    for (const { readings } of this.#waiting.values()) for (const reading of readings) addTo(batch, this.#roster, reading);
    return events.filter((event) => !this.#judged.has(event));
  }

  #judgeParts(events: readonly VpnSystemEvent[]): readonly Transition[] {
    const transitions: Transition[] = [];
    const known = this.#knownTunnels();
    this.#count = 0;
    for (const waiting of this.#waiting.values()) {
      const part: Batch = new Map();
      const { readings, completeUntil } = waiting;
      waiting.readings = [];
      for (const reading of readings) {
        if (reading.at < completeUntil && known.has(reading.tunnel)) addTo(part, this.#roster, reading);
        else waiting.readings.push(reading);
      }
      this.#count += waiting.readings.length;
      if (part.size === 0) continue;
      const own = events.filter((event) => event.at < completeUntil && !this.#judged.has(event) && this.#isAbout(event, part));
      for (const event of own) this.#judged.add(event);
      transitions.push(...this.#judge.part(part, own, this.#now));
    }
    this.#judgeAbove = this.#count + this.#limit;
    return transitions;
  }

  // What is first heard of a connection is its history, which is no news: in parts, all but the first would be.
  #knownTunnels(): ReadonlySet<string> {
    return new Set([...this.#roster.entries.values()].filter(({ memory }) => heardOf(memory) > 0).flatMap(({ connection }) => tunnelKeys(connection)));
  }

  // Events speak of IPsec, and so go with the metrics that do.
  #isAbout({ resource }: VpnSystemEvent, part: Batch): boolean {
    const entry = this.#roster.entryOf(resource);
    const readings = entry && part.get(entry.connection.connectionId);
    return readings?.some(({ aspect }) => aspect === 'ipsec') ?? false;
  }
}

/** Puts a reading to those of its connection, where that is watched. */
export function addTo(batch: Batch, roster: Roster, reading: DetailedReading): void {
  const entry = roster.entryOf({ tunnelId: reading.tunnel, connectionId: reading.tunnel });
  if (!entry) return;
  const { connectionId } = entry.connection;
  const readings = batch.get(connectionId);
  if (readings) readings.push(reading);
  else batch.set(connectionId, [reading]);
}
