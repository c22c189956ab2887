import { finiteNumber, text } from './records.ts';

const COMPACT = /^(\d{4})-?(\d{2})-?(\d{2})[T ](\d{2}):?(\d{2}):?(\d{2})(?:[.,](\d{1,9}))?(Z|[+-]\d{2}(?::?\d{2})?)$/i;
/** What `Date` can hold. */
const LATEST = 8.64e15;
/** Before this a number is seconds: as milliseconds it would lie in 1973. */
const SECONDS_BELOW = 1e11;

/**
 * Milliseconds of a time as the service writes it: a number or its text, `20230217T103516.475+0800`,
 * or ISO 8601. Text without a zone is refused: nothing says which it means.
 */
export function serviceTime(value: unknown): number | undefined {
  const number = finiteNumber(value);
  return number === undefined ? textTime(text(value)?.trim().slice(0, 64) ?? '') : numberTime(number);
}

function numberTime(number: number): number | undefined {
  const ms = Math.trunc(number < SECONDS_BELOW ? number * 1000 : number);
  return ms > 0 && ms <= LATEST ? ms : undefined;
}

function textTime(words: string): number | undefined {
  if (!COMPACT.test(words)) return undefined;
  const ms = Date.parse(words.replace(COMPACT, isoTimeOf));
  return ms > 0 ? ms : undefined;
}

/** The parts of a {@link COMPACT} time as `Date` reads them. */
function isoTimeOf(
  _all: string,
  year: string,
  month: string,
  day: string,
  hour: string,
  minute: string,
  second: string,
  fraction: string | undefined,
  zone: string,
): string {
  return `${year}-${month}-${day}T${hour}:${minute}:${second}.${(fraction ?? '').padEnd(3, '0').slice(0, 3)}${isoZoneOf(zone)}`;
}

function isoZoneOf(zone: string): string {
  return /^[+-]\d{2}$/.test(zone) ? `${zone}:00` : zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2').toUpperCase();
}
