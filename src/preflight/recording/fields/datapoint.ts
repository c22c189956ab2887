import { kindOfId } from '../../../catalog/index.ts';
import { isRecord, text } from '../../../internal/records.ts';
import { dimensionValue } from './dimensions.ts';
import type { Column, Field, Recorded } from './field.ts';
import { number, time } from './values.ts';

const NUMBERS: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'Average',
  'Minimum',
  'Maximum',
  'Sum',
  'Value',
  'SampleCount',
  'order',
  '_count',
]);

/** A row of datapoints: its time, the statistics and the dimensions that are documented or that the service has listed, and ids of resources. */
export const datapoint: Field = (row, recorded) => {
  if (!isRecord(row)) return undefined;
  const kept: Record<string, unknown> = {};
  for (const key of Object.keys(row)) {
    const column = columnOf(key, row[key], recorded);
    const said = column?.field(row[key], recorded);
    if (column && said !== undefined) kept[column.name] = said;
  }
  return kept;
};

/** Thousands of rows have the same columns: what each is to be is worked out once. */
function columnOf(key: string, value: unknown, recorded: Recorded): Column | undefined {
  const { known } = recorded.columns;
  const column = known.get(key);
  if (column) return column;
  const field = fieldOf(key, value, recorded);
  if (!field) return undefined;
  const made = { name: recorded.pseudonyms.inWords(key), field };
  known.set(key, made);
  return made;
}

function fieldOf(key: string, value: unknown, { columns }: Recorded): Field | undefined {
  if (/^timestamp$/i.test(key)) return time;
  if (NUMBERS.has(key) || columns.statistics.has(key)) return number;
  // The columns by which rows are told apart: see the index of series.
  const isDimension = columns.dimensions.has(key) || /id$/i.test(key) || kindOfId(value) !== undefined;
  return isDimension ? dimensionValue(key) : undefined;
}

/** The statistics of an exported row. */
export const measurements: Field = (row, recorded) =>
  isRecord(row)
    ? Object.fromEntries(
        Object.keys(row)
          .filter((key) => NUMBERS.has(key) || recorded.columns.statistics.has(key))
          .map((key) => [recorded.pseudonyms.inWords(key), number(row[key], recorded)]),
      )
    : undefined;

/** Comma-separated names of columns, which are columns of datapoints from then on. */
export function columns(kind: 'dimensions' | 'statistics'): Field {
  return (value, recorded) => {
    const found = (text(value) ?? '')
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '');
    for (const one of found) addColumn(one, kind, recorded);
    return typeof value === 'string' ? found.map((one) => recorded.pseudonyms.inWords(one)).join(',') : undefined;
  };
}

function addColumn(name: string, kind: 'dimensions' | 'statistics', { columns: { known, ...listed } }: Recorded): void {
  if (listed[kind].has(name)) return;
  listed[kind].add(name);
  known.delete(name);
}
