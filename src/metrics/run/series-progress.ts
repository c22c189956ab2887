import { metricSpec } from '../../catalog/index.ts';
import { idOf } from '../../metadata/index.ts';
import type { MetricPoint, MetricResource } from '../metric-point.ts';
import type { SeriesSelection } from '../series-selection.ts';
import { MAX_ENTRIES } from './plan.ts';

/** How far a series of a stream has come. */
export interface Reached {
  /** Of its metric and resource. */
  readonly key: string;
  readonly metric: string;
  readonly resource: MetricResource;
  /** The timestamp of its newest point; `undefined` before it has brought one. */
  newest: number | undefined;
  /** Where the window began in which it was asked for first. */
  readonly expectedSince: number;
  /** When it was asked for beyond the overlap last, counted in polls, and up to where. */
  askedIn: number;
  askedUpTo: number;
}

// Many series never bring a point, such as the BGP state of tunnels without BGP: each time takes a call.
const UNSEEN_EVERY_MS = 300_000;

/** How far each series of a stream has come. */
export class SeriesProgress {
  readonly #reached = new Map<string, Reached>();
  /** Points of one series and one poll share their resource, so the key is built once for each. */
  readonly #known = new WeakMap<MetricResource, Map<string, Reached>>();
  #polls = 0;

  /** The series of a point. */
  of({ metric, resource }: Pick<MetricPoint, 'metric' | 'resource'>): Reached {
    let byMetric = this.#known.get(resource);
    if (!byMetric) this.#known.set(resource, (byMetric = new Map<string, Reached>()));
    let reached = byMetric.get(metric);
    if (!reached) byMetric.set(metric, (reached = this.#find(metric, resource)));
    return reached;
  }

  /** Takes note of a series that is asked for, in a window that begins there. */
  expect(selection: SeriesSelection, since: number): void {
    const key = selectionKey(selection);
    if (!this.#reached.has(key)) this.#add({ key, metric: selection.spec.name, resource: selection.resource }, since);
  }

  note(point: MetricPoint): void {
    const reached = this.of(point);
    if (point.timestamp > (reached.newest ?? -Infinity)) reached.newest = point.timestamp;
  }

  /** Those of these points' series that had not come as far as an instant, each once. */
  behind(points: readonly MetricPoint[], instant: number): readonly Reached[] {
    const behind = new Set<Reached>();
    for (const point of points) {
      const reached = this.of(point);
      if ((reached.newest ?? -Infinity) < instant) behind.add(reached);
    }
    return [...behind];
  }

  /**
   * Series that have stopped between two instants, and now and then those that have brought nothing yet: what is always published later
   * than a window reaches would never be met. Of a metric at most as many as one request can name: where there are more, they take turns.
   */
  stopped(since: number, before: number): readonly Reached[] {
    this.#polls++;
    const counts = new Map<string, number>();
    const isNext = ({ metric }: Reached): boolean => {
      const count = (counts.get(metric) ?? 0) + 1;
      counts.set(metric, count);
      return count <= MAX_ENTRIES;
    };
    const isDue = ({ newest, askedUpTo }: Reached): boolean => newest !== undefined || before - askedUpTo >= UNSEEN_EVERY_MS;
    const stopped = [...this.#reached.values()].filter((reached) => {
      const { newest = reached.expectedSince } = reached;
      return newest > since && newest < before && isDue(reached);
    });
    const next = stopped.sort((a, b) => a.askedIn - b.askedIn).filter(isNext);
    for (const reached of next) [reached.askedIn, reached.askedUpTo] = [this.#polls, before];
    return next;
  }

  #find(metric: string, resource: MetricResource): Reached {
    const spec = metricSpec(metric);
    const key = spec ? selectionKey({ spec, resource }) : metric;
    return this.#reached.get(key) ?? this.#add({ key, metric, resource }, -Infinity);
  }

  #add(series: Pick<Reached, 'key' | 'metric' | 'resource'>, expectedSince: number): Reached {
    const reached: Reached = { ...series, newest: undefined, expectedSince, askedIn: 0, askedUpTo: expectedSince };
    this.#reached.set(series.key, reached);
    return reached;
  }
}

/** The {@link Reached.key} of a series that a query asks for. */
export function selectionKey({ spec, resource }: SeriesSelection): string {
  return `${spec.name} ${idOf(resource, spec.resource) ?? ''}`;
}
