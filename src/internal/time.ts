const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** What a timer can wait at most: with more it would fire at once. */
export const LONGEST_TIMER_MS = 2_147_483_647;

/** A length of time: milliseconds, or a number and a unit, such as `'90s'`, `'5m'`, `'6h'`, `'7d'`, `'2w'`. */
export type Duration = number | `${number}${keyof typeof UNITS}`;

/** A point in time: a `Date`, milliseconds since the epoch, or ISO 8601 text with its zone. A date alone, such as `'2026-10-01'`, is midnight UTC. */
export type Instant = Date | number | string;

const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/;

/** Milliseconds of a duration. A `TypeError` names a malformed one, a `RangeError` one that is not positive. */
export function durationMs(value: Duration, what = 'duration'): number {
  let ms: number;
  if (typeof value === 'number') ms = value;
  else {
    const match = typeof value === 'string' ? DURATION.exec(value) : null;
    if (!match) {
      throw new TypeError(
        `${what} ${show(value)} is not a duration: give milliseconds, or a number with ms, s, m, h, d or w, such as '6h'`,
      );
    }
    ms = Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
  }
  const rounded = Math.round(ms);
  if (!Number.isFinite(ms) || rounded <= 0) throw new RangeError(`${what} ${show(value)} must be at least a millisecond`);
  return rounded;
}

// Text without a zone means local time to Date.parse: the same script would ask for another
// window on another machine, so it is refused.
const ISO_WITH_ZONE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2}))?$/i;

/** Milliseconds since the epoch of an instant. A `TypeError` names what cannot be read. */
export function instantMs(value: Instant, what: string): number {
  let ms = Number.NaN;
  if (value instanceof Date) ms = value.getTime();
  else if (typeof value === 'number') ms = value;
  else if (typeof value === 'string' && ISO_WITH_ZONE.test(value) && isCalendarDay(value)) ms = Date.parse(value);
  if (!Number.isFinite(ms)) {
    throw new TypeError(
      `${what} ${show(value)} is not a point in time: give a Date, milliseconds since the epoch, or ISO 8601 with a zone, such as '2026-01-31T08:00:00Z'`,
    );
  }
  return Math.trunc(ms);
}

// Date.parse turns 30 February into 2 March.
function isCalendarDay(iso: string): boolean {
  const day = iso.slice(0, 10);
  const parsed = Date.parse(`${day}T00:00:00Z`);
  return Number.isFinite(parsed) && new Date(parsed).toISOString().startsWith(day);
}

/** ISO 8601 text for messages; the number itself where it is outside what `Date` can print. */
export function isoTime(ms: number): string {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : String(ms);
}

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
