import { chance } from '../model/hash.ts';
import type { Series } from '../model/series.ts';
import type { Operation, Service } from '../service/context.ts';
import { PageOrder } from './page-order.ts';
import { type MetricQuery, parseQuery, parseTimes, type Range, rangeOf } from './query.ts';
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
export function readPage(
  query: MetricQuery,
  range: Range,
  from: Position | undefined,
  service: Service,
): { rows: Row[]; next: Position | undefined } {
  const { series, periodMs, length } = query;
  const { order = 'series', unordered = false } = service.options.data ?? {};
  const cells = new PageOrder(series.length, periodMs, range, order);
  const rows: Row[] = [];
  let next: Position | undefined;
  for (let i = from ? cells.indexOf(from) : 0; i < cells.count; i++) {
    const timestamp = cells.timestampAt(i);
    const one = series[cells.seriesAt(i)] as Series;
    if (!readable(service, one, timestamp, periodMs)) continue;
    if (rows.length >= length) {
      next = { series: cells.seriesAt(i), timestamp };
      break;
    }
    rows.push([one, timestamp]);
    if (rows.length < length && service.points.twice(one, timestamp)) rows.push([one, timestamp]);
  }
  if (unordered) rows.sort(([a, x], [b, y]) => chance(a.seed, x) - chance(b.seed, y));
  return { rows, next };
}
