import { retentionMs } from '../model/points.ts';
import type { MetricTable, Series } from '../model/series.ts';
import type { Service } from '../service/context.ts';
import { badParameter, Fault } from '../service/fault.ts';
import { integer, type Params, required, time } from '../service/params.ts';
import { selectSeries } from './dimensions.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const LONGEST_SPAN = 31 * DAY;

/** A metric query, checked. */
export interface MetricQuery {
  readonly table: MetricTable;
  readonly series: readonly Series[];
  readonly periodMs: number;
  readonly length: number;
}

/** The period's timestamps in (start, end] that may be readable: `first`, `first + period`, … `last`. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

/** The parameters all metric queries share. */
export function parseQuery(params: Params, service: Service, defaultLength = 1_000): MetricQuery {
  const namespace = required(params, 'Namespace');
  const metric = required(params, 'MetricName');
  const table = service.table(metric);
  if (table?.namespace !== namespace) {
    throw new Fault(404, 'ResourceNotFound', `The specified resource is not found: metric ${metric} of namespace ${namespace}.`);
  }
  const period = integer(params, 'Period', Math.max(60, table.shortestMs / 1_000), 1, 86_400);
  if (period % 60 !== 0) throw badParameter(`The parameter Period is invalid: ${period} is not a multiple of 60.`);
  const length = integer(params, 'Length', defaultLength, 1, 1_440);
  return { table, series: selectSeries(params, table, service), periodMs: period * 1_000, length };
}

/** StartTime and EndTime. Without them the last hour, as no document says what the service takes. */
export function parseTimes(params: Params, service: Service, defaultSpan = HOUR): { start: number; end: number } {
  const end = time(params, 'EndTime') ?? service.now();
  const start = time(params, 'StartTime') ?? end - defaultSpan;
  if (start >= end) throw badParameter('The parameter StartTime is invalid: it must be earlier than EndTime.');
  if (end - start > LONGEST_SPAN) throw badParameter('The time range is invalid: it must not be longer than 31 days.');
  return { start, end };
}

/** The timestamps of a left-open, right-closed window that are neither expired nor in the future. */
export function rangeOf(query: MetricQuery, start: number, end: number, service: Service): Range {
  const { periodMs, table } = query;
  if (periodMs < table.shortestMs) return { first: 0, last: -1 };
  const from = Math.max(start, service.now() - retentionMs(periodMs));
  const newest = service.points.newest(service.now(), periodMs);
  return {
    first: (Math.floor(from / periodMs) + 1) * periodMs,
    last: Math.min(Math.floor(end / periodMs) * periodMs, newest),
  };
}

/** How far back the newest point of a series is looked for, in milliseconds. */
export function lookBackMs(periodMs: number): number {
  if (periodMs < 60_000) return 20 * 60_000;
  return periodMs < HOUR ? 2 * HOUR : 2 * DAY;
}
