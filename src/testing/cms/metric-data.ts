import { statistic } from '../model/points.ts';
import type { Series } from '../model/series.ts';
import type { Sample } from '../model/signals.ts';
import type { Operation, Service } from '../service/context.ts';
import { badParameter } from '../service/fault.ts';
import { type Params, required } from '../service/params.ts';
import { lookBackMs, type MetricQuery, parseQuery, parseTimes, rangeOf } from './query.ts';
import { metricBody, readable, rowWriter, sendsNumericUser } from './rows.ts';

/** The last period of a short window: one point of each series that has it. */
export const describeMetricData: Operation = (params, service, requestId) => {
  const query = parseQuery(params, service);
  const { series, timestamp } = lastPeriod(params, query, service);
  const write = rowWriter(service, query, sendsNumericUser(service, false));
  const rows = series.slice(0, query.length).map((one) => write(one, timestamp));
  return metricBody(service, requestId, query.periodMs, rows, {});
};

/** The last period's points in the order of one statistic. */
export const describeMetricTop: Operation = (params, service, requestId) => {
  const orderBy = required(params, 'Orderby');
  const query = parseQuery(params, service, 10);
  if (!['Average', 'Minimum', 'Maximum'].includes(orderBy) || !query.table.statistics.includes(orderBy)) {
    throw badParameter(`The parameter Orderby is invalid: ${query.table.metric} cannot be ordered by ${orderBy}.`);
  }
  // True means ascending: the name promises the opposite, the documentation is clear.
  const direction = params['OrderDesc']?.toLowerCase() === 'true' ? 1 : -1;
  const { series, timestamp } = lastPeriod(params, query, service);
  const sample: Sample = { average: 0, minimum: 0, maximum: 0, value: 0 };
  const ranked = series
    .map((one) => {
      service.points.sample(one, timestamp, query.periodMs, sample);
      return { one, value: statistic(orderBy, sample, query.periodMs) };
    })
    .sort((a, b) => (a.value - b.value) * direction)
    .slice(0, query.length);
  const write = rowWriter(service, query, sendsNumericUser(service, false));
  const rows = ranked.map(({ one }, index) => write(one, timestamp, `,"order":${index + 1},"_count":1`));
  return metricBody(service, requestId, query.periodMs, rows, {});
};

function lastPeriod(params: Params, query: MetricQuery, service: Service): { series: readonly Series[]; timestamp: number } {
  const longest = lookBackMs(query.periodMs);
  const { start, end } = parseTimes(params, service, longest);
  if (end - start > longest)
    throw badParameter(`The time range is invalid: it must not be longer than ${longest / 60_000} minutes for this period.`);
  const range = rangeOf(query, start, end, service);
  for (let timestamp = range.last; timestamp >= range.first; timestamp -= query.periodMs) {
    const series = query.series.filter((one) => readable(service, one, timestamp, query.periodMs));
    if (series.length > 0) return { series, timestamp };
  }
  return { series: [], timestamp: 0 };
}
