import type { Member } from '../scopes/index.ts';
import type { Connection } from '../topology/index.ts';
import type { Engine } from './engine.ts';
import type { Roster } from './roster.ts';
import type { RosterChange } from './roster-update.ts';
import { type DetailedObservation, observeConnection } from './sources/observe.ts';
import { seriesFingerprint } from './sources/series-fingerprint.ts';
import type { Watched } from './sources/state-series.ts';
import type { TargetsRead } from './sources/topology.ts';
import { findAspect } from './timeline/index.ts';

interface WatchedSeries extends Watched {
  readonly fingerprint: string;
}

/** What a listing came to. One that is like the last has the very same connections. */
interface Listed {
  readonly connections: readonly Connection[];
  /** How many the region has. */
  readonly region: number | undefined;
}

/** The connections that are watched, as the last listing has them. */
export class WatchedTargets {
  readonly #roster: Roster;
  readonly #engine: Engine;
  readonly #isSource: boolean;
  #watched: WatchedSeries | undefined;
  #listed: Listed | undefined;

  /** @param isSource - Whether a listing is evidence too, beside saying who there is. */
  constructor(roster: Roster, engine: Engine, isSource: boolean) {
    this.#roster = roster;
    this.#engine = engine;
    this.#isSource = isSource;
  }

  /** The connections to read about; `undefined` before the first listing. */
  get watched(): Watched | undefined {
    return this.#watched;
  }

  /** Takes a listing in. Hands on what it observes that needs to be evaluated. */
  take({ members, region, asOf }: TargetsRead, now: number, add: (observation: DetailedObservation) => void): RosterChange {
    const { renewed, ...change } = this.#roster.update(members, now, this.#engine.contextsAt(now));
    this.#engine.alarms.renew(renewed);
    this.#watch(members, region);
    if (asOf === undefined || !this.#isSource) return change;
    for (const { connection } of members) {
      const aspects = this.#roster.entries.get(connection.connectionId)?.aspects ?? [];
      for (const observation of observeConnection(connection, asOf)) {
        if (findAspect(aspects, observation.tunnel, observation.aspect)?.held.holdUnlessNews(observation) ?? false) add(observation);
      }
    }
    return change;
  }

  /** Keeps the same object for as long as the same series are asked for: what is prepared for it stays. */
  #watch(members: readonly Member[], region: readonly Connection[] | undefined): void {
    const connections = members.map(({ connection }) => connection);
    const before = this.#listed;
    this.#listed = { connections, region: region?.length };
    if (before && isSameListing(before, this.#listed)) return;
    const fingerprint = seriesFingerprint(members, region);
    if (this.#watched?.fingerprint === fingerprint) return;
    this.#watched = { fingerprint, connections, region, aspectOf: (tunnel, aspect) => this.#roster.aspectOf(tunnel, aspect) };
  }
}

function isSameListing(one: Listed, other: Listed): boolean {
  const { connections } = other;
  return (
    one.region === other.region &&
    one.connections.length === connections.length &&
    one.connections.every((connection, index) => connection === connections[index])
  );
}
