import { isSameTunnels } from './connection-record.ts';
import type { Entry } from './entry.ts';

/** What has changed among what is watched: ids of connections, and of tunnels that are watched without theirs. */
export interface RosterChange {
  readonly appeared: readonly string[];
  readonly vanished: readonly string[];
}

/** What an update comes to. */
export interface RosterUpdate extends RosterChange {
  /** The connections that have appeared, or whose tunnels have become others. */
  readonly renewed: readonly Entry[];
}

/** Collects what an update changes, entry by entry. */
export class RosterUpdateInProgress {
  readonly #before = new Set<string>();
  readonly #after = new Set<string>();
  readonly #renewed: Entry[] = [];

  /** Takes note that an entry appears, gives way to another, or vanishes. */
  replace(before: Entry | undefined, after: Entry | undefined): void {
    for (const id of idsOf(before)) this.#before.add(id);
    for (const id of idsOf(after)) this.#after.add(id);
    if (after && (!before || !isSameTunnels(before.record.tunnels, after.record.tunnels))) this.#renewed.push(after);
  }

  get isAny(): boolean {
    return this.#before.size > 0 || this.#after.size > 0;
  }

  get result(): RosterUpdate {
    return {
      appeared: [...this.#after].filter((id) => !this.#before.has(id)),
      vanished: [...this.#before].filter((id) => !this.#after.has(id)),
      renewed: this.#renewed,
    };
  }
}

/** The ids by which it is watched: its own, or those of its tunnels. */
function idsOf(entry: Entry | undefined): Iterable<string> {
  return entry ? (entry.tunnelIds ?? [entry.connection.connectionId]) : [];
}
