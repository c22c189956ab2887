import { type Code, timeOf } from './observation.ts';

/** Mixed periods whose outcome is not known. */
export interface MixedSpan {
  /** The first of them. */
  readonly code: Code;
  readonly until: number;
  /** By when what happened in it was over. */
  readonly overBy: number | undefined;
}

/** Takes in another mixed period: it was up and down as well, so what happened is over by its end. */
export function extendMixed(before: MixedSpan | undefined, code: Code, periodMs: number): MixedSpan {
  const until = timeOf(code) + periodMs;
  return before ? { ...before, until, overBy: until } : { code, until, overBy: undefined };
}
