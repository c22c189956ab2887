import { isRecord } from '../../internal/records.ts';
import type { MetricTable, Series } from '../model/series.ts';
import type { Service } from '../service/context.ts';
import { badParameter, Fault } from '../service/fault.ts';
import type { Params } from '../service/params.ts';

const MOST_ENTRIES = 50;

/** The series a request's `Dimensions` asks for: any entry may match, each by the keys it names. All of them without `Dimensions`. */
export function selectSeries(params: Params, table: MetricTable, service: Service): readonly Series[] {
  const text = params['Dimensions'];
  if (text === undefined || text === '') return table.series;
  const entries = parseEntries(text);
  if (entries.length > MOST_ENTRIES) {
    throw badParameter(`The parameter Dimensions is invalid: ${entries.length} instances, at most ${MOST_ENTRIES} are allowed.`);
  }
  if (entries.length === 0) return table.series;
  const found = new Set<Series>();
  for (const entry of entries) {
    for (const series of matching(entry, table, service)) found.add(series);
  }
  return [...found];
}

function parseEntries(text: string): readonly Readonly<Record<string, unknown>>[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const entries: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (!entries.every(isRecord)) throw new Fault(400, '400', `parse param dimensions error(${text})`);
  return entries;
}

function matching(entry: Readonly<Record<string, unknown>>, table: MetricTable, service: Service): readonly Series[] {
  const conditions: (readonly [string, string])[] = [];
  for (const [key, value] of Object.entries(entry)) {
    if (table.keys.includes(key)) conditions.push([key, String(value)]);
    else if (key === 'userId') continue;
    else if (service.options.unknownDimensions !== 'ignore') {
      throw badParameter(`The parameter Dimensions is invalid: ${table.metric} has no dimension ${key}.`);
    }
  }
  let narrowest: readonly Series[] = table.series;
  for (const [key, value] of conditions) {
    const same = table.by(key, value);
    if (same.length < narrowest.length) narrowest = same;
  }
  return narrowest.filter((series) => conditions.every(([key, value]) => series.dimensions[key] === value));
}
