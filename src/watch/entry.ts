import { isMeant, type Member } from '../scopes/index.ts';
import type { Connection } from '../topology/index.ts';
import { type ConnectionRecord, heardAt, isSameTunnels, tunnelHeardAt, type TunnelRecord, type TunnelRole } from './connection-record.ts';
import type { Aspect, EvaluationContext, Timeline } from './timeline/index.ts';
import type { WatchedAspect } from './watched-aspect.ts';

/** Until anything was heard of a connection there is nothing to compare with: what is heard first is its baseline. */
export type EntryPhase = 'no baseline' | 'watched';

/** A watched connection and what is remembered of it. */
export interface Entry {
  readonly connection: Connection;
  readonly gatewayName: string | undefined;
  /** The tunnels that were asked for; all without it. */
  readonly tunnelIds: ReadonlySet<string> | undefined;
  readonly phase: EntryPhase;
  readonly record: ConnectionRecord;
  /** What is remembered of tunnels that the connection lacks: a row may lack for once what is there. */
  readonly absent: readonly TunnelRecord[];
  readonly aspects: readonly WatchedAspect[];
}

/** How observations of a connection are evaluated. */
export type ContextOf = (entry: Entry) => EvaluationContext;

/** What stays of a connection that is not watched any more. */
export type Remembered = Pick<Entry, 'record' | 'absent'>;

// Shared, since nearly every connection lacks none.
export const NO_TUNNELS: readonly TunnelRecord[] = [];
// A connection that comes back is compared with what it was; what is gone for longer than this begins anew.
export const REMEMBERED_MS = 86_400_000;

export const phaseOf = (record: ConnectionRecord): EntryPhase => (heardAt(record) === 0 ? 'no baseline' : 'watched');

/** What is remembered of tunnels that a connection lacks. */
export function absentTunnels(known: Remembered | undefined, tunnels: readonly TunnelRole[], now: number): readonly TunnelRecord[] {
  if (!known || (known.absent.length === 0 && isSameTunnels(known.record.tunnels, tunnels))) return NO_TUNNELS;
  const absent = [...known.record.tunnels, ...known.absent].filter(
    (tunnel) => !tunnels.some(({ key }) => key === tunnel.key) && tunnelHeardAt(tunnel) >= now - REMEMBERED_MS,
  );
  return absent.length > 0 ? absent : NO_TUNNELS;
}

/** The entry with the time of the newest evidence, also where that is held: it confirms what is known, and changes nothing else. */
export function withHeldTimes(entry: Entry): Entry {
  const { record, aspects } = entry;
  const tunnels = record.tunnels.map((tunnel) => {
    const times = aspects.flatMap(({ tunnel: key, aspect, held }): (readonly [Aspect, Timeline])[] => {
      const timeline = key === tunnel.key ? tunnel[aspect] : undefined;
      return timeline && held.asOf > timeline.asOf ? [[aspect, { ...timeline, asOf: held.asOf }]] : [];
    });
    return times.length > 0 ? { ...tunnel, ...Object.fromEntries(times) } : tunnel;
  });
  return { ...entry, record: { ...record, tunnels } };
}

/** Whether an entry would be the same if it was made anew. */
export function isEntryOf({ connection, gatewayName, tunnelIds }: Member, entry: Entry): boolean {
  return (
    entry.connection === connection &&
    entry.gatewayName === gatewayName &&
    isSameIds(entry.tunnelIds, tunnelIds) &&
    entry.absent.length === 0
  );
}

function isSameIds(one: Entry['tunnelIds'], other: Entry['tunnelIds']): boolean {
  return one === other || (one?.size === other?.size && one !== undefined && [...one].every((id) => other?.has(id)));
}

/** How many connections and tunnels are watched. */
export interface WatchedCounts {
  readonly connections: number;
  readonly tunnels: number;
}

export function countsOf(entries: readonly Entry[]): WatchedCounts {
  return {
    connections: entries.filter((entry) => isMeant(entry, undefined)).length,
    tunnels: entries.reduce((count, entry) => count + wantedTunnels(entry).length, 0),
  };
}

/** The tunnels of a connection that are among the targets. */
export function wantedTunnels(entry: Entry): readonly TunnelRecord[] {
  return entry.record.tunnels.filter(({ key }) => isMeant(entry, key));
}

/** The tunnels of a connection as its record has them: a single one is the connection itself. */
export function tunnelsOf({ mode, connectionId, tunnels }: Connection): readonly TunnelRole[] {
  if (mode === 'single') return [{ key: connectionId, role: undefined }];
  return tunnels.map(({ tunnelId, role }) => ({ key: tunnelId, role }));
}
