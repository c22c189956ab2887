import { shown } from '../internal/shown.ts';

/** An offset from UTC, such as `+08:00`; `Z` stands for UTC itself. */
export type UtcOffset = 'Z' | `+${string}` | `-${string}`;

/** The zone in which the service dates log lines: the operation's documentation shows one time in both forms. */
export const DEFAULT_UTC_OFFSET: UtcOffset = '+08:00';

const OFFSET = /^([+-])(0\d|1[0-4]):?([0-5]\d)$/;
const MINUTE_MS = 60_000;

/** Milliseconds of an offset; `undefined` for what is none. */
export function offsetIn(text: string): number | undefined {
  if (/^z$/i.test(text)) return 0;
  const [, sign, hours, minutes] = OFFSET.exec(text) ?? [];
  return sign === undefined ? undefined : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
}

/** Milliseconds to subtract from a local time. A `TypeError` names what is no text, a `RangeError` what is no offset. */
export function utcOffsetMs(offset: unknown): number {
  if (typeof offset !== 'string') throw new TypeError(`utcOffset ${shown(offset)} must be a text such as '+08:00'`);
  const ms = offsetIn(offset);
  if (ms === undefined) throw new RangeError(`utcOffset ${shown(offset)} must be '+hh:mm' or '-hh:mm', such as '+08:00', or 'Z'`);
  return ms;
}

/** An offset in whole quarters of an hour as text. */
export function offsetText(ms: number): string {
  const minutes = Math.abs(ms) / MINUTE_MS;
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${ms < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
