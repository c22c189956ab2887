import type { MetricPoint } from '../metric-point.ts';

interface SeenSeries {
  newest: number;
  timestamps: number[];
}

/**
 * Which points a stream has yielded, over the overlap that is asked again: what comes twice is
 * recognised by series and timestamp. Older points are forgotten, so it never grows with time.
 */
export class SeenPoints {
  readonly #series = new Map<string, SeenSeries>();
  /** Points of one series and one answer share their dimensions, so the key is built once for each. */
  readonly #keys = new WeakMap<MetricPoint['dimensions'], Map<string, SeenSeries>>();

  /** Takes note of a point: `fresh`, `late` behind a newer one of its series, or `repeated`. */
  note(point: MetricPoint): 'fresh' | 'late' | 'repeated' {
    const series = this.#seriesOf(point);
    const { timestamp } = point;
    if (timestamp > series.newest) {
      series.newest = timestamp;
      series.timestamps.push(timestamp);
      return 'fresh';
    }
    if (series.timestamps.includes(timestamp)) return 'repeated';
    series.timestamps.push(timestamp);
    return 'late';
  }

  /** Forgets what lies before an instant: those points are not asked for again. */
  forgetBefore(instant: number): void {
    for (const [key, series] of this.#series) {
      if (series.newest < instant) this.#series.delete(key);
      else series.timestamps = series.timestamps.filter((timestamp) => timestamp >= instant);
    }
  }

  /** Points remembered, for tests of the bound. */
  get size(): number {
    let size = 0;
    for (const { timestamps } of this.#series.values()) size += timestamps.length;
    return size;
  }

  #seriesOf(point: MetricPoint): SeenSeries {
    let byMetric = this.#keys.get(point.dimensions);
    if (!byMetric) this.#keys.set(point.dimensions, (byMetric = new Map<string, SeenSeries>()));
    let series = byMetric.get(point.metric);
    if (!series) byMetric.set(point.metric, (series = this.#known(point)));
    return series;
  }

  #known({ metric, dimensions }: MetricPoint): SeenSeries {
    // The account's id comes as a number here and as text there, or not at all.
    const parts = Object.entries(dimensions).filter(([name]) => name !== 'userId');
    const key = `${metric} ${JSON.stringify(parts.sort(([a], [b]) => (a < b ? -1 : 1)))}`;
    let series = this.#series.get(key);
    if (!series) this.#series.set(key, (series = { newest: -Infinity, timestamps: [] }));
    return series;
  }
}
