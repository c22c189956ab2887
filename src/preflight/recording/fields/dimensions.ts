import { isRecord, text } from '../../../internal/records.ts';
import { isPlace } from '../anonymous/plain.ts';
import { rows } from './containers.ts';
import { type Field, type Recorded, textField } from './field.ts';

const ACCOUNT_KEY = /^(?:user_?id|uid|ali_?uid|account_?id|owner_?id)$/i;

/** The value of a dimension by its key: an account, an id, or whatever else the account has named. */
export function dimensionValue(key: string): Field {
  return textField((value, { pseudonyms }) => {
    if (ACCOUNT_KEY.test(key)) return pseudonyms.of(value, 'account');
    // The index of a tunnel, all resources, and what groups them by place.
    if (/^\d$/.test(value) || /^(?:\*|_ALL)$/.test(value) || (/region|zone/i.test(key) && isPlace(value))) return value;
    return pseudonyms.of(value, /name/i.test(key) ? 'name' : 'id');
  });
}

/** Dimensions as an object, as a list of keys and values, as a list of objects, or as JSON text of any of these. */
export const dimensions: Field = /* @__PURE__ */ rows(['Dimensions', 'Dimension'], (row, recorded) => {
  if (!isRecord(row)) return row === null || row === '' ? row : undefined;
  const key = text(row['Key']);
  return key === undefined ? dimensionsOf(row, recorded) : pair(row, ['Key', 'Value'], recorded);
});

/** A list of labels and values, as bulk exports have them; what is asked for has an operator too. */
export const labelled: Field = /* @__PURE__ */ rows([], (row, recorded) =>
  isRecord(row) ? pair(row, ['Label', 'Value', 'Operator'], recorded) : undefined,
);

function dimensionsOf(row: Readonly<Record<string, unknown>>, recorded: Recorded): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).flatMap(([key, value]): [string, unknown][] => {
      const said = dimensionValue(key)(value, recorded);
      return said === undefined ? [] : [[recorded.pseudonyms.inWords(key), said]];
    }),
  );
}

function pair(
  row: Readonly<Record<string, unknown>>,
  [label, content, operator = '']: readonly [string, string, string?],
  recorded: Recorded,
): Record<string, unknown> {
  const key = text(row[label]) ?? '';
  const asked = row[operator];
  return {
    [label]: recorded.pseudonyms.inWords(key),
    [content]: dimensionValue(key)(row[content], recorded),
    ...(asked === 'EQUALS' && { [operator]: asked }),
  };
}
