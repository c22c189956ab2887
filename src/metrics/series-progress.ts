import { metricSpec } from '../catalog/index.ts';
import { idOf } from '../metadata/index.ts';
import type { MetricPoint, MetricResource } from './metric-point.ts';
import { MAX_ENTRIES } from './plan.ts';
import type { SeriesSelection } from './series-selection.ts';

/** How far a series of a stream has come. */
export interface Reached {
  /** Of its metric and resource. */
  readonly key: string;
  readonly metric: string;
  readonly resource: MetricResource;
  /** The timestamp of its newest point; `undefined` before it has brought one. */
  newest: number | undefined;
  /** When it was asked for beyond the overlap last, counted in polls. */
  askedIn: number;
}

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
   * Series that have stopped between two instants. Of a metric at most as many as one request can name:
   * where there are more, they take turns.
   */
  stopped(since: number, before: number): readonly Reached[] {
    this.#polls++;
    const counts = new Map<string, number>();
    const isNext = ({ metric }: Reached): boolean => {
      const count = (counts.get(metric) ?? 0) + 1;
      counts.set(metric, count);
      return count <= MAX_ENTRIES;
    };
    const stopped = [...this.#reached.values()].filter(({ newest }) => newest !== undefined && newest > since && newest < before);
    const next = stopped.sort((a, b) => a.askedIn - b.askedIn).filter(isNext);
    for (const reached of next) reached.askedIn = this.#polls;
    return next;
  }

  #find(metric: string, resource: MetricResource): Reached {
    const spec = metricSpec(metric);
    const key = spec ? selectionKey({ spec, resource }) : metric;
    let reached = this.#reached.get(key);
    if (!reached) this.#reached.set(key, (reached = { key, metric, resource, newest: undefined, askedIn: 0 }));
    return reached;
  }
}

/** The {@link Reached.key} of a series that a query asks for. */
export function selectionKey({ spec, resource }: SeriesSelection): string {
  return `${spec.name} ${idOf(resource, spec.resource) ?? ''}`;
}
