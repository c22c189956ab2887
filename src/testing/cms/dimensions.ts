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
  const entries = parseEntries(text, 'dimensions');
  if (entries.length > MOST_ENTRIES) {
    throw badParameter(`The parameter Dimensions is invalid: ${entries.length} instances, at most ${MOST_ENTRIES} are allowed.`);
  }
  if (entries.length === 0) return table.series;
  for (const entry of entries) assertDimensions(entry, table, service);
  return matchingAny(entries, table);
}

/** The series that any of the entries matches, each once. Keys that the metric does not have match everything. */
export function matchingAny(entries: readonly DimensionEntry[], table: MetricTable): readonly Series[] {
  const found = new Set<Series>();
  for (const entry of entries) {
    for (const series of matching(entry, table)) found.add(series);
  }
  return [...found];
}

/** One resource, or several by the keys that they share. */
export type DimensionEntry = Readonly<Record<string, unknown>>;

/** The entries of a JSON list, or the one that a JSON object is. @param what - The parameter, as the service's error names it. */
export function parseEntries(text: string, what: string): readonly DimensionEntry[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const entries: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (!entries.every(isRecord)) throw new Fault(400, '400', `parse param ${what} error(${text})`);
  return entries;
}

/** Refuses a key that the metric does not have, where the service does. */
export function assertDimensions(entry: DimensionEntry, table: MetricTable, service: Service): void {
  if (service.options.unknownDimensions === 'ignore') return;
  const unknown = Object.keys(entry).find((key) => key !== 'userId' && !table.keys.includes(key));
  if (unknown !== undefined) throw badParameter(`The parameter Dimensions is invalid: ${table.metric} has no dimension ${unknown}.`);
}

function matching(entry: DimensionEntry, table: MetricTable): readonly Series[] {
  const conditions = Object.entries(entry)
    .filter(([key]) => table.keys.includes(key))
    .map(([key, value]) => [key, String(value)] as const);
  let narrowest: readonly Series[] = table.series;
  for (const [key, value] of conditions) {
    const same = table.by(key, value);
    if (same.length < narrowest.length) narrowest = same;
  }
  return narrowest.filter((series) => conditions.every(([key, value]) => series.dimensions[key] === value));
}
