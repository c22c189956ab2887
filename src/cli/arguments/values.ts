import { UsageError } from '../usage-error.ts';
import { didYouMean } from './nearest.ts';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Milliseconds of a length of time, such as `90s`. */
export function durationOf(option: string, text: string, least = 1): number {
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/.exec(text) ?? [];
  const ms = Math.round(Number(count) * (UNITS[unit] ?? Number.NaN));
  if (!Number.isFinite(ms))
    throw new UsageError(
      `--${option} ${JSON.stringify(text)} is not a length of time: give a number and a unit (s, m, h, d or w), such as 90s or 24h`,
    );
  if (ms < least) throw new UsageError(`--${option} ${text} is too short: it must be at least ${least / 1000} s`);
  return ms;
}

const TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2}))?$/i;

/** Milliseconds since the epoch of a time. A date alone is midnight in UTC. */
export function timeOf(option: string, text: string): number {
  const ms = TIME.test(text) && isCalendarDay(text.slice(0, 10)) ? Date.parse(text) : Number.NaN;
  if (!Number.isFinite(ms))
    throw new UsageError(
      `--${option} ${JSON.stringify(text)} is not a time: write ISO 8601 with a zone, such as 2026-03-01T08:00:00Z, or a date`,
    );
  return ms;
}

// Date.parse turns 30 February into 2 March.
function isCalendarDay(day: string): boolean {
  const parsed = Date.parse(`${day}T00:00:00Z`);
  return Number.isFinite(parsed) && new Date(parsed).toISOString().startsWith(day);
}

/** One of several words. */
export function choiceOf<T extends string>(option: string, text: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw new UsageError(`--${option} ${JSON.stringify(text)} is not one of ${choices.join(', ')}${didYouMean(text, choices)}`);
}

/** The items of an option that is repeated or holds a list. */
export function listOf(option: string, texts: readonly string[]): string[] {
  const items = texts.flatMap((text) => text.split(',')).map((item) => item.trim());
  if (items.includes('')) throw new UsageError(`--${option} ${JSON.stringify(texts.join(','))} has an empty item`);
  return [...new Set(items)];
}
