import type { VpnSystemEvent } from '../events/index.ts';
import type { Membership } from '../scopes/index.ts';
import type { WatchContext } from './context.ts';
import { placeOf, readingsOfEvent, type DetailedReading } from './evidence.ts';
import type { KeptMemory } from './kept-memory.ts';
import type { Evidence, Settings } from './memory.ts';
import type { Transition } from './model.ts';
import type { CheckedOptions } from './options.ts';
import { heardOf, isKnown, type Entry, type Roster } from './roster.ts';
import type { SavedState } from './saved-state.ts';
import { certificateTransition, transitionOf } from './tell.ts';

/** What is news of each connection, by its id. */
export type Batch = Map<string, DetailedReading[]>;

// An overlap's worth of evidence stays, and a little more for rounds that take their time.
const MEMORY_BEYOND_OVERLAP_MS = 300_000;
// A source that fails for good must not make the memory grow for good.
const LONGEST_AWAITED_MS = 86_400_000;
// What a line holds of datapoints that come every minute, less the longest time between two rounds that still hold any.
const HELD_FOR_MS = 1_740_000;

interface DetailedEvidence extends Evidence {
  readonly readings: readonly DetailedReading[];
}

/** What the judge goes by. */
export interface Bench {
  readonly context: WatchContext;
  readonly membership: Membership;
  readonly options: CheckedOptions;
  readonly roster: Roster;
  readonly kept: KeptMemory;
}

/** Says what evidence tells of the watched connections, and of certificates. */
export class Judge {
  readonly #context: WatchContext;
  readonly #membership: Membership;
  readonly #options: CheckedOptions;
  readonly #roster: Roster;
  readonly #kept: KeptMemory;
  readonly #certificates = new Set<string>();
  #marks: SavedState['marks'] = {};
  #hasJudged = false;
  /** When the first round was judged; long ago for a run that goes on from another. */
  #beganAt = Infinity;

  constructor({ context, membership, options, roster, kept }: Bench) {
    this.#context = context;
    this.#membership = membership;
    this.#options = options;
    this.#roster = roster;
    this.#kept = kept;
  }

  /** Up to when evidence was judged, which may be less than what was read. */
  get marks(): SavedState['marks'] {
    return this.#marks;
  }

  /** Certificates that are known to have expired. */
  get certificates(): readonly string[] {
    return [...this.#certificates];
  }

  /** Whether a whole round was judged. */
  get hasJudged(): boolean {
    return this.#hasJudged;
  }

  /** Goes on from where another run was. */
  resume({ certificates, marks }: SavedState): void {
    for (const id of certificates) this.#certificates.add(id);
    this.#marks = marks;
    this.#beganAt = -Infinity;
  }

  /** Judges a round: of all connections, since silence is judged too. */
  round(batch: Batch, events: readonly VpnSystemEvent[], now: number, marks: SavedState['marks']): readonly Transition[] {
    this.#beganAt = Math.min(this.#beganAt, now);
    const transitions = this.#transitionsOf(batch, events, now, 'all');
    this.#hasJudged = true;
    this.#marks = marks;
    // A line holds little, and a source that cannot be read will have more to say of this time.
    if (this.forgetBefore(now) < now - HELD_FOR_MS) this.settle(now);
    return transitions;
  }

  /** Judges evidence of some connections, and none of their silence. */
  part(batch: Batch, events: readonly VpnSystemEvent[], now: number): readonly Transition[] {
    return this.#transitionsOf(batch, events, now, 'touched');
  }

  /** Judges what is held, so that the memories have all that was known after the last round. */
  settle(now: number): void {
    const forgetBefore = this.forgetBefore(now);
    for (const entry of [...this.#roster.entries.values()]) this.#roster.settle(entry, forgetBefore, this.#options);
  }

  /** What a source that cannot be read now will say of this time must still find its place. */
  forgetBefore(now: number): number {
    const { overlapMs, sources } = this.#options;
    const marks = (['metrics', 'events'] as const).map((source) => (sources.has(source) ? (this.#marks[source] ?? now) : now));
    return Math.max(Math.min(now, ...marks), now - LONGEST_AWAITED_MS) - overlapMs - MEMORY_BEYOND_OVERLAP_MS;
  }

  /** Judges evidence: of all connections, since silence is judged too, or of those alone that there is evidence of. */
  #transitionsOf(batch: Batch, events: readonly VpnSystemEvent[], now: number, extent: 'all' | 'touched'): readonly Transition[] {
    const certificates: Transition[] = [];
    for (const event of events) {
      const certificate = this.#certificateOf(event);
      if (certificate) certificates.push(certificate);
      const entry = this.#roster.entryOf(event.resource);
      if (!entry) continue;
      const { connection } = entry;
      const readings = readingsOfEvent(event, connection);
      const known = batch.get(connection.connectionId);
      if (known) known.push(...readings);
      else if (readings.length > 0) batch.set(connection.connectionId, readings);
    }
    const groups: Transition[][] = [];
    for (const [entry, readings] of extent === 'all' ? this.#affected(batch, now) : this.#touched(batch)) {
      const transitions = this.#advance(entry, readings, now, extent);
      if (transitions.length > 0) groups.push(transitions);
    }
    return [...certificates, ...groups.sort(([a], [b]) => (a?.at ?? 0) - (b?.at ?? 0)).flat()];
  }

  #touched(batch: Batch): readonly (readonly [Entry, readonly DetailedReading[]])[] {
    return [...batch].flatMap(([id, readings]) => {
      const entry = this.#roster.entries.get(id);
      return entry ? [[entry, readings] as const] : [];
    });
  }

  /** The connections that there is news of, or that nothing has been heard of for too long. */
  #affected(batch: Batch, now: number): readonly (readonly [Entry, readonly DetailedReading[]])[] {
    const forgetBefore = this.forgetBefore(now);
    const affected: (readonly [Entry, readonly DetailedReading[]])[] = [];
    for (const [id, entry] of this.#roster.entries) {
      const readings = batch.get(id);
      const isAffected = readings !== undefined || entry.lines.some((line) => line.isDue || line.isSilent(now, this.#options.staleAfterMs));
      if (isAffected) affected.push([entry, [...(readings ?? []), ...entry.lines.flatMap((line) => line.releaseOwn())]]);
      else for (const line of entry.lines) line.seal(forgetBefore);
    }
    return affected;
  }

  #advance(entry: Entry, readings: readonly DetailedReading[], now: number, extent: 'all' | 'touched'): Transition[] {
    const { appearedAt, memory, connection } = entry;
    // An event says that something changed, even where it is the first that is heard of it.
    const opening = readings.filter((one) => one.source === 'event' && one.at > appearedAt && !isKnown(memory, one)).sort((a, b) => a.at - b.at);
    let others = opening.length > 0 ? readings.filter((one) => !opening.includes(one)) : readings;
    // Of a part of the evidence silence cannot be judged.
    const asOf = extent === 'all' ? now : 0;
    // What lies before the first observation is history, also where it is published later.
    const isHistory = heardOf(memory) === 0;
    const transitions: Transition[] = [];
    const step = (evidence: DetailedEvidence, settings: Settings): void => {
      transitions.push(...this.#step(this.#roster.entries.get(connection.connectionId) ?? entry, evidence, settings));
    };
    const observe = (): void => {
      step({ asOf, readings: others, forgetBefore: isHistory ? now : this.forgetBefore(now), isHistory }, this.#options);
    };
    if (isHistory || opening.length === 0) observe();
    for (const one of opening) {
      // What the other tunnel was then is to be known then.
      const before = isHistory ? [] : others.filter((other) => placeOf(other) < one.at);
      if (before.length > 0) step({ asOf: 0, readings: before, forgetBefore: this.forgetBefore(now) }, this.#options);
      others = others.filter((other) => !before.includes(other));
      step({ asOf: one.at, readings: [one], forgetBefore: Math.max(appearedAt, this.forgetBefore(now)) }, { ...this.#options, emitInitial: true });
    }
    if (!isHistory && opening.length > 0) observe();
    return transitions;
  }

  #step(entry: Entry, evidence: DetailedEvidence, settings: Settings): Transition[] {
    const { entry: advanced, told } = this.#roster.advance(entry, evidence, settings);
    // A watch that begins anew must not give ids that an earlier one may have given to something else.
    const telling = { epoch: Math.max(this.#kept.epoch, entry.appearedAt), observedAt: this.#context.scopes.clock.now(), readings: evidence.readings };
    const isWanted = (tunnel: string | undefined): boolean => entry.tunnelIds === undefined || (tunnel !== undefined && entry.tunnelIds.has(tunnel));
    return told.filter(({ tunnel }) => isWanted(tunnel)).map((one) => transitionOf(one, advanced, telling));
  }

  #certificateOf(event: VpnSystemEvent): Transition | undefined {
    const { certificateId, gatewayId } = event.resource;
    if (event.subject !== 'certificate' || certificateId === undefined || this.#certificates.has(certificateId) || !this.#membership.wantsCertificate(gatewayId)) return undefined;
    this.#certificates.add(certificateId);
    // What expired before the watch began is no transition of its, however late that shows.
    return event.at <= this.#beganAt ? undefined : certificateTransition(event, certificateId, this.#context.scopes.clock.now());
  }
}
