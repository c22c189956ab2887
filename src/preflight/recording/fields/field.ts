import type { Pseudonyms } from '../anonymous/pseudonyms.ts';

/** What a recording knows of the account while it is made. */
export interface Recorded {
  readonly pseudonyms: Pseudonyms;
  /** Columns of datapoints, as the service has listed them so far. */
  readonly columns: { readonly dimensions: Set<string>; readonly statistics: Set<string>; readonly known: Map<string, Column> };
}

/** A column of datapoints as it is recorded. */
export interface Column {
  readonly name: string;
  readonly field: Field;
}

/** What is recorded of a value; `undefined` for nothing. */
export type Field = (value: unknown, recorded: Recorded) => unknown;

/** The fields of an object that are recorded, by wire name. */
export type Fields = Readonly<Record<string, Field>>;

/** A field that is text, or a number that stands for it: numbers stay numbers where what stands for them is one. Blanks and `null` are recorded. */
export function textField(read: (text: string, recorded: Recorded) => string | undefined): Field {
  return (value, recorded) => {
    if (value === null) return null;
    if (typeof value === 'bigint') return read(String(value), recorded);
    if (typeof value === 'number') {
      const said = read(String(value), recorded);
      return said !== undefined && /^\d{1,16}$/.test(said) ? Number(said) : said;
    }
    if (typeof value !== 'string') return undefined;
    return value.trim() === '' ? '' : read(value, recorded);
  };
}
