import { chance } from '../model/hash.ts';
import type { Series } from '../model/series.ts';
import type { Operation, Service } from '../service/context.ts';
import { parseQuery, parseTimes, rangeOf, type MetricQuery, type Range } from './query.ts';
import { metricBody, readable, rowWriter, sendsNumericUser } from './rows.ts';
import { decodeToken, encodeToken, type Position } from './token.ts';

/** Points of a window, a page at a time. */
export const describeMetricList: Operation = (params, service, requestId) => {
  const query = parseQuery(params, service);
  const { start, end } = parseTimes(params, service);
  const { rows, next } = readPage(query, rangeOf(query, start, end, service), decodeToken(params), service);
  const write = rowWriter(service, query, sendsNumericUser(service, false));
  const NextToken = next ? encodeToken(params, next) : '';
  const texts = rows.map(([series, timestamp]) => write(series, timestamp));
  return metricBody(service, requestId, query.periodMs, texts, { NextToken, Success: true });
};

type Row = readonly [Series, number];

/** Up to `length` readable points from a position on, and where the next readable one is. */
export function readPage(query: MetricQuery, range: Range, from: Position | undefined, service: Service): { rows: Row[]; next: Position | undefined } {
  const { series, periodMs, length } = query;
  const { order = 'series', unordered = false } = service.options.data ?? {};
  const times = Math.max(0, Math.floor((range.last - range.first) / periodMs) + 1);
  const byTime = order === 'time';
  const startTime = from ? Math.max(0, Math.round((from.timestamp - range.first) / periodMs)) : 0;
  const startSeries = from?.series ?? 0;
  const rows: Row[] = [];
  let next: Position | undefined;
  for (let i = byTime ? startTime * series.length + startSeries : startSeries * times + startTime; i < series.length * times; i++) {
    const index = byTime ? i % series.length : Math.floor(i / times);
    const timestamp = range.first + (byTime ? Math.floor(i / series.length) : i % times) * periodMs;
    const one = series[index] as Series;
    if (!readable(service, one, timestamp, periodMs)) continue;
    if (rows.length >= length) {
      next = { series: index, timestamp };
      break;
    }
    rows.push([one, timestamp]);
    if (rows.length < length && service.points.twice(one, timestamp)) rows.push([one, timestamp]);
  }
  if (unordered) rows.sort(([a, x], [b, y]) => chance(a.seed, x) - chance(b.seed, y));
  return { rows, next };
}
