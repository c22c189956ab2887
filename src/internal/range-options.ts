import type { Duration, Instant } from './time.ts';

/** A range as options give it: the time up to now, or a beginning and perhaps an end. */
export interface RangeOptions {
  readonly last?: Duration | undefined;
  readonly from?: Instant | undefined;
  readonly to?: Instant | undefined;
}

/** Refuses options that name two ranges, or the end of none, with a `TypeError`. @param taker - Such as `logs()`. */
export function assertOneRange({ last, from, to }: RangeOptions, taker: string): void {
  if (last !== undefined && (from !== undefined || to !== undefined))
    throw new TypeError(`${taker} takes either last, or from and to: not both`);
  if (to !== undefined && from === undefined) throw new TypeError(`${taker} takes to only together with from: say where the range begins`);
}
