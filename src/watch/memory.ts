import type { ConnectionCondition, EvidenceSource } from './model.ts';

/** What a tunnel is judged by. */
export type Aspect = 'ipsec' | 'bgp' | 'health';

/**
 * What one piece of evidence says. For health, `up` is a check that works. `phase1` and `phase2` are
 * down and tell what failed; `phase1-ok` says only that it is not phase 1; `mixed` says that it was
 * both up and down within its period.
 */
export type Says = 'up' | 'down' | 'phase1' | 'phase2' | 'phase1-ok' | 'mixed' | 'disabled';

/** One piece of evidence about one tunnel. */
export interface Reading {
  readonly tunnel: string;
  readonly aspect: Aspect;
  readonly source: EvidenceSource;
  /** Its time, in milliseconds since the epoch. A datapoint's is the end of its period, which is open at its start and closed at its end. */
  readonly at: number;
  /** Of a datapoint. */
  readonly periodMs?: number;
  readonly says: Says;
}

/** What becomes known at one moment. */
export interface Evidence {
  /** That moment, by the data clock. Silence is judged by it. */
  readonly asOf: number;
  readonly readings: readonly Reading[];
  /** Whether a first observation is all there is to know of the time before it: what it leaves open is then not told later. */
  readonly isHistory?: boolean;
  /** Evidence up to this time may be forgotten: older evidence is then left out of account. */
  readonly forgetBefore?: number;
}

export interface Settings {
  /** How many pieces of evidence in a row, of different times, make a change. */
  readonly confirm: { readonly down: number; readonly up: number };
  readonly staleAfterMs: number;
  /** Whether the first observation is told too. */
  readonly emitInitial: boolean;
}

/** What an aspect can be. */
export type Value = 'unknown' | 'up' | 'down' | 'disabled';

/** What failed, where it is known. */
export type Phase = 'phase1' | 'phase2' | undefined;

/** What is remembered of one aspect of one tunnel. Plain data. */
export interface Track {
  /** Evidence in order of time, each piece a number that sorts by time. Nothing is lost by it, so that whatever comes late finds its place. */
  readonly readings: readonly number[];
  readonly periodMs: number;
  /** What was known before the first reading, and with which reading as its last, `floor`: evidence up to that is left out of account. */
  readonly base: { readonly value: Value; readonly since: number; readonly phase: Phase; readonly floor: number };
  readonly value: Value;
  readonly since: number;
  readonly phase: Phase;
  /** Whether evidence awaits more of it: unconfirmed, or a change inside a period whose outcome is not known. */
  readonly open: boolean;
  /** Where the newest evidence stands that bears the present state out: what is older does not change it. */
  readonly reach: number;
  /** The end of what the newest evidence covers. */
  readonly asOf: number;
  readonly stale: boolean;
  /** What the transitions so far have said, and how many they were. */
  readonly said: Value;
  readonly told: number;
  /** Changes that were told and that evidence no longer shows: what takes their place is not told again. */
  readonly unshown: readonly number[];
}

/** What is remembered of a tunnel; an aspect appears with its first evidence. */
export interface TunnelMemory {
  readonly key: string;
  readonly role: string | undefined;
  readonly ipsec?: Track;
  readonly bgp?: Track;
  readonly health?: Track;
}

/** What is remembered of a connection and its tunnels. Plain data. */
export interface ConnectionMemory {
  readonly tunnels: readonly TunnelMemory[];
  readonly said: ConnectionCondition;
  readonly since: number;
  /** Whether the standby stands in for the active tunnel. */
  readonly failedOver: boolean;
  readonly told: number;
}

/** A transition before it is dressed for the caller. */
export interface Told {
  /** The tunnel's key; absent for the connection as a whole. */
  readonly tunnel?: string;
  readonly kind: Aspect | 'connection' | 'failover';
  readonly from: Value | ConnectionCondition | (string & {});
  readonly to: Value | ConnectionCondition | (string & {});
  readonly phase?: Phase;
  readonly at: number;
  readonly late: boolean;
  /** What showed it, and where that stands: a datapoint at the start of its period. */
  readonly shownBy: { readonly source: EvidenceSource; readonly at: number };
  /** Its number among those of its tunnel's aspect, or of the connection. */
  readonly number: number;
  /** What the connection's tunnels come to with it, and since when. */
  readonly condition: ConnectionCondition;
  readonly since: number;
}
