import { type Code, isPeriod, timeOf } from './observation.ts';
import { reachOf, settledAt, UNCERTAINTY_MS } from './precedence.ts';

/** Mixed periods whose outcome is not known. */
export interface MixedSpan {
  /** The first of them. */
  readonly code: Code;
  readonly until: number;
  /** From when on a poll or an event is part of none of them, whichever clock dates it. */
  readonly clearFrom: number;
  /** The newest poll or event since then. It shows the value of before the first of them. */
  readonly seenSince: Code | undefined;
  /** By when what happened in it was over. */
  readonly overBy: number | undefined;
}

/** Takes in another mixed period: it was up and down as well, so what happened is over by its end. */
export function extendMixed(before: MixedSpan | undefined, code: Code, periodMs: number): MixedSpan {
  const until = timeOf(code) + periodMs;
  const last = { until, clearFrom: reachOf(code, periodMs) + UNCERTAINTY_MS, seenSince: undefined };
  return before ? { ...before, ...last, overBy: until } : { code, ...last, overBy: undefined };
}

/** Takes in what shows the value of before the mixed periods. */
export function noteReturn(span: MixedSpan, code: Code): MixedSpan {
  const at = timeOf(code);
  return {
    ...span,
    overBy: span.overBy ?? (at >= span.until ? at : undefined),
    seenSince: !isPeriod(code) && at >= span.clearFrom ? code : span.seenSince,
  };
}

/** Whether what shows the value of before the mixed periods shows that something was missed in them: of a poll or an event, only a period later. */
export const isOver = (span: MixedSpan, code: Code, periodMs: number): boolean =>
  timeOf(code) >= (isPeriod(code) ? span.until : settledAt(span.code, periodMs));

/** The poll or event that shows that what happened was over, and not part of what begins at an instant; absent where nothing does. */
export function endBefore(span: MixedSpan | undefined, beginsAt: number): Code | undefined {
  const end = span?.seenSince;
  return end !== undefined && beginsAt >= timeOf(end) + UNCERTAINTY_MS ? end : undefined;
}
