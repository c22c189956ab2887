import { text } from '../../internal/records.ts';
import { serviceTime } from '../../internal/service-time.ts';
import type { Answer } from './answers.ts';
import { pageSizeOf, rowsOf } from './event-rows.ts';

interface EventWindow {
  /** The only name that was asked for; `undefined` for every one. */
  readonly name: string | undefined;
  readonly start: number;
  readonly end: number;
}

// What does not narrow events of VPN Gateway down. Its product is the one that was found.
const NEUTRAL: ReadonlySet<string> = new Set(['Product', 'Name', 'StartTime', 'EndTime', 'PageNumber', 'PageSize', 'RegionId']);

/** Tells whether the events of a name and a time were read: all of them are in the recording then. */
export function eventWindows(answers: readonly Answer[]): (name: string, at: number) => boolean {
  const byQuestion = new Map<string, Answer[]>();
  for (const answer of answers) {
    const { params } = answer;
    const isNarrow = Object.entries(params).some(([key, value]) => !NEUTRAL.has(key) && value !== undefined && value !== '');
    if (isNarrow) continue;
    const question = ['Product', 'Name', 'StartTime', 'EndTime'].map((key) => text(params[key]) ?? '').join(' ');
    byQuestion.set(question, [...(byQuestion.get(question) ?? []), answer]);
  }
  const windows = [...byQuestion.values()].map(windowOf);
  return (name, at) => windows.some((one) => (one.name === undefined || one.name === name) && at >= one.start && at <= one.end);
}

/** The window that the pages of one question tell of: events come newest first, so that a last page which is missing lacks the oldest. */
function windowOf(pages: readonly Answer[]): EventWindow {
  const [first] = pages as [Answer, ...Answer[]];
  const start = serviceTime(first.params['StartTime']) ?? 0;
  const times = pages.flatMap(rowsOf).flatMap((row) => serviceTime(row['Time']) ?? []);
  const isWhole = pages.some((page) => rowsOf(page).length < pageSizeOf(page));
  // What happened after the answer is not in it, whatever was asked for.
  const end = Math.min(serviceTime(first.params['EndTime']) ?? Infinity, Math.max(...pages.map(({ at }) => at)));
  return { name: text(first.params['Name']), start: isWhole ? start : Math.min(...times) + 1, end };
}
