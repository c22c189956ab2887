import { kindOfId } from '../../../catalog/index.ts';
import { finiteNumber, isRecord, jsonOf, text } from '../../../internal/records.ts';
import type { Window } from '../../../internal/time-range.ts';
import { isAnswered, rowsOf, withRows, type Answer, type AnsweredCall, type Row } from './answer.ts';
import { isCovered } from './covered.ts';
import { entriesIn, param, questionKey, type Entry, type Question } from './question.ts';
import type { RecordedCall } from '../recorded-call.ts';

const PLACE = { container: 'Datapoints', names: [] };

/** What was read of a window, page by page to its end. */
interface Reading {
  readonly entries: readonly Entry[] | undefined;
  readonly window: Window | undefined;
  readonly rows: readonly Row[];
  readonly call: AnsweredCall;
}

/** Answers about windows and resources from the rows that were recorded of wider or of several ones. */
export class MetricRows {
  readonly #readings = new Map<string, Reading[]>();

  constructor(calls: readonly RecordedCall[]) {
    const answered = calls.filter(isAnswered);
    const pages = new Map(answered.flatMap((call) => (param(call, 'NextToken') === undefined ? [] : [[`${chainKey(call)} ${param(call, 'NextToken') ?? ''}`, call]])));
    for (const call of answered) {
      const chain = param(call, 'NextToken') === undefined ? chainOf(call, pages) : undefined;
      if (!chain) continue;
      const rows = chain.flatMap((page) => rowsOf(page, PLACE)).filter(isRecord);
      const key = metricKey(call);
      const readings = this.#readings.get(key) ?? [];
      this.#readings.set(key, readings);
      readings.push({ entries: entriesIn(call.params['Dimensions']), window: windowOf(call), rows, call });
    }
  }

  /** All points of a window; `undefined` where not all of it was recorded. */
  range(asked: Question): Answer | undefined {
    const window = windowOf(asked);
    const found = window && this.#found(asked, window);
    return found && withRows(found.calls, PLACE, found.rows, { NextToken: '' });
  }

  /** The newest points of a window. */
  newestOf(asked: Question): Answer | undefined {
    const window = windowOf(asked);
    const found = window && this.#found(asked, window);
    return found && withRows(found.calls, PLACE, newest(found.rows), { NextToken: '' });
  }

  /** What the newest points were, for other groups of resources. @param time - The how manyeth answer is wanted, from 0. */
  latest(asked: Question, time: number): Answer | undefined {
    const wanted = wantedEntries(asked);
    const readings = (this.#readings.get(metricKey(asked)) ?? []).filter((reading) => jsonOf(reading.window) === jsonOf(windowOf(asked)));
    const chosen = wanted.map((entry) => {
      const covering = readings.filter((reading) => covers(reading, entry));
      const reading = covering[Math.min(time, covering.length - 1)];
      return reading && { reading, rows: rowsFor(reading, entry) };
    });
    if (!chosen.every((one) => one !== undefined)) return undefined;
    return withRows(chosen.map(({ reading }) => reading.call), PLACE, distinct(chosen.flatMap(({ rows }) => rows)), { NextToken: '' });
  }

  #found(asked: Question, window: Window): { readonly rows: readonly Row[]; readonly calls: readonly AnsweredCall[] } | undefined {
    if (param(asked, 'NextToken') !== undefined) return undefined;
    const readings = this.#readings.get(metricKey(asked)) ?? [];
    const stepMs = (finiteNumber(asked.params['Period']) ?? 60) * 1_000;
    const used = wantedEntries(asked).map((entry) => ({ entry, readings: readings.filter((reading) => reading.window && covers(reading, entry)) }));
    if (!used.every((one) => isCovered(window, one.readings.flatMap((reading) => reading.window ?? []), stepMs))) return undefined;
    const rows = used.flatMap((one) => one.readings.flatMap((reading) => rowsFor(reading, one.entry))).filter((row) => isInside(row, window));
    return { rows: distinct(rows), calls: used.flatMap((one) => one.readings.map(({ call }) => call)) };
  }
}

/** The pages of a chain; `undefined` where its end is not there. */
function chainOf(first: AnsweredCall, pages: ReadonlyMap<string, AnsweredCall>): readonly AnsweredCall[] | undefined {
  const chain = [first];
  const seen = new Set<string>();
  for (let token = text(first.answer.body['NextToken']); token !== undefined && !seen.has(token); ) {
    const page = pages.get(`${chainKey(first)} ${token}`);
    if (!page) return undefined;
    seen.add(token);
    chain.push(page);
    token = text(page.answer.body['NextToken']);
  }
  return chain;
}

function chainKey(call: Question): string {
  return questionKey(call, ['NextToken']);
}

function metricKey(question: Question): string {
  return jsonOf(['Namespace', 'MetricName', 'Period'].map((name) => param(question, name)));
}

function windowOf(question: Question): Window | undefined {
  const [start, end] = [finiteNumber(question.params['StartTime']), finiteNumber(question.params['EndTime'])];
  return start === undefined || end === undefined ? undefined : { start, end };
}

/** The entries that are asked for; one that names nothing for the whole account. */
function wantedEntries(asked: Question): readonly (Entry | undefined)[] {
  return entriesIn(asked.params['Dimensions']) ?? [undefined];
}

/** Whether a filter lets everything through that another entry does. */
function covers({ entries }: Reading, wanted: Entry | undefined): boolean {
  if (entries === undefined) return true;
  return wanted !== undefined && entries.some((entry) => Object.entries(entry).every(([key, value]) => wanted[key] === value));
}

/** A row may lack dimensions of the filter that brought it. */
function rowsFor({ rows, entries }: Reading, wanted: Entry | undefined): readonly Row[] {
  if (wanted === undefined) return rows;
  const isOnlyOne = entries?.length === 1;
  return rows.filter((row) => {
    const said = Object.entries(wanted).filter(([key]) => row[key] !== undefined && row[key] !== null);
    return (said.length > 0 || isOnlyOne) && said.every(([key, value]) => String(row[key]) === value);
  });
}

function isInside(row: Row, { start, end }: Window): boolean {
  const at = finiteNumber(row['timestamp']);
  return at === undefined || (at > start && at <= end);
}

/** Each point once, as it came last. */
function distinct(rows: readonly Row[]): readonly Row[] {
  return [...new Map(rows.map((row) => [`${seriesOf(row)} ${String(row['timestamp'])}`, row])).values()];
}

function newest(rows: readonly Row[]): readonly Row[] {
  const found = new Map<string, Row>();
  for (const row of rows) {
    const known = found.get(seriesOf(row));
    if (!known || (finiteNumber(row['timestamp']) ?? 0) > (finiteNumber(known['timestamp']) ?? 0)) found.set(seriesOf(row), row);
  }
  return [...found.values()];
}

function seriesOf(row: Row): string {
  return jsonOf(Object.entries(row).flatMap(([key, value]) => (/id$/i.test(key) || kindOfId(value) !== undefined ? [`${key}=${String(value)}`] : [])).sort());
}
