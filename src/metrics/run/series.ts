import type { Attachment } from '../../catalog/index.ts';
import { idOf, type MetricDescription, type ResourceIds } from '../../metadata/index.ts';
import type { MetricResource } from '../metric-point.ts';
import type { SeriesSelection } from '../series-selection.ts';

/** Why a series of an answer is not part of the query. */
export type Excluded = 'foreign' | 'unattributed';

/** A series met in the answers: one of the query's, or one to leave out. */
export type MetSeries = Series | ExcludedSeries;

interface Met {
  /** The dimensions exactly as in the row, to recognise the next row of the series. */
  readonly wire: Readonly<Record<string, unknown>>;
  /** The series that the row after one of this series belonged to last time: answers that go minute by minute repeat their order. */
  next: MetSeries | undefined;
}

/** What the points of one series share, and which of its timestamps were decoded already. */
export interface Series extends Met {
  readonly excluded?: undefined;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly resource: MetricResource;
  /** What its values are read from; `undefined` until its rows have shown it. */
  statistic: string | undefined;
  newest: number;
  /** Timestamps decoded since the last {@link forget}, for telling repeats from late arrivals. */
  seen: number[];
  /** The same to look one up, made by the first row that is out of order. */
  lookup: Set<number> | undefined;
}

/** A series whose rows are dropped. */
export interface ExcludedSeries extends Met {
  readonly excluded: Excluded;
}

/** Takes a timestamp of a series in: whether it follows all before it, comes late, or was there already. */
export function takeIn(series: Series, timestamp: number): 'newest' | 'late' | 'repeated' {
  if (timestamp > series.newest) {
    series.newest = timestamp;
    series.seen.push(timestamp);
    series.lookup?.add(timestamp);
    return 'newest';
  }
  series.lookup ??= new Set(series.seen);
  if (series.lookup.has(timestamp)) return 'repeated';
  series.lookup.add(timestamp);
  return 'late';
}

/** Forgets the timestamps taken in up to an instant. */
export function forget(series: Series, upTo: number): void {
  series.seen = [...(series.lookup ?? series.seen)].filter((timestamp) => timestamp > upTo);
  series.lookup = undefined;
}

/** Tells to which of the wanted series a row's dimensions belong. */
export class SeriesMatcher {
  readonly #description: MetricDescription;
  readonly #wanted = new Map<string, SeriesSelection>();
  readonly #only: SeriesSelection | undefined;

  constructor(description: MetricDescription, selections: readonly SeriesSelection[]) {
    this.#description = description;
    for (const selection of selections) {
      const id = idOf(selection.resource, description.spec.resource);
      if (id !== undefined) this.#wanted.set(id, selection);
    }
    this.#only = selections.length === 1 ? selections[0] : undefined;
  }

  /** The series' resource, or why its points must not be yielded. */
  match(dimensions: Readonly<Record<string, string>>): MetricResource | Excluded {
    const { codec, spec } = this.#description;
    const ids = codec.decode(dimensions);
    const id = idOf(ids, spec.resource);
    // An answer without dimensions can only be about the one resource that was asked for.
    const anonymous = Object.keys(dimensions).every((key) => key === 'userId');
    const selection = id === undefined ? (anonymous ? this.#only : undefined) : this.#wanted.get(id);
    if (!selection) return id === undefined ? 'unattributed' : 'foreign';
    if (!agree(ids, selection.resource)) return 'foreign';
    return merge(selection.resource, ids, spec.attachedTo);
  }
}

function agree(ids: ResourceIds, resource: ResourceIds): boolean {
  return (['gatewayId', 'connectionId', 'tunnelId'] as const).every(
    (key) => ids[key] === undefined || resource[key] === undefined || ids[key] === resource[key],
  );
}

function merge(resource: MetricResource, ids: ResourceIds, attachedTo: Attachment): MetricResource {
  return Object.freeze({ ...ids, ...resource, attachedTo });
}
