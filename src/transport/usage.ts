import type { Clock } from '../internal/clock.ts';
import type { Logger } from '../internal/logger.ts';

/** Cloud Monitor's free calls per month, over all four billable operations together. */
export const FREE_PER_MONTH = 1_000_000;

const MONTH_MS = 2_592_000_000;
const FLOOR_MS = 300_000;
const BILLABLE: ReadonlySet<string> = new Set(['DescribeMetricList', 'DescribeMetricLast', 'DescribeMetricData', 'DescribeMetricTop']);

/** The calls made so far. Every attempt counts, including retries, as the service counts them. */
export interface Usage {
  /** The start of counting, in milliseconds since the epoch. */
  readonly since: number;
  /** Requests sent, for all operations together. */
  readonly attempts: number;
  /** Requests sent by operation, such as `DescribeMetricList`. Operations that were never called are absent. */
  readonly callsByOperation: Readonly<Record<string, number>>;
  /** Requests that count towards the free quota: `DescribeMetricList`, `DescribeMetricLast`, `DescribeMetricData` and `DescribeMetricTop`. */
  readonly billableCalls: number;
  /**
   * Billable calls in 30 days at the average rate since `since`. A shorter time than five minutes counts as five minutes, so that an early
   * burst is not projected to a million.
   */
  readonly projectedPerMonth: number;
  /** The account's free billable calls per month. Other programs of the account use them too. */
  readonly freePerMonth: typeof FREE_PER_MONTH;
}

// A backfill at the start says nothing of the month; an hour of it, or a tenth of the quota, does.
const WARN_AFTER_MS = 3_600_000;
const WARN_AFTER_CALLS = 100_000;
// Projecting sums up all counts, which is not for every call.
const CHECK_EVERY_CALLS = 100;

/** Counts attempts by operation, and warns once when the month's free calls will not do. */
export class UsageMeter {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #since: number;
  readonly #monotonic: () => number;
  readonly #begun: number;
  readonly #calls = new Map<string, number>();
  #billable = 0;
  #warned = false;

  constructor(clock: Clock, logger: Logger, monotonic: () => number = () => performance.now()) {
    this.#clock = clock;
    this.#logger = logger;
    this.#since = clock.now();
    this.#monotonic = monotonic;
    this.#begun = monotonic();
  }

  count(action: string): void {
    this.#calls.set(action, (this.#calls.get(action) ?? 0) + 1);
    if (BILLABLE.has(action) && ++this.#billable % CHECK_EVERY_CALLS === 0) this.#warnOfQuota();
  }

  #warnOfQuota(): void {
    if (this.#warned || (this.#elapsedMs() < WARN_AFTER_MS && this.#billable < WARN_AFTER_CALLS)) return;
    const { projectedPerMonth, billableCalls } = this.read();
    if (projectedPerMonth <= FREE_PER_MONTH) return;
    this.#warned = true;
    this.#logger.warn(
      'at this rate the metric queries will exceed the free calls of a month; poll less often, or ask for fleets instead of single resources',
      {
        projectedPerMonth,
        freePerMonth: FREE_PER_MONTH,
        billableCalls,
      },
    );
  }

  /** By the clock, which may run faster than the real one in a simulation; where it was set back, by the one that never is. */
  #elapsedMs(): number {
    return Math.max(this.#clock.now() - this.#since, this.#monotonic() - this.#begun);
  }

  read(): Usage {
    const total = (calls: Iterable<number>): number => [...calls].reduce((sum, count) => sum + count, 0);
    const billableCalls = this.#billable;
    const elapsedMs = Math.max(this.#elapsedMs(), FLOOR_MS);
    return {
      since: this.#since,
      attempts: total(this.#calls.values()),
      callsByOperation: Object.fromEntries(this.#calls),
      billableCalls,
      projectedPerMonth: Math.round((billableCalls * MONTH_MS) / elapsedMs),
      freePerMonth: FREE_PER_MONTH,
    };
  }
}
