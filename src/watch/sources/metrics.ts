import { Quantity, type MetricSpec } from '../../catalog/index.ts';
import { latestPresent } from '../../internal/clock.ts';
import { SeriesPoller, MetricQuery, periodFor, stateOf, type MetricPoint, type QueryContext, type SeriesSelection, type TaggedSeries } from '../../metrics/index.ts';
import { countSeries, seriesOfConnection } from '../../scopes/index.ts';
import type { Connection } from '../../topology/index.ts';
import { aspectOf, readingOfPoint, type DetailedReading } from '../evidence.ts';
import type { Line } from '../line.ts';
import type { Aspect } from '../memory.ts';

/** The connections to read about. One object for as long as the same series are asked for. */
export interface Watched {
  readonly connections: readonly Connection[];
  /** All connections of the region, where they are known. */
  readonly region: readonly Connection[] | undefined;
  /** What is known of an aspect of a tunnel. */
  readonly lineOf: (tunnel: string, aspect: Aspect) => Line | undefined;
}

/** Takes what is news, as it comes: a long absence does not have to fit into memory at once. */
export type TakeReadings = (readings: readonly DetailedReading[]) => void;

/** What reading all metrics came to. */
export interface MetricsRead {
  readonly points: number;
  readonly failures: readonly unknown[];
}

/** One metric, its series, and how far they were read. */
interface Plan {
  readonly spec: MetricSpec;
  readonly series: readonly TaggedSeries<Line>[];
  readonly latest: SeriesPoller<Line>;
}

interface Progress {
  /** When it was last read in full, by the data clock. */
  readAt: number | undefined;
  /** From where on a range is to be read again, since reading it broke off. */
  brokenFrom: number | undefined;
  /** When the periods that are missing were last asked for, those that still are included. */
  sweptAt: number;
  /** How much sooner than after its first sweep the second comes. */
  aheadMs: number;
  /** What a sweep has yet to bring. */
  lacking: Lacking | undefined;
}

/** Periods that were not heard of, and of which series. */
interface Lacking {
  readonly lines: ReadonlySet<Line>;
  readonly first: number;
  readonly last: number;
}

/** What reads of one round share. */
interface MetricReading {
  readonly watched: Watched;
  readonly now: number;
  readonly take: TakeReadings;
  /** Whether a datapoint may be of the present. */
  readonly isPast: (timestamp: number) => boolean;
  readonly signal: AbortSignal;
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
    const latest = latestPresent(now);
    let ahead = 0;
    // They would outrank all that follows.
    const isPast = (timestamp: number): boolean => {
      if (timestamp <= latest) return true;
      ahead++;
      return false;
    };
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
    const reading: MetricReading = { watched, now, take, isPast, signal };
    // What is missing is noted before anything new is read: a line remembers but the newest periods.
    const due = this.#dueForSweep(plans, now);
    await Promise.all(plans.map((plan) => attempt(this.#readMetric(plan, reading))));
    await Promise.all(due.map((plan) => attempt(this.#sweep(plan, reading))));
    if (ahead > 0) this.#context.logger.warn('datapoints of the future were left out', { count: ahead });
    return { points, failures };
  }

  async #readMetric(plan: Plan, reading: MetricReading): Promise<number> {
    const { watched, now, take, isPast, signal } = reading;
    const periodMs = await this.#periodOf(plan.spec, signal);
    const progress = this.#progressOf(plan.spec, now);
    const readAt = progress.readAt ?? this.#resumeFrom;
    let count = 0;
    if (readAt === undefined || now - readAt < 2 * periodMs) {
      const news: DetailedReading[] = [];
      try {
        count = await plan.latest.read((line, timestamp, value) => {
          const one = isPast(timestamp) ? newsOf(plan.spec, line, timestamp, value, periodMs) : undefined;
          if (one) news.push(one);
        }, signal);
      } finally {
        // Of several batches one may fail. The lines know what the others brought, and it may not be asked for again.
        take(news);
      }
    } else {
      // A run that goes on from another reads the whole overlap once.
      const heard = progress.readAt === undefined ? readAt - this.#overlapMs : heardUntil(plan.series, readAt - this.#overlapMs);
      const from = Math.max(Math.min(heard, progress.brokenFrom ?? Infinity), now - KEPT_MS);
      progress.brokenFrom = from;
      for await (const points of this.#range(plan.series, watched, from, now, signal)) {
        count += points.length;
        take(readingsOf(points, periodMs, reading));
        // Pages come oldest first; of the minutes around the last one some series may be on the next.
        const oldest = points.reduce((least, { timestamp }) => Math.min(least, timestamp), now);
        progress.brokenFrom = Math.max(from, oldest - this.#overlapMs);
      }
      progress.brokenFrom = undefined;
    }
    progress.readAt = now;
    return count;
  }

  /** Asks again for periods that are missing, of the series that lack them. */
  async #sweep({ spec, series }: Plan, reading: MetricReading): Promise<number> {
    const { watched, now, take, signal } = reading;
    const periodMs = await this.#periodOf(spec, signal);
    const progress = this.#progressOf(spec, now);
    const { lacking } = progress;
    let count = 0;
    if (lacking) {
      const wanted = series.filter(({ tag }) => lacking.lines.has(tag));
      for await (const points of this.#range(wanted, watched, Math.max(lacking.first - periodMs, now - KEPT_MS), lacking.last, signal)) {
        count += points.length;
        take(readingsOf(points, periodMs, reading));
      }
    }
    progress.lacking = undefined;
    progress.sweptAt = now - progress.aheadMs;
    progress.aheadMs = 0;
    return count;
  }

  async *#range(series: readonly SeriesSelection[], { region }: Watched, start: number, end: number, signal: AbortSignal): AsyncGenerator<readonly MetricPoint[], void, undefined> {
    if (series.length === 0 || start >= end) return;
    const selected = { selections: series, ...(region && { regionSeries: (spec: MetricSpec) => countSeries(region, spec) }) };
    const query = new MetricQuery(this.#context, () => Promise.resolve(selected)).signal(signal).between(start, end);
    for await (const { points } of query.pages()) yield points;
  }

  /**
   * The metrics of which a sweep would come too late in the round after this one: each is swept three
   * times while a period can be asked for, and looks back as far as the sweep before could. What another
   * run has missed is asked for at once: it may have run for one round, and so may this one.
   */
  #dueForSweep(plans: readonly Plan[], now: number): readonly Plan[] {
    return plans.filter(({ spec, series }) => {
      const progress = this.#progressOf(spec, now);
      const { readAt, sweptAt } = progress;
      if (readAt === undefined ? this.#resumeFrom === undefined : now + (now - readAt) - sweptAt <= this.#overlapMs / 3) return false;
      const lines = new Set(progress.lacking?.lines);
      let { first = Infinity, last = -Infinity } = progress.lacking ?? {};
      for (const { tag } of series) {
        const missing = tag.seen.missingAfter(sweptAt - this.#overlapMs);
        if (missing.length === 0) continue;
        lines.add(tag);
        first = Math.min(first, missing[0] ?? Infinity);
        last = Math.max(last, missing.at(-1) ?? -Infinity);
      }
      progress.lacking = lines.size > 0 ? { lines, first, last } : undefined;
      return true;
    });
  }

  async #periodOf(spec: MetricSpec, signal: AbortSignal): Promise<number> {
    const describe = await this.#context.metadata.describe(signal);
    return periodFor(describe(spec), undefined) * 1000;
  }

  #progressOf({ name }: MetricSpec, now: number): Progress {
    let progress = this.#progress.get(name);
    if (!progress) {
      // Begun at different times, sweeps of several metrics do not meet in one round.
      const aheadMs = ((this.#progress.size % SWEEP_SLOTS) * this.#overlapMs) / 3 / SWEEP_SLOTS;
      const swept = this.#resumeFrom === undefined ? { sweptAt: now - aheadMs, aheadMs: 0 } : { sweptAt: this.#resumeFrom, aheadMs };
      this.#progress.set(name, (progress = { readAt: undefined, brokenFrom: undefined, ...swept, lacking: undefined }));
    }
    return progress;
  }

  #plansFor(watched: Watched): readonly Plan[] {
    if (this.#planned?.watched !== watched) this.#planned = { watched, plans: this.#plansOf(watched) };
    return this.#planned.plans;
  }

  #plansOf({ connections, region, lineOf }: Watched): readonly Plan[] {
    const bySpec = new Map<MetricSpec, TaggedSeries<Line>[]>();
    for (const { spec, resource } of connections.flatMap(statesOf)) {
      const tag = lineOf(keyOf(resource), aspectOf(spec.quantity));
      if (!tag) continue;
      const series = bySpec.get(spec);
      if (series) series.push({ spec, resource, tag });
      else bySpec.set(spec, [{ spec, resource, tag }]);
    }
    return [...bySpec].map(([spec, wanted]) => {
      const latest = new SeriesPoller(this.#context, wanted, region && ((of) => countSeries(region, of)));
      return { spec, series: latest.series, latest };
    });
  }
}

/** The state series of a connection; those of BGP where a session may run. */
function statesOf(connection: Connection): readonly SeriesSelection[] {
  const states = seriesOfConnection(connection, Quantity.State, NO_NAMES);
  if (connection.bgp === 'disabled') return states;
  const without = new Set(connection.tunnels.filter(({ bgp }) => bgp === 'disabled').map(({ tunnelId }) => tunnelId));
  const sessions = seriesOfConnection(connection, Quantity.BgpState, NO_NAMES).filter(({ resource }) => !without.has(keyOf(resource)));
  // A tunnel's two series are of one resource: kept once.
  const known = new Map(states.map(({ resource }) => [keyOf(resource), resource]));
  return [...states, ...sessions.map(({ spec, resource }) => ({ spec, resource: known.get(keyOf(resource)) ?? resource }))];
}

function keyOf({ tunnelId, connectionId = '' }: SeriesSelection['resource']): string {
  return tunnelId ?? connectionId;
}

/** Up to when every series was heard that was heard at all after an instant; that instant where none was. */
function heardUntil(series: readonly TaggedSeries<Line>[], after: number): number {
  let oldest = Infinity;
  for (const { tag } of series) {
    const newestPoint = tag.seen.newest;
    if (newestPoint !== undefined && newestPoint > after && newestPoint < oldest) oldest = newestPoint;
  }
  return oldest === Infinity ? after : oldest;
}

/** What the newest value of a series says, where that is news. */
function newsOf({ name }: MetricSpec, line: Line, at: number, value: number, periodMs: number): DetailedReading | undefined {
  const says = stateOf(value);
  if (says === undefined || !line.isNewsPoint(says, at, periodMs)) return undefined;
  return { tunnel: line.tunnel, aspect: line.aspect, source: 'metric', at, periodMs, says, metric: name, value };
}

/** What points of a range say. All of it is judged: a line holds too little for what an absence has left. */
function readingsOf(points: readonly MetricPoint[], periodMs: number, { watched: { lineOf }, isPast }: MetricReading): DetailedReading[] {
  return points.flatMap((point) => {
    const reading = isPast(point.timestamp) ? readingOfPoint(point, periodMs) : undefined;
    if (!reading) return [];
    lineOf(reading.tunnel, reading.aspect)?.seen.note(reading.at, periodMs);
    return [reading];
  });
}
