import { finiteNumber } from '../internal/records.ts';
import { dateHeader } from '../internal/service-clock.ts';

/**
 * How long an answer asks to wait, in milliseconds; `undefined` where it asks for nothing that can be understood. `x-acs-retry-after` is
 * in milliseconds, as the vendor's own clients read it; `Retry-After` is HTTP's, in seconds or as a date, which is held against the answer's
 * own `Date`, since this machine's clock may be wrong. Source: RFC 9110, 10.2.3.
 */
export function retryAfter(headers: Readonly<Record<string, unknown>>, now: () => number = Date.now): number | undefined {
  const asked = headers['retry-after'];
  const seconds = finiteNumber(asked);
  const ms =
    finiteNumber(headers['x-acs-retry-after']) ?? (seconds === undefined ? untilDate(asked, headers['date'], now) : seconds * 1_000);
  return ms !== undefined && ms >= 0 ? ms : undefined;
}

function untilDate(asked: unknown, date: unknown, now: () => number): number | undefined {
  const at = dateHeader(asked);
  return at === undefined ? undefined : Math.max(0, at - (dateHeader(date) ?? now()));
}
