import { finiteNumber, isRecord, text } from '../../../internal/records.ts';
import { serviceTime } from '../../../internal/service-time.ts';
import type { Window } from '../../../internal/time-range.ts';
import { type AnsweredCall, isAnswered } from '../answered-call.ts';
import type { RecordedCall } from '../recorded-call.ts';
import { type Answer, type Row, rowsOf, type RowsPlace, withRows } from './answer.ts';
import { isCovered } from './covered.ts';
import { inOrder, isWhole } from './pages.ts';
import { param, type Question, questionKey } from './question.ts';

/** An operation that lists what happened in a window. */
export interface WindowOperation {
  readonly place: RowsPlace;
  readonly id: string;
  readonly time: string;
  /** Parameters that let fewer rows through, and the fields that they compare. */
  readonly narrowing: Readonly<Record<string, string>>;
}

export const WINDOW_OPERATIONS: Readonly<Record<string, WindowOperation>> = {
  DescribeSystemEventAttribute: {
    place: { container: 'SystemEvents', names: ['SystemEvent'] },
    id: 'Id',
    time: 'Time',
    narrowing: { Name: 'Name', Level: 'Level' },
  },
  DescribeAlertLogList: {
    place: { container: 'AlertLogList', names: ['AlertLogList', 'AlertLog'] },
    id: 'LogId',
    time: 'AlertTime',
    narrowing: { RuleId: 'RuleId' },
  },
};

const OF_WINDOW = ['StartTime', 'EndTime', 'PageNumber', 'PageSize'];

interface Reading {
  readonly question: AnsweredCall;
  readonly window: Window;
  readonly pages: AnsweredCall[];
}

/** An answer from the rows of windows that hold the one that is asked for; all of it is on the first page. */
export function windowAnswer(
  asked: Question,
  calls: readonly RecordedCall[],
  { place, id, time, narrowing }: WindowOperation,
): Answer | undefined {
  const window = windowOf(asked);
  if (!window) return undefined;
  const readings = readingsOf(calls).filter((reading) => isWider(reading.question, asked, narrowing) && isWhole(reading.pages, place));
  if (
    !isCovered(
      window,
      readings.map((reading) => reading.window),
      1,
    )
  )
    return undefined;
  const pages = readings.flatMap((reading) => inOrder(reading.pages));
  const rows = new Map<unknown, Row>();
  for (const row of pages.flatMap((page) => rowsOf(page, place)).filter(isRecord)) {
    const isWanted =
      isInside(serviceTime(row[time]), window) &&
      Object.entries(narrowing).every(([name, field]) => agrees(param(asked, name), row[field]));
    if (isWanted) rows.set(text(row[id]) ?? row, row);
  }
  const newestFirst = [...rows.values()].sort((a, b) => (serviceTime(b[time]) ?? 0) - (serviceTime(a[time]) ?? 0));
  const isFirst = (finiteNumber(asked.params['PageNumber']) ?? 1) === 1;
  const counted = { Total: rows.size, TotalCount: rows.size, PageNumber: asked.params['PageNumber'], PageSize: asked.params['PageSize'] };
  return withRows(pages, place, isFirst ? newestFirst : [], counted, (call) => (windowOf(call)?.end ?? -Infinity) >= window.end);
}

function readingsOf(calls: readonly RecordedCall[]): readonly Reading[] {
  const readings = new Map<string, Reading>();
  for (const call of calls.filter(isAnswered)) {
    const window = windowOf(call);
    if (!window) continue;
    const key = questionKey(call, ['PageNumber', 'PageSize']);
    const reading = readings.get(key) ?? { question: call, window, pages: [] };
    readings.set(key, reading);
    reading.pages.push(call);
  }
  return [...readings.values()];
}

/** Whether everything that is asked for was let through. */
function isWider(recorded: Question, asked: Question, narrowing: WindowOperation['narrowing']): boolean {
  const names = Object.keys(narrowing);
  if (questionKey(recorded, [...OF_WINDOW, ...names]) !== questionKey(asked, [...OF_WINDOW, ...names])) return false;
  return names.every((name) => param(recorded, name) === undefined || param(recorded, name) === param(asked, name));
}

function agrees(wanted: string | undefined, said: unknown): boolean {
  return wanted === undefined || text(said)?.toLowerCase() === wanted.toLowerCase();
}

// Both ends are counted in: one millisecond before the start is what it is open at.
function windowOf({ params }: Question): Window | undefined {
  const [start, end] = [finiteNumber(params['StartTime']), finiteNumber(params['EndTime'])];
  return start === undefined || end === undefined ? undefined : { start: start - 1, end };
}

function isInside(at: number | undefined, { start, end }: Window): boolean {
  return at === undefined || (at > start && at <= end);
}
