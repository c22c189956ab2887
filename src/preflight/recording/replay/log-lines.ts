import { finiteNumber, text } from '../../../internal/records.ts';
import type { Window } from '../../../internal/time-range.ts';
import type { RecordedCall } from '../recorded-call.ts';
import { isAnswered, type AnsweredCall } from '../answered-call.ts';
import { rowsOf, withRows, type Answer } from './answer.ts';
import { isCovered } from './covered.ts';
import { questionKey, type Question } from './question.ts';

const PLACE = { container: 'Data', names: ['Logs'] };
const PAGING = ['PageNumber', 'PageSize'];
const QUARTER_MS = 900_000;
const TIME = /^\s*(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})/;

interface Dated {
  readonly line: string;
  readonly at: number;
}

/** Lines of the negotiation log from windows that hold the one that is asked for; all of them are on the first page. */
export function logAnswer(asked: Question, calls: readonly RecordedCall[]): Answer | undefined {
  const window = windowOf(asked);
  if (!window) return undefined;
  const base = questionKey(asked, [...PAGING, 'From', 'To']);
  const readings = readingsOf(calls.filter(isAnswered).filter((call) => questionKey(call, [...PAGING, 'From', 'To']) === base));
  if (!isCovered(window, readings.map((reading) => reading.window), 1_000)) return undefined;
  const lines = mostOften(readings.map((reading) => datedLines(reading))).filter(({ at }) => at > window.start && at <= window.end);
  const isFirst = (finiteNumber(asked.params['PageNumber']) ?? 1) === 1;
  const rows = isFirst ? lines.map(({ line }) => line) : [];
  return withRows(readings.flatMap(({ pages }) => pages), PLACE, rows, { Count: rows.length, IsCompleted: true, PageNumber: asked.params['PageNumber'], PageSize: asked.params['PageSize'] });
}

interface Reading {
  readonly window: Window;
  readonly pages: readonly AnsweredCall[];
}

/** Each window as it was read last, oldest first. */
function readingsOf(calls: readonly AnsweredCall[]): readonly Reading[] {
  const readings = new Map<string, { readonly window: Window; pages: AnsweredCall[] }>();
  for (const call of calls) {
    const window = windowOf(call);
    if (!window) continue;
    const key = questionKey(call, PAGING);
    const reading = readings.get(key) ?? { window, pages: [] };
    readings.set(key, reading);
    const isFirst = (finiteNumber(call.params['PageNumber']) ?? 1) === 1;
    reading.pages = isFirst ? [call] : [...reading.pages, call];
  }
  return [...readings.values()].sort((a, b) => a.window.start - b.window.start);
}

/** The lines of a window by their times, whose zone is the one in which they fit it. A line without a time continues the one before it. */
function datedLines({ window, pages }: Reading): readonly Dated[] {
  const lines = pages.flatMap((page) => rowsOf(page, PLACE)).flatMap((row) => (text(row) ?? '').split('\n')).filter((line) => line.trim() !== '');
  const first = lines.map(timeIn).find((at) => at !== undefined);
  const zoneMs = first === undefined ? 0 : Math.round((first - (window.start + window.end) / 2) / QUARTER_MS) * QUARTER_MS;
  let at = window.start + 1;
  return lines.map((line) => {
    const own = timeIn(line);
    if (own !== undefined) at = own - zoneMs;
    return { line, at };
  });
}

function timeIn(line: string): number | undefined {
  const [, day, clock] = TIME.exec(line) ?? [];
  const at = Date.parse(`${day ?? ''}T${clock ?? ''}Z`);
  return Number.isNaN(at) ? undefined : at;
}

/** The lines of all windows, each as often as the window has it that has it most often: at their edges they may hold the same. */
function mostOften(windows: readonly (readonly Dated[])[]): readonly Dated[] {
  const all: Dated[] = [];
  const counts = new Map<string, number>();
  for (const lines of windows) {
    const here = new Map<string, number>();
    for (const one of lines) {
      const key = `${one.at} ${one.line}`;
      here.set(key, (here.get(key) ?? 0) + 1);
      if ((here.get(key) ?? 0) <= (counts.get(key) ?? 0)) continue;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      all.push(one);
    }
  }
  return all.sort((a, b) => a.at - b.at);
}

// Both ends are counted in.
function windowOf({ params }: Question): Window | undefined {
  const [from, to] = [finiteNumber(params['From']), finiteNumber(params['To'])];
  return from === undefined || to === undefined ? undefined : { start: from * 1_000 - 1, end: to * 1_000 };
}
