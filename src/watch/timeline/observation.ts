import type { EvidenceSource } from '../model.ts';

/** What is observed of a tunnel. */
export type Aspect = 'ipsec' | 'bgp' | 'health';

/** What an aspect can be. */
export type Value = 'unknown' | 'up' | 'down' | 'disabled';

/** Which phase of the negotiation failed, where it is known. */
export type Phase = 'phase1' | 'phase2' | undefined;

/**
 * What one observation claims. For health, `up` is a check that works. `phase1` and `phase2` are down and
 * name the phase that failed; `phase1-ok` only rules phase 1 out; `mixed` is a period of both up and down.
 */
export type Claim = 'up' | 'down' | 'phase1' | 'phase2' | 'phase1-ok' | 'mixed' | 'disabled';

/** One piece of evidence about one aspect of one tunnel. */
export interface Observation {
  readonly tunnel: string;
  readonly aspect: Aspect;
  readonly source: EvidenceSource;
  /** In milliseconds since the epoch. A datapoint's is the end of its period. */
  readonly at: number;
  /** Of a datapoint: the length of its period. */
  readonly periodMs?: number;
  /**
   * Of a datapoint of which nobody knows whether `at` is the end of its period or the start: it claims
   * something of an instant up to a period before `at` or after it, and no more.
   */
  readonly isEdgeUnknown?: boolean;
  readonly claim: Claim;
}

/** What is kept of one aspect of one tunnel, among what is kept of several. */
export const findAspect = <T extends Pick<Observation, 'tunnel' | 'aspect'>>(
  all: readonly T[],
  tunnel: string,
  aspect: Aspect,
): T | undefined => all.find((one) => one.tunnel === tunnel && one.aspect === aspect);

declare const observed: unique symbol;

/**
 * An observation of one aspect as a number: a third of the memory of an object, and sorting numbers sorts
 * by time. Among observations of one instant the order is that of {@link SOURCES} and {@link CLAIMS}.
 */
export type Code = number & { readonly [observed]: true };

// An event has the last word over a poll of the same instant; a period that begins then follows both.
const SOURCES = ['topology', 'event', 'period', 'wide-period', 'hold'] as const;
// What failed first has the last word.
const CLAIMS = ['mixed', 'up', 'disabled', 'phase1-ok', 'down', 'phase2', 'phase1'] as const;

/** Where a code comes from: a wide period is one with an unknown edge. */
export type CodeSource = (typeof SOURCES)[number];

/** Comes before every observation. */
export const BEGINNING = 0 as Code;

function codeOf(at: number, source: CodeSource, claim: Claim): Code {
  return (at * 64 + SOURCES.indexOf(source) * 8 + CLAIMS.indexOf(claim)) as Code;
}

/** A datapoint stands at the start of its period: an event within the period is newer than what the point can know. */
export function encode({ at, source, claim, periodMs = 0, isEdgeUnknown = false }: Observation): Code {
  return source === 'metric' ? encodePoint(at - periodMs, claim, isEdgeUnknown) : codeOf(at - periodMs, source, claim);
}

/** Holds a confirmed value against evidence that comes late: at this instant the value was this. */
export const encodeHold = (at: number, claim: Claim): Code => codeOf(at, 'hold', claim);

/** The code of a datapoint, without the observation: for thousands that come in every round. */
export function encodePoint(startAt: number, claim: Claim, isEdgeUnknown: boolean): Code {
  return codeOf(startAt, isEdgeUnknown ? 'wide-period' : 'period', claim);
}

/** The code of the same claim that much later. */
export const laterBy = (ms: number, code: Code): Code => (code + ms * 64) as Code;

export const timeOf = (code: Code): number => Math.floor(code / 64);
export const sourceOf = (code: Code): CodeSource => SOURCES[(code % 64) >> 3] ?? 'event';
export const claimOf = (code: Code): Claim => CLAIMS[code % 8] ?? 'mixed';
export const isPeriod = (code: Code): boolean => sourceOf(code) === 'period' || sourceOf(code) === 'wide-period';

/** Where an observation of an aspect stands in time. */
export const positionOf = ({ at, periodMs = 0 }: Pick<Observation, 'at' | 'periodMs'>): number => at - periodMs;

/** Codes in order of time, each once. */
export const inOrder = (codes: readonly Code[]): readonly Code[] => [...new Set(codes)].sort((a, b) => a - b);

/** The value that a claim stands for; `undefined` where it decides nothing between up and down. */
export function valueOf(claim: Claim): Exclude<Value, 'unknown'> | undefined {
  if (claim === 'up' || claim === 'disabled') return claim;
  return claim === 'mixed' || claim === 'phase1-ok' ? undefined : 'down';
}

export const phaseOf = (claim: Claim): Phase => (claim === 'phase1' || claim === 'phase2' ? claim : undefined);

/** The source of a code as callers know it, and where it stands in time. */
export interface Shown {
  readonly source: EvidenceSource;
  readonly at: number;
}

export function shownBy(code: Code): Shown {
  const source = sourceOf(code);
  return { source: source === 'topology' || source === 'event' ? source : 'metric', at: timeOf(code) };
}

/** The observation that a code stands for; `periodMs` is the length of a datapoint's period. */
export function decode(code: Code, { tunnel, aspect }: Pick<Observation, 'tunnel' | 'aspect'>, periodMs: number): Observation {
  const common = { tunnel, aspect, source: shownBy(code).source, claim: claimOf(code) };
  if (!isPeriod(code)) return { ...common, at: timeOf(code) };
  return { ...common, at: timeOf(code) + periodMs, periodMs, ...(sourceOf(code) === 'wide-period' && { isEdgeUnknown: true }) };
}
