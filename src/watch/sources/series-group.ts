import { type ErrorCode, VpnMonitorError } from '../../errors.ts';
import { chunksOf } from '../../internal/chunks.ts';

/** Series of one metric that are asked for together, and how far they were read. */
export interface SeriesGroup<S> {
  readonly series: readonly S[];
  /** When it was last read in full, by the service's time. */
  readonly readAt: number | undefined;
  /** From where on a range is to be read again, since reading it broke off. */
  readonly brokenFrom: number | undefined;
  /** Failures that may be due to the series themselves, since it last was read twice in a row. */
  readonly failures: number;
  /** Rounds in a row in which it was read. */
  readonly successes: number;
  /** How many of these it takes until it is asked for together with others again. */
  readonly probation: number;
  /** Rounds until it is asked for again. */
  readonly waits: number;
}

/** Series of a group that could not be read. */
export interface FailedSeries<S> {
  readonly series: readonly S[];
  readonly error: unknown;
  /** Whether asking for some of them alone asks something else. */
  readonly isDivisible: boolean;
  /** Of what is older all was read, where a range was. */
  readonly readUntil?: number;
}

/** What asking for a group in a round came to. The series that did not fail were read. */
export interface GroupOutcome<S> {
  readonly group: SeriesGroup<S>;
  readonly failed: readonly FailedSeries<S>[];
}

// Entries of one request at most. Source: Cloud Monitor, "How do I handle the query API throttling problem".
const LARGEST_PIECE = 50;
const LONGEST_DISTANCE = 10;
/** What was to be read of a series that cannot be read for longer is given up: what is remembered of it must not grow. */
export const LONGEST_UNREAD_MS = 86_400_000;
/** One failure may be chance. */
export const REPEATED = 2;
/** Rounds in which what failed is to be read until it is trusted. */
export const PROBATION = 10;
// What these say does not depend on which series are asked for.
const GLOBAL: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['config', 'auth', 'forbidden', 'throttled', 'quota-exhausted', 'network']);

/** Whether a failure says nothing of the series that were asked for. */
export function isGlobal(error: unknown): boolean {
  return !VpnMonitorError.isInstance(error) || GLOBAL.has(error.code);
}

/** How many rounds lie between two tries of a series that fails alone. */
export function roundsApart(failures: number): number {
  return Math.min(LONGEST_DISTANCE, 2 ** failures);
}

/** Whether it is one series, and cannot be read. */
export function isBroken({ series, failures }: SeriesGroup<unknown>): boolean {
  return series.length === 1 && failures >= REPEATED;
}

/** Whether its series may be what breaks requests. */
export function isSuspect(group: SeriesGroup<unknown>): boolean {
  return group.failures > 0 && isOnProbation(group);
}

export function isOnProbation({ probation }: SeriesGroup<unknown>): boolean {
  return probation >= PROBATION;
}

export function groupOf<S>(series: readonly S[], readAt: number | undefined): SeriesGroup<S> {
  return { series, readAt, brokenFrom: undefined, failures: 0, successes: 0, probation: 0, waits: 0 };
}

/** A series that another run could not read by itself either. */
export function brokenOf<S>(one: S, readAt: number, brokenFrom: number): SeriesGroup<S> {
  return { ...groupOf([one], readAt), brokenFrom, failures: REPEATED, probation: PROBATION };
}

/** Gives up what is older than an instant. */
export function readAfter<S>(group: SeriesGroup<S>, instant: number): SeriesGroup<S> {
  const { readAt, brokenFrom } = group;
  return { ...group, readAt: readAt && Math.max(readAt, instant), brokenFrom: brokenFrom && Math.max(brokenFrom, instant) };
}

export function readOf<S>(group: SeriesGroup<S>, now: number): SeriesGroup<S> {
  const successes = group.successes + 1;
  return { ...group, readAt: now, brokenFrom: undefined, successes, failures: successes >= REPEATED ? 0 : group.failures };
}

export function failedOf<S>(group: SeriesGroup<S>, { error, readUntil = group.brokenFrom }: FailedSeries<S>): SeriesGroup<S> {
  return { ...group, brokenFrom: readUntil, successes: 0, failures: group.failures + (isGlobal(error) ? 0 : 1) };
}

/** Halves, or requests' worths of what is more than one request holds. */
export function piecesOf<S>(series: readonly S[]): readonly (readonly S[])[] {
  const size = series.length > LARGEST_PIECE ? LARGEST_PIECE : Math.ceil(series.length / 2);
  return chunksOf(series, size);
}

export function sizeOf(failed: readonly FailedSeries<unknown>[]): number {
  return failed.reduce((total, { series }) => total + series.length, 0);
}
