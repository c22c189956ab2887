import { isRecord, jsonOf, text } from '../../../internal/records.ts';
import { recordsUnder } from '../../../internal/rows-under.ts';
import type { RecordedCall } from '../recorded-call.ts';

/** What is asked, as a recording and a request have it alike. */
export type Question = Pick<RecordedCall, 'product' | 'action' | 'params'>;

/** The resources of one entry of a filter, by dimension. */
export type Entry = Readonly<Record<string, string>>;

/** How many points a page may hold changes nothing about which there are. */
const OF_NO_MATTER = 'Length';

/** The same for the same question, however its parameters are written and ordered. */
export function questionKey({ product, action, params }: Question, without: readonly string[] = []): string {
  const names = Object.keys(params).filter((name) => name !== OF_NO_MATTER && !without.includes(name) && params[name] !== undefined);
  return jsonOf([product, action, ...names.sort().map((name) => [name, canonical(name, params[name])])]);
}

function canonical(name: string, value: unknown): unknown {
  if (name === 'Dimensions' || name === 'Matchers') return typeof value === 'string' ? canonicalFilter(value) : filterOf(value);
  if (Array.isArray(value)) return value.map((item: unknown) => (isRecord(item) ? jsonOf(item) : String(item))).sort();
  return isRecord(value) ? jsonOf(value) : String(value);
}

/** Filters are long, and the same ones come again and again. */
const filters = /* @__PURE__ */ new Map<string, unknown>();
const MOST_FILTERS = 1_000;

function canonicalFilter(text: string): unknown {
  const known = filters.get(text);
  if (known !== undefined) return known;
  const made = filterOf(text);
  if (filters.size >= MOST_FILTERS) filters.clear();
  filters.set(text, made);
  return made;
}

function filterOf(value: unknown): readonly string[] | undefined {
  return entriesIn(value)
    ?.map((entry) => jsonOf(Object.entries(entry).sort()))
    .sort();
}

/** The entries of a filter: an object, a list, or JSON text of either; `undefined` for none, which is the whole account. */
export function entriesIn(filter: unknown): readonly Entry[] | undefined {
  const list = recordsUnder(filter, []);
  if (list.length === 0) return undefined;
  return list.map((entry) =>
    Object.fromEntries(Object.entries(entry).flatMap(([key, said]) => (text(said) === undefined ? [] : [[key, String(said)]]))),
  );
}

/** The value of a parameter as text; `undefined` where it is not there. */
export function param({ params }: Question, name: string): string | undefined {
  return text(params[name]);
}
