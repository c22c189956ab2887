import type { Series } from '../model/series.ts';
import type { Operation, Service } from '../service/context.ts';
import { time } from '../service/params.ts';
import { lookBackMs, type MetricQuery, parseQuery, type Range, rangeOf } from './query.ts';
import { metricBody, readable, rowWriter, sendsNumericUser } from './rows.ts';
import { decodeToken, encodeToken } from './token.ts';

/** The newest point of each series. It may be as old as the look-back. */
export const describeMetricLast: Operation = (params, service, requestId) => {
  const query = parseQuery(params, service);
  const end = time(params, 'EndTime') ?? service.now();
  const start = Math.min(time(params, 'StartTime') ?? end, end - lookBackMs(query.periodMs));
  const range = rangeOf(query, start, end, service);
  const write = rowWriter(service, query, sendsNumericUser(service, true));
  const rows: string[] = [];
  let NextToken = '';
  for (let index = decodeToken(params)?.series ?? 0; index < query.series.length; index++) {
    const series = query.series[index] as Series;
    const timestamp = newest(series, query, range, service);
    if (timestamp === undefined) continue;
    if (rows.length >= query.length) {
      NextToken = encodeToken(params, { series: index, timestamp });
      break;
    }
    rows.push(write(series, timestamp));
  }
  return metricBody(service, requestId, query.periodMs, rows, { NextToken, Success: true });
};

function newest(series: Series, query: MetricQuery, range: Range, service: Service): number | undefined {
  for (let timestamp = range.last; timestamp >= range.first; timestamp -= query.periodMs) {
    if (readable(service, series, timestamp, query.periodMs)) return timestamp;
  }
  return undefined;
}
