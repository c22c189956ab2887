import type { Clock } from '../internal/clock.ts';
import type { Logger } from '../internal/logger.ts';

/** CloudMonitor's free calls a month, over all four billable operations together. */
export const FREE_PER_MONTH = 1_000_000;

const MONTH_MS = 2_592_000_000;
const FLOOR_MS = 300_000;
const BILLABLE: ReadonlySet<string> = new Set(['DescribeMetricList', 'DescribeMetricLast', 'DescribeMetricData', 'DescribeMetricTop']);

/** What the calls made so far come to. Every attempt counts, retries included, as the service counts them. */
export interface Usage {
  /** When counting began: milliseconds since the epoch. */
  readonly since: number;
  /** Requests sent, of any operation. */
  readonly attempts: number;
  readonly callsByOperation: Readonly<Record<string, number>>;
  /** Requests that count towards the free quota: DescribeMetricList, -Last, -Data and -Top. */
  readonly billableCalls: number;
  /**
   * Billable calls a 30-day month would see at the rate since `since`. The first five minutes are
   * projected as if they were five minutes long, so that one early burst does not read as a million.
   */
  readonly projectedPerMonth: number;
  /** The account's free billable calls a month. Other programs under the account draw on them too. */
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
  readonly #calls = new Map<string, number>();
  #billable = 0;
  #warned = false;

  constructor(clock: Clock, logger: Logger) {
    this.#clock = clock;
    this.#logger = logger;
    this.#since = clock.now();
  }

  count(action: string): void {
    this.#calls.set(action, (this.#calls.get(action) ?? 0) + 1);
    if (BILLABLE.has(action) && ++this.#billable % CHECK_EVERY_CALLS === 0) this.#warnOfQuota();
  }

  #warnOfQuota(): void {
    if (this.#warned || (this.#clock.now() - this.#since < WARN_AFTER_MS && this.#billable < WARN_AFTER_CALLS)) return;
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

  read(): Usage {
    const total = (calls: Iterable<number>): number => [...calls].reduce((sum, count) => sum + count, 0);
    const billableCalls = this.#billable;
    const elapsedMs = Math.max(this.#clock.now() - this.#since, FLOOR_MS);
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
