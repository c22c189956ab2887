import { finiteNumber, isRecord } from '../../internal/records.ts';
import { statistic } from '../model/points.ts';
import type { Sample } from '../model/signals.ts';
import type { Operation, Service } from '../service/context.ts';
import { badParameter, Fault } from '../service/fault.ts';
import { integer, type Params, required, time } from '../service/params.ts';
import { readPage } from './metric-list.ts';
import { parseQuery, rangeOf } from './query.ts';

// The real cursor has such a prefix before its base64; readers must not take it apart.
const PREFIX = 'v2.5';

interface Place {
  readonly period: number;
  readonly start: number;
  readonly end: number;
  readonly dimensions: string;
  readonly series: number;
  readonly timestamp: number;
}

/** Begins an export: where it starts, as an opaque text. */
export const cursor: Operation = (params, service, requestId) => {
  checkEnterprise(service);
  const start = time(params, 'StartTime');
  if (start === undefined) throw new Fault(400, 'MissingStartTime', 'StartTime is mandatory for this action.');
  const dimensions = matchers(params['Matchers']);
  const period = integer(params, 'Period', 60, 1, 86_400);
  parseQuery(listParams(params, dimensions, period), service);
  const place = { period, start, end: time(params, 'EndTime') ?? service.now(), dimensions, series: 0, timestamp: 0 };
  return JSON.stringify({ RequestId: requestId, Code: 200, Success: true, Message: 'success', Cursor: encode(place) });
};

/** The next points of an export. */
export const batchExport: Operation = (params, service, requestId) => {
  checkEnterprise(service);
  const place = decode(required(params, 'Cursor'));
  const query = {
    ...parseQuery(listParams(params, place.dimensions, place.period), service),
    length: integer(params, 'Length', 1_000, 1, 10_000),
  };
  const range = rangeOf(query, place.start, place.end, service);
  const { rows, next } = readPage(query, range, place.timestamp === 0 ? undefined : place, service);
  const wanted = measurements(params['Measurements']);
  const names = query.table.statistics.filter((name) => !wanted || wanted.includes(name));
  const sample: Sample = { average: 0, minimum: 0, maximum: 0, value: 0 };
  const DataResults = rows.map(([series, timestamp]) => {
    service.points.sample(series, timestamp, query.periodMs, sample);
    return {
      Namespace: query.table.namespace,
      Metric: query.table.metric,
      Period: place.period,
      Timestamp: timestamp,
      LogTime: service.points.publishedAt(series, timestamp, query.periodMs),
      Dimensions: Object.entries(series.dimensions).map(([Label, Value]) => ({ Label, Value })),
      Measurements: Object.fromEntries(names.map((name) => [name, statistic(name, sample, query.periodMs)])),
      Associated: {},
    };
  });
  return JSON.stringify({
    RequestId: requestId,
    Code: 200,
    Success: true,
    Message: 'success',
    HasNext: next !== undefined,
    Cursor: next ? encode({ ...place, ...next }) : null,
    Length: DataResults.length,
    Anchor: service.now(),
    DataResults,
  });
};

function checkEnterprise(service: Service): void {
  if (!service.options.enterprise) throw new Fault(403, 'AccessForbidden', 'Enterprise CloudMonitor is not activated.');
}

function listParams(params: Params, dimensions: string, period: number): Params {
  return {
    Namespace: required(params, 'Namespace'),
    MetricName: required(params, 'Metric'),
    Dimensions: dimensions,
    Period: String(period),
  };
}

/** `Matchers` as a dimension filter. The documented example has Label and Value swapped; this does not. */
function matchers(text: string | undefined): string {
  if (text === undefined || text === '') return '';
  const entry: Record<string, string> = {};
  for (const matcher of parseList(text, 'Matchers')) {
    if (!isRecord(matcher) || (matcher['Operator'] ?? 'EQUALS') !== 'EQUALS')
      throw badParameter('The parameter Matchers is invalid: EQUALS only.');
    entry[String(matcher['Label'])] = String(matcher['Value']);
  }
  return JSON.stringify(entry);
}

function measurements(text: string | undefined): readonly unknown[] | undefined {
  return text === undefined || text === '' ? undefined : parseList(text, 'Measurements');
}

function parseList(text: string, name: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return value;
  } catch {
    // Answered below, like a value of another type.
  }
  throw badParameter(`The parameter ${name} is invalid: it is not a JSON list.`);
}

function encode(place: Place): string {
  return PREFIX + Buffer.from(JSON.stringify(place)).toString('base64');
}

function decode(text: string): Place {
  try {
    const value: unknown = JSON.parse(Buffer.from(text.slice(PREFIX.length), 'base64').toString());
    if (isRecord(value) && ['period', 'start', 'end', 'series', 'timestamp'].every((key) => finiteNumber(value[key]) !== undefined)) {
      return value as unknown as Place;
    }
  } catch {
    // Answered below.
  }
  throw badParameter('The parameter Cursor is invalid.');
}
