import type { MetricDescription } from '../metadata/index.ts';
import { FILTER_LEVELS, type FilterLevel, isWider } from './filter-level.ts';

interface Learned {
  level: FilterLevel;
  /** Whether an answer at this level has named a resource that was asked for. */
  proven: boolean;
  /** When wider filters were last tried in vain. */
  probedAt: number;
  accountSeries: number | undefined;
  /** Refusals of the level, one after another, that a wider one did not meet. */
  refusals: number;
}

// One of them, or several at once, may have been a moment's failure.
const REFUSALS_THAT_PROVE = 2;
const PROBE_EVERY_MS = 600_000;

/** A time to come was read from a clock that was set back since: it must not hold probes up. */
function isRecent(probedAt: number, now: number): boolean {
  return probedAt <= now && now - probedAt < PROBE_EVERY_MS;
}

/** What a monitor has learned of how the service names, filters and fills each metric, and how many series the account has. */
export class FilterMemory {
  readonly #learned = new Map<string, Learned>();
  readonly #names = new Map<string, string>();
  readonly #readOtherwise = new Set<string>();

  /** The name to ask for: the metric's, or the spelling that was found to work. */
  name({ wireName }: MetricDescription): string {
    return this.#names.get(wireName) ?? wireName;
  }

  /** The service does not know a name: another spelling to try, from now on; `undefined` when all were. */
  otherName({ wireName, otherNames }: MetricDescription, unknown: string): string | undefined {
    const names = [wireName, ...otherNames];
    const next = names[names.indexOf(unknown) + 1];
    this.#names.set(wireName, next ?? wireName);
    return next;
  }

  /** The level to start with: the narrowest one that is not known to fail. */
  level(description: MetricDescription): FilterLevel {
    return this.#of(description).level;
  }

  /** Series of the metric in the whole account, as counted by the last account-wide answer. */
  accountSeries(description: MetricDescription): number | undefined {
    return this.#of(description).accountSeries;
  }

  counted(description: MetricDescription, series: number): void {
    this.#of(description).accountSeries = series;
  }

  /** A level brought rows of resources that were asked for. */
  worked(description: MetricDescription, level: FilterLevel): void {
    const learned = this.#of(description);
    // The account-wide level may have been the cheaper one; it says nothing about narrower filters.
    if (level === learned.level) learned.proven = true;
  }

  /** Whether the filter brings what it is to bring, as far as is known or documented. */
  isProven(description: MetricDescription): boolean {
    return !description.codec.guessed || this.#of(description).proven;
  }

  /** Refusals of the level so far, to be handed back to {@link refused} by a request that begins now. */
  refusals(description: MetricDescription): number {
    return this.#of(description).refusals;
  }

  /** The level is not refused: what refused it before was something else. */
  accepted(description: MetricDescription, level: FilterLevel): void {
    const learned = this.#of(description);
    if (level === learned.level) learned.refusals = 0;
  }

  /**
   * A narrower level was refused where this one was answered: whether that is why, so that this one is
   * used from now on. The refusal may speak of the dimensions, which settles it for a filter that has
   * never worked; else it must come twice, of requests that did not run side by side (`before`).
   */
  refused(
    description: MetricDescription,
    level: FilterLevel,
    evidence: { readonly speaksOfDimensions: boolean; readonly before: number },
  ): boolean {
    const learned = this.#of(description);
    if (!isWider(level, learned.level)) return false;
    if (evidence.before === learned.refusals) learned.refusals++;
    const enough = evidence.speaksOfDimensions && !learned.proven ? 1 : REFUSALS_THAT_PROVE;
    if (learned.refusals < enough) return false;
    this.widened(description, level);
    return true;
  }

  /** A narrower level was refused, ignored or empty, and this one is to be used from now on. */
  widened(description: MetricDescription, level: FilterLevel): void {
    const learned = this.#of(description);
    if (isWider(level, learned.level)) learned.level = level;
    learned.proven = true;
    learned.refusals = 0;
  }

  /** Levels worth trying after an answer without any row: none where the keys are certain, are proven, or were tried lately. */
  levelsToProbe(description: MetricDescription, now: number): readonly FilterLevel[] {
    const learned = this.#of(description);
    if (!description.codec.guessed || learned.proven || isRecent(learned.probedAt, now)) return [];
    learned.probedAt = now;
    return FILTER_LEVELS.filter((level) => isWider(level, learned.level));
  }

  /** Rows of the metric lack the statistic that the service lists: whether that is news. */
  noteOtherStatistic({ wireName }: MetricDescription): boolean {
    if (this.#readOtherwise.has(wireName)) return false;
    this.#readOtherwise.add(wireName);
    return true;
  }

  #of({ wireName }: MetricDescription): Learned {
    let learned = this.#learned.get(wireName);
    if (!learned) {
      learned = { level: 'full', proven: false, probedAt: -Infinity, accountSeries: undefined, refusals: 0 };
      this.#learned.set(wireName, learned);
    }
    return learned;
  }
}
