import { shown } from '../internal/shown.ts';

const MOST_DAYS = 3_650;

/** The days before its end at which a certificate is announced, fewest first; none where nothing was given. Throws a `TypeError` or `RangeError` that names what is no such number. */
export function checkNoticeDays(given: number | readonly number[] | undefined): readonly number[] {
  if (given === undefined) return [];
  const days: readonly unknown[] = Array.isArray(given) ? Array.from(given) : [given];
  if (days.length === 0)
    throw new RangeError('certificateNoticeDays [] must hold a number of days, such as [30, 7, 1]; leave it out for no notice');
  return [...new Set(days.map(assertDays))].sort((one, other) => one - other);
}

function assertDays(days: unknown): number {
  if (typeof days !== 'number')
    throw new TypeError(`certificateNoticeDays ${shown(days)} must be a number of days, or a list of such numbers`);
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS)
    throw new RangeError(`certificateNoticeDays ${days} must be a whole number from 1 to ${MOST_DAYS}`);
  return days;
}
