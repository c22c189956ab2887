import type { RangeRequest } from '../internal/time-range.ts';
import type { Membership } from '../scopes/index.ts';
import type { HistoryContext } from './history-context.ts';
import type { HistoryProgress } from './model.ts';
import type { CheckedHistoryOptions } from './options.ts';

/** What a history was refined to. */
export interface HistoryRefinement {
  readonly range: RangeRequest;
  /** Seconds; `undefined` for the finest that the metrics have. */
  readonly period: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: HistoryProgress) => unknown) | undefined;
}

/** What a history is of, and how it is looked at. */
export interface HistoryTargets {
  readonly context: HistoryContext;
  readonly membership: Membership;
  readonly options: CheckedHistoryOptions;
}

/** All that a history is read by. */
export type HistoryRequest = HistoryTargets & HistoryRefinement;
