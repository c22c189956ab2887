import { jsonIn } from './json-text.ts';
import { isRecord } from './records.ts';

const MOST_LAYERS = 5;

/**
 * The rows in a container of an answer: a list, one row alone, or either of them under one of the names, which may come twice, or as JSON text.
 * Blanks are an empty list; `undefined` where there is no container.
 */
export function rowsUnder(container: unknown, names: readonly string[]): readonly unknown[] | undefined {
  return container === undefined ? undefined : layer(container, names, MOST_LAYERS);
}

/** Those rows in a container that are objects: see {@link rowsUnder}. */
export function recordsUnder(container: unknown, names: readonly string[]): readonly Readonly<Record<string, unknown>>[] {
  return (rowsUnder(container, names) ?? []).filter(isRecord);
}

function layer(container: unknown, names: readonly string[], layers: number): readonly unknown[] {
  const json = jsonIn(container);
  const value = json ? json.parsed : container;
  if (Array.isArray(value)) return value;
  if (value === undefined || value === null || (typeof value === 'string' && value.trim() === '')) return [];
  if (!isRecord(value)) return [value];
  const name = names.find((one) => Object.hasOwn(value, one));
  if (name !== undefined && layers > 0) return layer(value[name], names, layers - 1);
  return Object.keys(value).length === 0 ? [] : [value];
}
