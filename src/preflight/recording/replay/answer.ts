import { jsonIn } from '../../../internal/json-text.ts';
import { isRecord, jsonOf } from '../../../internal/records.ts';
import { rowsUnder } from '../../../internal/rows-under.ts';
import type { AnsweredCall } from '../answered-call.ts';
import type { RecordedCall } from '../recorded-call.ts';

export type Row = Readonly<Record<string, unknown>>;
export type Answer = NonNullable<RecordedCall['answer']>;
/** What a question got: an answer or a failure. */
export type Outcome = Pick<RecordedCall, 'answer' | 'error'>;

/** Where an answer holds its rows: under `container`, and there under one of the names. */
export interface RowsPlace {
  readonly container: string;
  readonly names: readonly string[];
}

/** Where answers hold datapoints. */
export const POINTS: RowsPlace = { container: 'Datapoints', names: [] };

/** The rows of an answer. */
export function rowsOf({ answer: { body } }: AnsweredCall, { container, names }: RowsPlace): readonly unknown[] {
  return rowsUnder(body[container], names) ?? [];
}

/**
 * The first answer of several that goes as far as is asked, which tells when that could be known; else the newest. It has other rows and further fields.
 *
 * @param reaches - Whether a call asked as far.
 */
export function withRows(
  calls: readonly AnsweredCall[],
  place: RowsPlace,
  rows: readonly unknown[],
  fields: Row = {},
  reaches?: (call: AnsweredCall) => boolean,
): Answer | undefined {
  const far = reaches ? calls.filter(reaches) : [];
  const newest =
    far.length > 0
      ? far.reduce((first, call) => (first.at <= call.at ? first : call))
      : calls.reduce<AnsweredCall | undefined>((latest, call) => (latest && latest.at > call.at ? latest : call), undefined);
  if (!newest) return undefined;
  const { body, ...answer } = newest.answer;
  const present = Object.fromEntries(Object.entries(fields).filter(([name]) => Object.hasOwn(body, name)));
  return { ...answer, body: { ...body, ...present, [place.container]: replaced(body[place.container], place.names, rows) } };
}

/** Rows in the form in which others came. */
function replaced(value: unknown, names: readonly string[], rows: readonly unknown[]): unknown {
  const json = jsonIn(value);
  if (json) return jsonOf(replaced(json.parsed, names, rows));
  if (!isRecord(value)) return rows;
  const name = names.find((one) => Object.hasOwn(value, one)) ?? names[0];
  return name === undefined ? rows : { ...value, [name]: replaced(value[name], names, rows) };
}
