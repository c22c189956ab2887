import { kindOfId } from '../../../catalog/index.ts';
import { finiteNumber, isRecord, jsonOf } from '../../../internal/records.ts';
import type { Window } from '../../../internal/time-range.ts';
import type { AnsweredCall } from '../answered-call.ts';
import { POINTS, type Row, rowsOf } from './answer.ts';
import type { Entry, Question } from './question.ts';

/** What was read of a window, page by page to its end. */
export class MetricReading {
  readonly call: AnsweredCall;
  readonly window: Window | undefined;
  readonly #chain: readonly AnsweredCall[];
  readonly #isOfOne: boolean;
  #rows: readonly Row[] | undefined;

  constructor(call: AnsweredCall, chain: readonly AnsweredCall[], entries: readonly Entry[] | undefined) {
    this.call = call;
    this.window = windowOf(call);
    this.#chain = chain;
    this.#isOfOne = entries?.length === 1;
  }

  /** Read when they are first asked for: most of a long recording never are. */
  get rows(): readonly Row[] {
    return (this.#rows ??= this.#chain.flatMap((page) => rowsOf(page, POINTS)).filter(isRecord));
  }

  /** The rows of some entries. A row may lack dimensions of the filter that brought it. */
  rowsOf(wanted: readonly (Entry | undefined)[], window?: Window): readonly Row[] {
    const inside = window ? this.rows.filter((row) => isInside(row, window)) : this.rows;
    if (wanted.includes(undefined)) return inside;
    const entries = wanted.filter((entry) => entry !== undefined);
    const byKeys = new Map<string, { readonly keys: readonly string[]; readonly values: Set<string> }>();
    for (const entry of entries) {
      const keys = Object.keys(entry).sort();
      const alike = byKeys.get(keys.join()) ?? { keys, values: new Set() };
      byKeys.set(keys.join(), alike);
      alike.values.add(valuesOf(keys, entry));
    }
    return inside.filter(
      (row) =>
        [...byKeys.values()].some(({ keys, values }) => values.has(valuesOf(keys, row))) || entries.some((entry) => this.#fits(row, entry)),
    );
  }

  #fits(row: Row, entry: Entry): boolean {
    const said = Object.keys(entry).filter((key) => row[key] !== undefined && row[key] !== null);
    return (said.length > 0 || this.#isOfOne) && said.every((key) => String(row[key]) === entry[key]);
  }
}

export function windowOf(question: Question): Window | undefined {
  const [start, end] = [finiteNumber(question.params['StartTime']), finiteNumber(question.params['EndTime'])];
  return start === undefined || end === undefined ? undefined : { start, end };
}

/** Each point once, as it came last. Those of a series ascend in time, also where some came late. */
export function distinct(rows: readonly Row[]): readonly Row[] {
  const points = new Map<string, { readonly series: string; row: Row }>();
  for (const row of rows) {
    const series = seriesOf(row);
    const key = `${series} ${String(row['timestamp'])}`;
    const known = points.get(key);
    if (known) known.row = row;
    else points.set(key, { series, row });
  }
  const ofSeries = new Map<string, Row[]>();
  for (const { series, row } of [...points.values()].sort((a, b) => timeOf(b.row) - timeOf(a.row))) {
    const descending = ofSeries.get(series);
    if (descending) descending.push(row);
    else ofSeries.set(series, [row]);
  }
  return [...points.values()].flatMap(({ series, row }) => [ofSeries.get(series)?.pop() ?? row]);
}

/** The newest point of each series. */
export function newest(rows: readonly Row[]): readonly Row[] {
  const ascending = [...rows].sort((a, b) => timeOf(a) - timeOf(b));
  return [...new Map(ascending.map((row) => [seriesOf(row), row])).values()];
}

function timeOf(row: Row): number {
  return finiteNumber(row['timestamp']) ?? 0;
}

function valuesOf(keys: readonly string[], row: Row): string {
  return keys.map((key) => String(row[key])).join(' ');
}

function isInside(row: Row, { start, end }: Window): boolean {
  const at = finiteNumber(row['timestamp']);
  return at === undefined || (at > start && at <= end);
}

function seriesOf(row: Row): string {
  const ids = Object.keys(row).filter((key) => /id$/i.test(key) || kindOfId(row[key]) !== undefined);
  return jsonOf(ids.sort().map((key) => [key, row[key]]));
}
