import { finiteNumber, isRecord, jsonOf, text } from '../../../internal/records.ts';
import type { Window } from '../../../internal/time-range.ts';
import { type AnsweredCall, isAnswered } from '../answered-call.ts';
import type { RecordedCall } from '../recorded-call.ts';
import { type Answer, type Row, rowsOf, withRows } from './answer.ts';
import { isCovered } from './covered.ts';
import { entriesIn, param, type Question } from './question.ts';

const PLACE = { container: 'DataResults', names: [] };

interface Export {
  readonly cursor: AnsweredCall;
  readonly window: Window;
  readonly pages: readonly AnsweredCall[];
}

/** Exports of windows and resources from the rows of wider ones. */
export class Exports {
  readonly #exports: readonly Export[];
  /** What stands for a cursor that was given out here. */
  readonly #given = new Map<string, { readonly rows: readonly Row[]; readonly pages: readonly AnsweredCall[] }>();

  constructor(calls: readonly RecordedCall[]) {
    const answered = calls.filter(isAnswered);
    const pages = new Map(answered.flatMap((call) => (call.action === 'BatchExport' ? [[param(call, 'Cursor') ?? '', call]] : [])));
    this.#exports = answered.flatMap((cursor) => {
      const window = cursor.action === 'Cursor' ? windowOf(cursor) : undefined;
      const read = window && pagesFrom(cursor, pages);
      return read ? [{ cursor, window, pages: read }] : [];
    });
  }

  /** A cursor for a window that was not exported by itself; `undefined` where not all of it was recorded. */
  begin(asked: Question): Answer | undefined {
    const window = windowOf(asked);
    const wanted = pairsIn(asked.params['Matchers']);
    const fitting = this.#exports.filter(
      ({ cursor }) =>
        keyOf(cursor) === keyOf(asked) &&
        Object.entries(pairsIn(cursor.params['Matchers'])).every(([label, value]) => wanted[label] === value),
    );
    const stepMs = (finiteNumber(asked.params['Period']) ?? 60) * 1_000;
    const [newest] = fitting.map(({ cursor }) => cursor).sort((a, b) => b.at - a.at);
    if (
      !window ||
      !newest ||
      !isCovered(
        window,
        fitting.map((one) => one.window),
        stepMs,
      )
    )
      return undefined;
    const pages = fitting.flatMap((one) => one.pages);
    const rows = pages
      .flatMap((page) => rowsOf(page, PLACE))
      .filter(isRecord)
      .filter((row) => isWanted(row, window, wanted));
    const cursor = `replay-${this.#given.size + 1}`;
    this.#given.set(cursor, {
      pages,
      rows: [...new Map(rows.map((row) => [jsonOf([row['Dimensions'], row['Timestamp']]), row])).values()],
    });
    return { ...newest.answer, body: { ...newest.answer.body, Cursor: cursor } };
  }

  /** All rows for a cursor that was given out here. */
  read(asked: Question): Answer | undefined {
    const given = this.#given.get(param(asked, 'Cursor') ?? '');
    return given && withRows(given.pages, PLACE, given.rows, { Cursor: null, HasNext: false });
  }
}

/** The pages from a cursor on; `undefined` where the last one is not there. */
function pagesFrom(begun: AnsweredCall, pages: ReadonlyMap<string, AnsweredCall>): readonly AnsweredCall[] | undefined {
  const read: AnsweredCall[] = [];
  let cursor = text(begun.answer.body['Cursor']);
  while (cursor !== undefined) {
    const page = pages.get(cursor);
    if (!page || read.includes(page)) return undefined;
    read.push(page);
    const { HasNext: hasNext, Cursor: next } = page.answer.body;
    cursor = /^false$/i.test(String(hasNext)) ? undefined : text(next);
  }
  return read;
}

function keyOf(question: Question): string {
  return jsonOf(['Namespace', 'Metric', 'Period'].map((name) => param(question, name)));
}

function windowOf({ params }: Question): Window | undefined {
  const [start, end] = [finiteNumber(params['StartTime']), finiteNumber(params['EndTime'])];
  return start === undefined || end === undefined ? undefined : { start, end };
}

function pairsIn(list: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries((entriesIn(list) ?? []).map(({ Label = '', Value = '' }) => [Label, Value]));
}

function isWanted(row: Row, { start, end }: Window, wanted: Readonly<Record<string, string>>): boolean {
  const at = finiteNumber(row['Timestamp']) ?? end;
  const dimensions = pairsIn(row['Dimensions']);
  return at > start && at <= end && Object.entries(wanted).every(([label, value]) => (dimensions[label] ?? value) === value);
}
