import type { RangeRequest } from '../internal/time-range.ts';

/** What a query was refined to. */
export interface QueryOptions {
  /** `undefined`: the default of one hour, which `latest` does not apply. */
  readonly range?: RangeRequest;
  /** Seconds. */
  readonly period?: number;
  readonly signal?: AbortSignal;
}
