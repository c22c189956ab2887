import { finiteNumber, text } from '../../../internal/records.ts';
import type { Window } from '../../../internal/time-range.ts';
import { type AnsweredCall, isAnswered } from '../answered-call.ts';
import type { RecordedCall } from '../recorded-call.ts';
import { type Answer, rowsOf, withRows } from './answer.ts';
import { isCovered } from './covered.ts';
import { inOrder, pageNumber } from './pages.ts';
import { type Question, questionKey } from './question.ts';

const PLACE = { container: 'Data', names: ['Logs'] };
const PAGING = ['PageNumber', 'PageSize'];
const QUARTER_MS = 900_000;
const HOUR_MS = 3_600_000;
/** Source: the line in the service's documents. */
const DOCUMENTED_MS = 8 * HOUR_MS;
/** Zones are 26 hours apart at most. */
const MOST_ZONES = 104;
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
  if (
    !isCovered(
      window,
      readings.map((reading) => reading.window),
      1_000,
    )
  )
    return undefined;
  const lines = mostOften(readings.map((reading) => datedLines(reading))).filter(({ at }) => at > window.start && at <= window.end);
  const isFirst = (finiteNumber(asked.params['PageNumber']) ?? 1) === 1;
  const rows = isFirst ? lines.map(({ line }) => line) : [];
  return withRows(
    readings.flatMap(({ pages }) => pages),
    PLACE,
    rows,
    { Count: rows.length, IsCompleted: true, PageNumber: asked.params['PageNumber'], PageSize: asked.params['PageSize'] },
  );
}

interface Reading {
  readonly window: Window;
  readonly pages: readonly AnsweredCall[];
}

/** Each window as it was read last, oldest first. */
function readingsOf(calls: readonly AnsweredCall[]): readonly Reading[] {
  const readings = new Map<string, { readonly window: Window; readonly pages: AnsweredCall[] }>();
  for (const call of calls) {
    const window = windowOf(call);
    if (!window) continue;
    const key = questionKey(call, PAGING);
    const reading = readings.get(key) ?? { window, pages: [] };
    readings.set(key, reading);
    reading.pages.push(call);
  }
  return [...readings.values()]
    .filter(({ pages }) => isRead(pages))
    .map(({ window, pages }) => ({ window, pages: inOrder(pages) }))
    .sort((a, b) => a.window.start - b.window.start);
}

/** Whether the pages go on to the last one, which is not full. The service says how long its pages are. */
function isRead(pages: readonly AnsweredCall[]): boolean {
  const ordered = inOrder(pages);
  const last = ordered.at(-1);
  if (!last || ordered.some((page, index) => pageNumber(page) !== index + 1)) return false;
  const size = finiteNumber(last.answer.body['PageSize']) ?? finiteNumber(last.params['PageSize']) ?? Infinity;
  return rowsOf(last, PLACE).length < size;
}

/** The lines of a window by their times, whose zone is the one in which they fit it. A line without a time continues the one before it. */
function datedLines({ window, pages }: Reading): readonly Dated[] {
  const lines = pages
    .flatMap((page) => rowsOf(page, PLACE))
    .flatMap((row) => (text(row) ?? '').split('\n'))
    .filter((line) => line.trim() !== '');
  const zoneMs = zoneOf(
    lines.flatMap((line) => timeIn(line) ?? []),
    window,
  );
  let at = window.start + 1;
  return lines.map((line) => {
    const own = timeIn(line);
    if (own !== undefined) at = own - zoneMs;
    return { line, at };
  });
}

/** The zone in which most lines are in the window; of several the documented one, else that of the service's clock, else a whole hour. */
function zoneOf(times: readonly number[], { start, end }: Window): number {
  const [oldest, newest] = times.reduce(([least, most], at) => [Math.min(least, at), Math.max(most, at)] as const, [Infinity, -Infinity]);
  if (oldest > newest) return 0;
  const first = Math.ceil((oldest - end) / QUARTER_MS) * QUARTER_MS;
  const zones: number[] = [];
  for (let zone = first; zone <= newest - start && zones.length < MOST_ZONES; zone += QUARTER_MS) zones.push(zone);
  const inside = (zone: number): number => times.reduce((count, at) => count + Number(at - zone > start && at - zone <= end), 0);
  const liked = (zone: number): number => (zone === DOCUMENTED_MS ? 3 : zone === 0 ? 2 : zone % HOUR_MS === 0 ? 1 : 0);
  const [best = 0] = zones
    .map((zone) => ({ zone, count: inside(zone) }))
    .sort((a, b) => b.count - a.count || liked(b.zone) - liked(a.zone))
    .map(({ zone }) => zone);
  return best;
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
