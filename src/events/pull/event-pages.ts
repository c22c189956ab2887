import { VpnMonitorError } from '../../errors.ts';
import { listIn } from '../../internal/list-in.ts';
import { finiteNumber, isDeep, isRecord, jsonOf, text } from '../../internal/records.ts';
import type { Window } from '../../internal/time-range.ts';
import type { EventContext } from './event-context.ts';

const ACTION = 'DescribeSystemEventAttribute';
/** One day's events of one product: more is a service that ignores what it is asked. */
const MAX_PAGES = 5_000;
const MAX_STALE_PAGES = 2;

/** The parameters that tell one question from another, such as `Product` or `Name`. */
export type EventAsk = Readonly<Record<string, string>>;

interface EventPage {
  readonly rows: readonly unknown[];
  /** How many rows there are over all pages, where the service says it. */
  readonly total: number | undefined;
}

/**
 * All rows of a window, newest first as the service sends them; what cannot be a row comes as `undefined`.
 * The window's end is fixed: an event that arrives meanwhile lies beyond it, and one that is published
 * late pushes others to a later page, where they come again.
 */
export async function eventRows(context: EventContext, ask: EventAsk, window: Window, signal: AbortSignal): Promise<unknown[]> {
  const { pageSize } = context;
  const rows = new DistinctRows();
  let { size } = pageSize;
  const isCutAt = async (count: number): Promise<boolean> => {
    // Of as many rows as came, so that it begins where they ended, whether the service counts pages by what is asked for or by what it gives.
    const next = await eventPage(context, ask, window, { page: 2, size: count }, signal);
    const isCut = rows.take(next.rows);
    pageSize.looked(count, isCut);
    return isCut;
  };
  for (let page = 1; page <= MAX_PAGES && rows.stalePages <= MAX_STALE_PAGES; page++) {
    const { rows: found, total } = await eventPage(context, ask, window, { page, size }, signal);
    rows.take(found);
    if (found.length >= size) continue;
    const rest = total === undefined ? (page === 1 && pageSize.mayBeCut(found.length) ? 'unknown' : 'none') : restOf(found, rows, total);
    if (rest === 'none') return rows.all;
    if (page > 1) continue;
    if (rest === 'unknown' && !(await isCutAt(found.length))) return rows.all;
    // A page that was cut is gone on from by its own size, so that the next one begins where it ended.
    size = found.length;
  }
  throw new VpnMonitorError(`${ACTION} sends the same rows page after page: report it with what was asked for`, {
    code: 'protocol',
    retryable: true,
    action: ACTION,
  });
}

function restOf(found: readonly unknown[], rows: DistinctRows, total: number): 'some' | 'none' {
  return found.length > 0 && rows.all.length < total ? 'some' : 'none';
}

async function eventPage(
  { caller }: EventContext,
  ask: EventAsk,
  window: Window,
  { page, size }: { readonly page: number; readonly size: number },
  signal: AbortSignal,
): Promise<EventPage> {
  // One millisecond more at the end: nothing says whether the service counts either end in.
  const params = { ...ask, StartTime: String(window.start), EndTime: String(window.end + 1), PageNumber: page, PageSize: size };
  const { body } = await caller.call({ product: 'cms', action: ACTION, params }, { signal });
  return { rows: listIn(body['SystemEvents'], 'SystemEvent') ?? [], total: finiteNumber(body['Total'] ?? body['TotalCount']) };
}

/** The rows of pages, each once. */
class DistinctRows {
  readonly all: unknown[] = [];
  readonly #seen = new Set<string>();
  /** Pages in a row that brought nothing new. */
  stalePages = 0;

  /** Takes a page in: whether it brought anything new. */
  take(rows: readonly unknown[]): boolean {
    const before = this.#seen.size;
    const deep: undefined[] = [];
    for (const row of rows) {
      const key = keyOf(row);
      if (key === undefined) deep.push(undefined);
      else if (!this.#seen.has(key)) this.all.push(row);
      if (key !== undefined) this.#seen.add(key);
    }
    const hasNews = this.#seen.size > before;
    if (hasNews || this.all.length === 0) this.all.push(...deep);
    this.stalePages = hasNews ? 0 : this.stalePages + 1;
    return hasNews;
  }
}

/** What a row is recognised by; `undefined` for one that is nested too deeply to be read. */
function keyOf(row: unknown): string | undefined {
  if (isDeep(row)) return undefined;
  return (isRecord(row) ? text(row['Id']) : undefined) ?? jsonOf(row);
}
