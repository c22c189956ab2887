import { Quantity, type MetricSpec } from '../catalog/index.ts';
import { MetricQuery, periodFor, type MetricPoint, type QueryContext, type SeriesSelection } from '../metrics/index.ts';
import { countSeries, seriesOfConnection } from '../scopes/index.ts';
import type { Connection } from '../topology/index.ts';
import { Coverage } from './coverage.ts';
import { readingOfPoint, type DetailedReading } from './evidence.ts';

/** The connections to read about, and all those of the region where they are known. One object for as long as they stay the same. */
export interface Watched {
  readonly connections: readonly Connection[];
  readonly region: readonly Connection[] | undefined;
}

/** Takes readings as they come, so that a long absence does not have to fit into memory at once. */
export type TakeReadings = (readings: readonly DetailedReading[]) => void;

/** What reading all metrics came to. */
export interface MetricsRead {
  readonly points: number;
  readonly failures: readonly unknown[];
}

/** One metric, its series, and how far they were read. */
interface Plan {
  readonly spec: MetricSpec;
  readonly selections: readonly SeriesSelection[];
}

interface Progress {
  coverage: Coverage | undefined;
  /** When it was last read in full, by the data clock. */
  readAt: number | undefined;
  /** From where on a range is to be read again, since reading it broke off. */
  brokenFrom: number | undefined;
  /** When the periods that are missing were last asked for, those that still are included. */
  sweptAt: number;
  /** What a sweep has yet to bring. */
  lacking: Lacking | undefined;
}

/** Periods that were not heard of, and of which series. */
interface Lacking {
  readonly keys: ReadonlySet<string>;
  readonly first: number;
  readonly last: number;
}

const NO_NAMES: ReadonlyMap<string, string> = new Map();
// Points of the finest period are kept for 31 days; a day less leaves time to ask.
const KEPT_MS = 30 * 86_400_000;
const SWEEP_SLOTS = 5;

/**
 * Reads the state metrics of all connections together, each point at least once, for the fewest calls:
 * the newest point of every series each round, the periods in between where rounds were missed, and now
 * and then, of the series that lack one alone, the periods that were published late.
 */
export class MetricSource {
  readonly #context: QueryContext;
  readonly #overlapMs: number;
  readonly #progress = new Map<string, Progress>();
  #resumeFrom: number | undefined;
  #planned: { readonly watched: Watched; readonly plans: readonly Plan[] } | undefined;

  constructor(context: QueryContext, overlapMs: number) {
    this.#context = context;
    this.#overlapMs = overlapMs;
  }

  /** Goes on from where another run has read. */
  resume(mark: number | undefined): void {
    this.#resumeFrom = mark;
  }

  /** When all metrics were read last, late periods included; absent before they were. */
  get mark(): number | undefined {
    const plans = this.#planned?.plans ?? [];
    if (plans.length === 0) return this.#resumeFrom;
    const marks = plans.map(({ spec }) => {
      const progress = this.#progress.get(spec.name);
      return progress?.readAt === undefined || !progress.lacking ? progress?.readAt : Math.min(progress.readAt, progress.sweptAt);
    });
    return marks.every((mark) => mark !== undefined) ? Math.min(...marks) : this.#resumeFrom;
  }

  /** Never rejects but for an abort: a metric that cannot be read does not hold up the others. */
  async read(watched: Watched, now: number, take: TakeReadings, signal: AbortSignal): Promise<MetricsRead> {
    const plans = this.#plansFor(watched);
    const failures: unknown[] = [];
    let points = 0;
    const attempt = async (work: Promise<number>): Promise<void> => {
      try {
        const count = await work;
        points += count;
      } catch (error) {
        signal.throwIfAborted();
        failures.push(error);
      }
    };
    // What is missing is noted before anything new is read: coverage remembers but the newest periods.
    const due = this.#dueForSweep(plans, now);
    await Promise.all(plans.map((plan) => attempt(this.#readMetric(plan, watched, now, take, signal))));
    await Promise.all(due.map((plan) => attempt(this.#sweep(plan, watched, now, take, signal))));
    return { points, failures };
  }

  async #readMetric(plan: Plan, watched: Watched, now: number, take: TakeReadings, signal: AbortSignal): Promise<number> {
    const describe = await this.#context.metadata.describe(signal);
    const periodMs = periodFor(describe(plan.spec), undefined) * 1000;
    const progress = this.#progressOf(plan.spec, now);
    const coverage = (progress.coverage ??= new Coverage(periodMs));
    const readAt = progress.readAt ?? this.#resumeFrom;
    const query = this.#query(plan.selections, watched, signal);
    let count = 0;
    const takePoints = (points: readonly MetricPoint[]): void => {
      count += points.length;
      take(readingsOf(points, periodMs, coverage));
    };
    if (readAt === undefined || now - readAt < 2 * periodMs) {
      takePoints(await query.latest());
    } else {
      const from = Math.max(Math.min(coverage.heardUntil(readAt - this.#overlapMs), progress.brokenFrom ?? Infinity), now - KEPT_MS);
      progress.brokenFrom = from;
      if (from < now) {
        for await (const { points } of query.between(from, now).pages()) {
          takePoints(points);
          // Pages come oldest first; of the minutes around the last one some series may be on the next.
          const oldest = points.reduce((least, { timestamp }) => Math.min(least, timestamp), now);
          progress.brokenFrom = Math.max(from, oldest - this.#overlapMs);
        }
      }
      progress.brokenFrom = undefined;
    }
    progress.readAt = now;
    return count;
  }

  /** Asks again for periods that are missing, of the series that lack them. */
  async #sweep({ spec, selections }: Plan, watched: Watched, now: number, take: TakeReadings, signal: AbortSignal): Promise<number> {
    const progress = this.#progressOf(spec, now);
    const { coverage, lacking } = progress;
    const wanted = lacking ? selections.filter((selection) => lacking.keys.has(keyOf(selection))) : [];
    let count = 0;
    if (coverage && lacking && wanted.length > 0) {
      const describe = await this.#context.metadata.describe(signal);
      const periodMs = periodFor(describe(spec), undefined) * 1000;
      const from = Math.max(lacking.first - periodMs, now - KEPT_MS);
      if (from < lacking.last) {
        for await (const { points } of this.#query(wanted, watched, signal).between(from, lacking.last).pages()) {
          count += points.length;
          take(readingsOf(points, periodMs, coverage));
        }
      }
    }
    progress.lacking = undefined;
    progress.sweptAt = now;
    return count;
  }

  /**
   * The metrics of which a sweep would come too late in the round after this one: each is swept three
   * times while a period can be asked for, and looks back as far as the sweep before could.
   */
  #dueForSweep(plans: readonly Plan[], now: number): readonly Plan[] {
    return plans.filter(({ spec, selections }) => {
      const progress = this.#progressOf(spec, now);
      const { coverage, readAt = now, sweptAt } = progress;
      const untilNextMs = now - readAt;
      if (!coverage || now + untilNextMs - sweptAt <= this.#overlapMs / 3) return false;
      const keys = new Set(progress.lacking?.keys);
      let { first = Infinity, last = -Infinity } = progress.lacking ?? {};
      for (const selection of selections) {
        const gap = coverage.gap(keyOf(selection), sweptAt - this.#overlapMs);
        if (!gap) continue;
        keys.add(keyOf(selection));
        first = Math.min(first, gap.first);
        last = Math.max(last, gap.last);
      }
      progress.lacking = keys.size > 0 ? { keys, first, last } : undefined;
      return true;
    });
  }

  #progressOf({ name }: MetricSpec, now: number): Progress {
    let progress = this.#progress.get(name);
    if (!progress) {
      // Begun at different times, sweeps of several metrics do not meet in one round.
      const sweptAt = now - ((this.#progress.size % SWEEP_SLOTS) * this.#overlapMs) / 3 / SWEEP_SLOTS;
      this.#progress.set(name, (progress = { coverage: undefined, readAt: undefined, brokenFrom: undefined, sweptAt, lacking: undefined }));
    }
    return progress;
  }

  #plansFor(watched: Watched): readonly Plan[] {
    if (this.#planned?.watched !== watched) {
      const plans = plansOf(watched.connections);
      for (const { spec, selections } of plans) this.#progress.get(spec.name)?.coverage?.keep(new Set(selections.map(keyOf)));
      this.#planned = { watched, plans };
    }
    return this.#planned.plans;
  }

  #query(selections: readonly SeriesSelection[], { region }: Watched, signal: AbortSignal): MetricQuery {
    const selected = { selections, ...(region && { regionSeries: (spec: MetricSpec) => countSeries(region, spec) }) };
    return new MetricQuery(this.#context, () => Promise.resolve(selected)).signal(signal);
  }
}

function plansOf(connections: readonly Connection[]): readonly Plan[] {
  const bySpec = new Map<MetricSpec, SeriesSelection[]>();
  for (const connection of connections) {
    const withoutBgp = new Set(connection.tunnels.filter(({ bgp }) => bgp === 'disabled').map(({ tunnelId }) => tunnelId));
    const sessions = connection.bgp === 'disabled' ? [] : seriesOfConnection(connection, Quantity.BgpState, NO_NAMES);
    for (const selection of [...seriesOfConnection(connection, Quantity.State, NO_NAMES), ...sessions]) {
      if (selection.spec.quantity === Quantity.BgpState && withoutBgp.has(keyOf(selection))) continue;
      const known = bySpec.get(selection.spec);
      if (known) known.push(selection);
      else bySpec.set(selection.spec, [selection]);
    }
  }
  return [...bySpec].map(([spec, selections]) => ({ spec, selections }));
}

function keyOf({ resource }: SeriesSelection): string {
  return resource.tunnelId ?? resource.connectionId ?? '';
}

function readingsOf(points: readonly MetricPoint[], periodMs: number, coverage: Coverage): DetailedReading[] {
  const readings: DetailedReading[] = [];
  for (const point of points) {
    const reading = readingOfPoint(point, periodMs);
    if (!reading) continue;
    coverage.note(reading.tunnel, reading.at);
    readings.push(reading);
  }
  return readings;
}
