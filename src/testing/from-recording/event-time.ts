import { finiteNumber, text } from '../../internal/records.ts';

const COMPACT = /^(\d{4})-?(\d{2})-?(\d{2})[T ](\d{2}):?(\d{2}):?(\d{2})(\.\d{1,3})?\d*(Z|[+-]\d{2}:?\d{2})$/i;
/** Before this a number is seconds. */
const SECONDS_BELOW = 1e11;

/** Milliseconds of an event's time: a number, or text such as `20230217T103516.475+0800`. */
export function eventTimeIn(value: unknown): number | undefined {
  const number = finiteNumber(value);
  const ms = number === undefined ? textTime(text(value) ?? '') : number < SECONDS_BELOW ? number * 1_000 : number;
  return Number.isFinite(ms) && ms > 0 ? Math.trunc(ms) : undefined;
}

function textTime(words: string): number {
  const [, year, month, day, hour, minute, second, fraction = '', zone = ''] = COMPACT.exec(words.trim().slice(0, 64)) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}${zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2').toUpperCase()}`);
}
