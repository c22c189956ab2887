import { jsonIn } from '../../../internal/json-text.ts';
import { isRecord, jsonOf } from '../../../internal/records.ts';
import type { Field, Fields, Recorded } from './field.ts';

/** More layers than any answer has: what nests deeper is not recorded. */
const DEEPEST = 8;

/** An object of which these fields are recorded. */
export function object(fields: Fields): Field {
  return (value, recorded) => (isRecord(value) ? chosen(value, fields, recorded) : blankOf(value));
}

/** The fields of an object that are listed. */
export function chosen(value: Readonly<Record<string, unknown>>, fields: Fields, recorded: Recorded): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const said = Object.hasOwn(value, name) ? field(value[name], recorded) : undefined;
    if (said !== undefined) kept[name] = said;
  }
  return kept;
}

/**
 * Rows however an answer holds them: a list, one row alone, either of them under one of the names, which may come twice, or as JSON text. What is recorded
 * has the same form. Rows that cannot be read stay as `null`, so that pages keep their length.
 */
export function rows(names: readonly string[], row: Field): Field {
  return (value, recorded) => layer(value, { names, row, recorded }, DEEPEST);
}

interface Rows {
  readonly names: readonly string[];
  readonly row: Field;
  readonly recorded: Recorded;
}

function layer(value: unknown, { names, row, recorded }: Rows, levels: number): unknown {
  if (levels === 0) return undefined;
  const inner = (one: unknown): unknown => layer(one, { names, row, recorded }, levels - 1);
  if (Array.isArray(value)) return value.map((item: unknown) => row(item, recorded) ?? null);
  const json = jsonIn(value);
  if (json) return asText(inner(json.parsed));
  if (!isRecord(value)) return row(value, recorded);
  const name = names.find((one) => Object.hasOwn(value, one));
  if (name === undefined) return Object.keys(value).length === 0 ? {} : row(value, recorded);
  const said = inner(value[name]);
  return said === undefined ? {} : { [name]: said };
}

/** JSON in text is recorded as JSON in text. */
function asText(said: unknown): string | undefined {
  return said === undefined ? undefined : jsonOf(said);
}

/** A value that may also come as JSON in text. */
export function mayBeJson(field: Field): Field {
  return (value, recorded) => {
    const json = jsonIn(value);
    return json ? asText(field(json.parsed, recorded)) : field(value, recorded);
  };
}

/** A list of values, or one that stands for a list of one. */
export function list(field: Field): Field {
  return (value, recorded) =>
    Array.isArray(value) ? value.map((item: unknown) => field(item, recorded) ?? null) : (field(value, recorded) ?? blankOf(value));
}

/** What stands for nothing is recorded as it is. */
function blankOf(value: unknown): unknown {
  return value === null || (typeof value === 'string' && value.trim() === '') ? value : undefined;
}
