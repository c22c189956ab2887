import type { ContextOf } from './entry.ts';
import type { CheckedOptions } from './options.ts';
import type { Marks } from './persist/index.ts';
import type { EvaluationContext } from './timeline/index.ts';

// An overlap's worth of evidence stays, and a little more for rounds that take their time.
const KEPT_BEYOND_OVERLAP_MS = 300_000;
// What a source that fails for longer might still bring is forgotten: memory must not grow for as long as it fails.
const LONGEST_AWAITED_MS = 3_600_000;

/** How observations are evaluated at one time: of most connections alike. */
export interface EvaluationContexts {
  readonly common: EvaluationContext;
  /** The common one, but for connections of which a series cannot be read. */
  readonly of: ContextOf;
  readonly areAlike: boolean;
}

/**
 * How observations are evaluated now. What a source that cannot be read now will say of this time must still find its place.
 *
 * Where it is a series alone that cannot be read, its connection remembers what was known since: thinned, so that a day of it takes no
 * more than an hour does of all.
 */
export function contextsAt(
  now: number,
  { overlapMs, sources, confirm, staleAfterMs, emitInitial }: CheckedOptions,
  { unread = [], ...read }: Marks,
): EvaluationContexts {
  const beyondMs = overlapMs + KEPT_BEYOND_OVERLAP_MS;
  const marks = (['metrics', 'events'] as const).map((source) => (sources.has(source) ? (read[source] ?? now) : now));
  const forgetBefore = Math.max(Math.min(now, ...marks), now - LONGEST_AWAITED_MS) - beyondMs;
  const common: EvaluationContext = { confirm, staleAfterMs, emitInitial, forgetBefore };
  if (unread.length === 0) return { common, of: () => common, areAlike: true };
  const sinceOf = new Map<string, number>();
  for (const { tunnel, since } of unread) sinceOf.set(tunnel, Math.min(since, sinceOf.get(tunnel) ?? Infinity));
  const of: ContextOf = ({ record: { tunnels } }) => {
    const since = Math.min(...tunnels.map(({ key }) => sinceOf.get(key) ?? Infinity)) - beyondMs;
    return since < forgetBefore ? { ...common, forgetBefore: since, thinBefore: forgetBefore } : common;
  };
  return { common, of, areAlike: false };
}
