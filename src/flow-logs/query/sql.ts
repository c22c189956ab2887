import { shown } from '../../internal/shown.ts';
import type { FlowLogField } from './fields.ts';
import type { Subnet } from './subnet.ts';

/** A column, from a closed set of names; one with a hyphen must be quoted. */
export function column(field: FlowLogField | 'bytes' | 'packets'): string {
  return /^[a-z_]+$/.test(field) ? field : `"${field}"`;
}

// eslint-disable-next-line no-control-regex -- these are what is refused
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** A text as SQL writes it. A `RangeError` names one with control characters. */
export function quoted(text: string): string {
  if (CONTROL.test(text)) throw new RangeError(`${shown(text)} has control characters, which no query may hold`);
  return `'${text.replaceAll("'", "''")}'`;
}

/** A number of a record, all of whose values are texts; none for `-`. */
export function numberOf(field: 'bytes' | 'packets'): string {
  return `try_cast(${column(field)} AS bigint)`;
}

/** Whether an address lies in one of the ranges. A record without an address (`-`) lies in none: without `try`, it would fail the whole query. */
export function liesIn(subnets: readonly Subnet[], field: 'srcaddr' | 'dstaddr'): string {
  const tests = subnets.map(({ text }) => `try(is_subnet_of(${quoted(text)}, ${column(field)}))`);
  return tests.length === 1 ? tests.join() : `(${tests.join(' OR ')})`;
}
