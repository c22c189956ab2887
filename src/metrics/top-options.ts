import { assertOptions, keysOf } from '../internal/keys.ts';
import { shown } from '../internal/shown.ts';
import { PAGE_LENGTH } from './page-length.ts';

/** Options of `top()`. */
export interface TopOptions {
  /** The number of series of each metric: 1 to 1,440. Default: 10. */
  readonly n?: number | undefined;
  /** The statistic to rank by. Default: the metric's primary statistic, which is the average if it has one. */
  readonly by?: 'average' | 'minimum' | 'maximum' | 'value' | undefined;
}

const KEYS = /* @__PURE__ */ keysOf<TopOptions>({ n: true, by: true });
/** How the service names what it can rank by. */
export const ORDER_BY = { average: 'Average', minimum: 'Minimum', maximum: 'Maximum' } as const;

/** Refuses options that cannot be met. */
export function checkTop(options: TopOptions): void {
  assertOptions(options, KEYS, 'top()');
  const { n = 10, by } = options;
  if (!Number.isSafeInteger(n) || n < 1 || n > PAGE_LENGTH)
    throw new RangeError(`n ${shown(n)} must be a whole number from 1 to ${PAGE_LENGTH}`);
  if (by !== undefined && by !== 'value' && !Object.hasOwn(ORDER_BY, by))
    throw new RangeError(`by ${JSON.stringify(by)} must be 'average', 'minimum', 'maximum' or 'value'`);
}
