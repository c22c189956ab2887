import { statistic } from '../model/points.ts';
import type { Series } from '../model/series.ts';
import type { Sample } from '../model/signals.ts';
import type { Service } from '../service/context.ts';
import type { MetricQuery } from './query.ts';

/** Whether a point can be read now. */
export function readable(service: Service, series: Series, timestamp: number, periodMs: number): boolean {
  const { points } = service;
  return points.exists(series, timestamp, periodMs) && points.publishedAt(series, timestamp, periodMs) <= service.now();
}

/**
 * Writes datapoints as JSON text, already escaped where `Datapoints` is text inside JSON: to
 * stringify objects, and then the whole page again, takes most of the time of an answer.
 */
export function rowWriter(
  service: Service,
  query: MetricQuery,
  numericUser: boolean,
): (series: Series, timestamp: number, extra?: string) => string {
  const { periodMs, table } = query;
  const escape = (text: string): string => (service.options.datapoints === 'array' ? text : JSON.stringify(text).slice(1, -1));
  const head = escape('{"timestamp":');
  const none = escape('""');
  const labels = table.statistics.map((name) => escape(`,${JSON.stringify(name)}:`));
  const dimensions = new Map<Series, string>();
  const sample: Sample = { average: 0, minimum: 0, maximum: 0, value: 0 };
  return (series, timestamp, extra = '') => {
    let text = dimensions.get(series);
    if (text === undefined) dimensions.set(series, (text = escape(dimensionText(series, numericUser))));
    const blank = service.points.blank(series, timestamp);
    let row = `${head}${timestamp}${extra === '' ? '' : escape(extra)}${text}`;
    if (!blank) service.points.sample(series, timestamp, periodMs, sample);
    for (let i = 0; i < labels.length; i++) {
      row += (labels[i] as string) + (blank ? none : String(statistic(table.statistics[i] as string, sample, periodMs)));
    }
    return row + '}';
  };
}

function dimensionText(series: Series, numericUser: boolean): string {
  return Object.entries(series.dimensions)
    .map(([key, value]) => `,${JSON.stringify(key)}:${key === 'userId' && numericUser ? value : JSON.stringify(value)}`)
    .join('');
}

/** Whether an operation sends `userId` as a number. */
export function sendsNumericUser(service: Service, byDefault: boolean): boolean {
  const { userId = 'mixed' } = service.options;
  return /^[1-9]\d*$/.test(service.accountId) && (userId === 'number' || (userId === 'mixed' && byDefault));
}

/** The body of an answer with datapoints; the rows come from a `rowWriter`. */
export function metricBody(
  service: Service,
  requestId: string,
  periodMs: number,
  rows: readonly string[],
  rest: Readonly<Record<string, unknown>>,
): string {
  const quote = service.options.datapoints === 'array' ? '' : '"';
  const datapoints = `${quote}[${rows.join(',')}]${quote}`;
  const tail = Object.entries(rest).map(([key, value]) => `,${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return `{"RequestId":"${requestId}","Code":"200","Period":"${periodMs / 1_000}","Datapoints":${datapoints}${tail.join('')}}`;
}
