import { VpnMonitorError } from '../../errors.ts';
import { isRecord, text } from '../../internal/records.ts';
import type { Window } from '../../internal/time-range.ts';
import { listIn } from '../../topology/list-in.ts';
import type { EventContext } from './event-context.ts';

const ACTION = 'DescribeSystemEventAttribute';
const PAGE_SIZE = 100;
/** One day's events of one product: more is a service that ignores what it is asked. */
const MAX_PAGES = 5_000;

/** The parameters that tell one question from another, such as `Product` or `Name`. */
export type EventAsk = Readonly<Record<string, string>>;

/**
 * All rows of a window, newest first as the service sends them. It does not say how many there are, so
 * pages are read until a short one. The window's end is fixed: an event that arrives meanwhile lies
 * beyond it, and one that is published late pushes others to a later page, where they come again.
 */
export async function eventRows(context: EventContext, ask: EventAsk, window: Window, signal: AbortSignal): Promise<unknown[]> {
  const rows: unknown[] = [];
  const seen = new Set<string>();
  let stale = 0;
  for (let page = 1; page <= MAX_PAGES; page++) {
    // One millisecond more at the end: nothing says whether the service counts either end in.
    const params = { ...ask, StartTime: String(window.start), EndTime: String(window.end + 1), PageNumber: page, PageSize: PAGE_SIZE };
    const { body } = await context.caller.call({ product: 'cms', action: ACTION, params }, { signal });
    const found = listIn(body['SystemEvents'], 'SystemEvent') ?? [];
    const before = seen.size;
    for (const row of found) {
      const key = isRecord(row) ? (text(row['Id']) ?? JSON.stringify(row)) : String(row);
      if (seen.has(key)) continue;
      seen.add(key);
      rows.push(row);
    }
    if (found.length < PAGE_SIZE) return rows;
    stale = seen.size === before ? stale + 1 : 0;
    if (stale > 2) break;
  }
  throw new VpnMonitorError(`${ACTION} sends the same rows page after page`, { code: 'protocol', retryable: true, action: ACTION });
}
