import type { MetricSpec } from '../../catalog/index.ts';
import { type FailedSeries, isGlobal, roundsApart } from './series-group.ts';
import type { StateSeries } from './state-series.ts';

/** Periods that are missing, and of which series. */
export interface Gaps {
  readonly series: Set<StateSeries['tag']>;
  first: number;
  last: number;
  /** Up to when all that was missing had been asked for, when these were noticed. */
  readonly since: number;
  readonly failures: number;
  /** Rounds until they are asked for again. */
  waits: number;
}

/** Of one metric. */
interface Swept {
  /** When the periods that are missing were last asked for, those that still are included. */
  sweptAt: number;
  /** How much sooner than after its first sweep the second comes. */
  aheadMs: number;
  /** What has yet to be asked for. */
  gaps: readonly Gaps[];
}

const SLOTS = 5;

/** How often a metric is read. */
export interface SweepTimes {
  readonly spec: MetricSpec;
  readonly readAt: number | undefined;
}

/** Reads again the periods of some series; gives those that failed. */
export type ReadGaps = (gaps: Gaps) => Promise<readonly FailedSeries<StateSeries>[]>;

/** Asks again, now and then, for the periods that were published late: of the series that lack one alone. */
export class GapSweeper {
  readonly #overlapMs: number;
  readonly #swept = new Map<string, Swept>();
  #resumeFrom: number | undefined;

  constructor(overlapMs: number) {
    this.#overlapMs = overlapMs;
  }

  /** Goes on from where another run has read. */
  resume(mark: number | undefined): void {
    this.#resumeFrom = mark;
  }

  /** A clock that was ahead must not hold sweeps up. */
  forgetFuture(latest: number): void {
    for (const swept of this.#swept.values()) swept.sweptAt = Math.min(swept.sweptAt, latest - swept.aheadMs);
  }

  /** Up to when what is missing of a metric was asked for; absent where nothing is left to ask for. What fails alone holds nobody up. */
  pendingSince({ name }: MetricSpec): number | undefined {
    const pending = (this.#swept.get(name)?.gaps ?? []).filter(({ failures, series }) => failures === 0 || series.size > 1);
    return pending.length > 0 ? Math.min(...pending.map(({ since }) => since)) : undefined;
  }

  /** What fails alone, and from when on it is missing. */
  failingAlone({ name }: MetricSpec): readonly { readonly tag: StateSeries['tag']; readonly since: number }[] {
    return (this.#swept.get(name)?.gaps ?? [])
      .filter(({ failures, series }) => failures > 0 && series.size === 1)
      .flatMap(({ series, first }) => [...series].map((tag) => ({ tag, since: first })));
  }

  /**
   * Takes note of what is missing of a metric, before anything new is read: a series remembers but the
   * newest periods.
   *
   * Only where a sweep would come too late in the round after this one: each metric is swept three times
   * while a period can be asked for, and looks back as far as the sweep before could. What another run has
   * missed is asked for at once: it may have run for one round, and so may this one.
   */
  notice({ spec, readAt }: SweepTimes, series: readonly StateSeries[], now: number): void {
    const swept = this.#of(spec, now);
    const { sweptAt } = swept;
    if (readAt === undefined ? this.#resumeFrom === undefined : now + (now - readAt) - sweptAt <= this.#overlapMs / 3) return;
    const fresh: Gaps = { series: new Set(), first: Infinity, last: -Infinity, since: sweptAt, failures: 0, waits: 0 };
    for (const { tag } of series) {
      const missing = tag.seen.missingAfter(sweptAt - this.#overlapMs);
      const [first] = missing;
      if (first === undefined) continue;
      const gaps = swept.gaps.find((one) => one.series.has(tag)) ?? fresh;
      gaps.series.add(tag);
      gaps.first = Math.min(gaps.first, first);
      gaps.last = Math.max(gaps.last, missing.at(-1) ?? first);
    }
    swept.sweptAt = now - swept.aheadMs;
    swept.aheadMs = 0;
    if (fresh.series.size > 0) swept.gaps = [...swept.gaps, fresh];
  }

  /**
   * Asks for what is missing. What fails is asked for again in the next round.
   *
   * @param isAnswered - Whether the metric can be read of other series: then one alone may be what breaks
   * the request. It is found by halves, and asked for ever more seldom.
   */
  async sweep({ name }: MetricSpec, isAnswered: boolean, read: ReadGaps): Promise<void> {
    const swept = this.#swept.get(name);
    if (!swept || swept.gaps.length === 0) return;
    const left = swept.gaps.map(async (gaps): Promise<readonly Gaps[]> => {
      if (gaps.waits > 0) return [{ ...gaps, waits: gaps.waits - 1 }];
      const failed = await read(gaps);
      return isAnswered ? failed.flatMap((one) => divided(gaps, one)) : failed.length > 0 ? [gaps] : [];
    });
    swept.gaps = (await Promise.all(left)).flat();
  }

  #of({ name }: MetricSpec, now: number): Swept {
    let swept = this.#swept.get(name);
    if (!swept) {
      // Begun at different times, sweeps of several metrics do not meet in one round.
      const aheadMs = ((this.#swept.size % SLOTS) * this.#overlapMs) / 3 / SLOTS;
      swept =
        this.#resumeFrom === undefined
          ? { sweptAt: now - aheadMs, aheadMs: 0, gaps: [] }
          : { sweptAt: this.#resumeFrom, aheadMs, gaps: [] };
      this.#swept.set(name, swept);
    }
    return swept;
  }
}

function divided(gaps: Gaps, { series, error, isDivisible }: FailedSeries<StateSeries>): readonly Gaps[] {
  const tags = series.map(({ tag }) => tag);
  if (isGlobal(error)) return [{ ...gaps, series: new Set(tags) }];
  const failures = gaps.failures + 1;
  if (tags.length === 1) return [{ ...gaps, series: new Set(tags), failures, waits: roundsApart(failures) - 1 }];
  const half = isDivisible ? Math.ceil(tags.length / 2) : tags.length;
  return [tags.slice(0, half), tags.slice(half)]
    .filter((piece) => piece.length > 0)
    .map((piece) => ({ ...gaps, series: new Set(piece), failures: 0 }));
}
