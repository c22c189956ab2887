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
  sweptAt: number;
}

const NO_NAMES: ReadonlyMap<string, string> = new Map();
// Points of the finest period are kept for 31 days; a day less leaves time to ask.
const KEPT_MS = 30 * 86_400_000;

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

  /** When all metrics were read last; absent before they were. */
  get mark(): number | undefined {
    const plans = this.#planned?.plans ?? [];
    if (plans.length === 0) return this.#resumeFrom;
    const marks = plans.map(({ spec }) => this.#progress.get(spec.name)?.readAt);
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
    const due = this.#dueForSweep(plans, now);
    await Promise.all(plans.map((plan) => attempt(this.#readMetric(plan, watched, now, take, signal))));
    if (due) await attempt(this.#sweep(due, watched, now, take, signal));
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
      const from = Math.max(coverage.heardUntil(readAt - this.#overlapMs), now - KEPT_MS);
      if (from < now) for await (const { points } of query.between(from, now).pages()) takePoints(points);
    }
    progress.readAt = now;
    return count;
  }

  /** Asks again for periods that are missing, of the series that lack them. */
  async #sweep({ spec, selections }: Plan, watched: Watched, now: number, take: TakeReadings, signal: AbortSignal): Promise<number> {
    const progress = this.#progressOf(spec, now);
    const { coverage } = progress;
    if (!coverage) return 0;
    let first = Infinity;
    let last = -Infinity;
    const lacking = selections.filter((selection) => {
      const gap = coverage.gap(keyOf(selection), now - this.#overlapMs);
      if (!gap) return false;
      first = Math.min(first, gap.first);
      last = Math.max(last, gap.last);
      return true;
    });
    let count = 0;
    if (lacking.length > 0) {
      const describe = await this.#context.metadata.describe(signal);
      const periodMs = periodFor(describe(spec), undefined) * 1000;
      for await (const { points } of this.#query(lacking, watched, signal).between(first - periodMs, last).pages()) {
        count += points.length;
        take(readingsOf(points, periodMs, coverage));
      }
    }
    progress.sweptAt = now;
    return count;
  }

  /** One metric a round at most, the one that waits longest: each is swept three times while a period can be asked for. */
  #dueForSweep(plans: readonly Plan[], now: number): Plan | undefined {
    const waiting = plans.filter(({ spec }) => now - this.#progressOf(spec, now).sweptAt >= this.#overlapMs / 3);
    return waiting.sort((a, b) => this.#progressOf(a.spec, now).sweptAt - this.#progressOf(b.spec, now).sweptAt)[0];
  }

  #progressOf({ name }: MetricSpec, now: number): Progress {
    let progress = this.#progress.get(name);
    if (!progress) this.#progress.set(name, (progress = { coverage: undefined, readAt: undefined, sweptAt: now }));
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
