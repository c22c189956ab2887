import { readByServiceTime } from '../../internal/by-service-time.ts';
import { finiteNumber, isRecord } from '../../internal/records.ts';
import { rowsUnder } from '../../internal/rows-under.ts';
import { pastOf, type Window, windowAt } from '../../internal/time-range.ts';
import { NAMESPACE } from '../../metadata/index.ts';
import type { ScopeContext } from '../../scopes/index.ts';
import { type ApiAnswer, missingList } from '../../transport/index.ts';
import { distinctRows, rowKey, type RowPage } from './distinct-rows.ts';
import type { AlertHistoryEntry, AskedHistory } from './history-model.ts';
import { readLog } from './read-log.ts';

const ACTION = 'DescribeAlertLogList';
// A millisecond less than the service allows, which is added at the end: nothing says whether it counts either end in.
const WINDOW_MS = 15 * 86_400_000 - 1;

/** The entries of the alert log, ascending in time, each once. The service's order is not documented, so a window is read before any of it is given. */
export function historyPages(
  context: ScopeContext,
  asked: AskedHistory,
  signal: AbortSignal,
): AsyncGenerator<readonly AlertHistoryEntry[], void, undefined> {
  return readByServiceTime(context.clock, (now) => {
    const at = now();
    return windowsOf(context, asked, pastOf(windowAt(asked.range, at), at), signal);
  });
}

async function* windowsOf(
  context: ScopeContext,
  { ruleIds }: AskedHistory,
  range: Window,
  signal: AbortSignal,
): AsyncGenerator<readonly AlertHistoryEntry[], void, undefined> {
  if (ruleIds?.length === 0) return;
  let before = new Set<string>();
  for (let start = range.start; start < range.end; start += WINDOW_MS) {
    const window = { start, end: Math.min(range.end, start + WINDOW_MS) };
    const entries = (await entriesOf(context, ruleIds, window, signal)).filter(({ at, id, ruleId }) => {
      const isWanted = ruleIds === undefined || (ruleId !== undefined && ruleIds.includes(ruleId));
      // Of a service that ignores the window, each entry would come out of order.
      return isWanted && at > range.start && at >= start && at <= Math.min(range.end, window.end + 1) && !before.has(id);
    });
    before = new Set(entries.map(({ id }) => id));
    yield entries.sort((a, b) => a.at - b.at);
  }
}

async function entriesOf(
  { caller, logger }: ScopeContext,
  ruleIds: readonly string[] | undefined,
  { start, end }: Window,
  signal: AbortSignal,
): Promise<AlertHistoryEntry[]> {
  const entries = new Map<string, AlertHistoryEntry>();
  let unreadable = 0;
  const ask = async (page: number, size: number): Promise<RowPage<unknown>> => {
    const rule = ruleIds?.length === 1 ? { RuleId: ruleIds[0] ?? '' } : {};
    const params = { Namespace: NAMESPACE, ...rule, StartTime: start, EndTime: end + 1, PageNumber: page, PageSize: size };
    const answer = await caller.call({ product: 'cms', action: ACTION, params }, { signal });
    const { body } = answer;
    return { rows: rowsIn(answer), size: body['PageSize'], total: body['Total'] };
  };
  for await (const rows of distinctRows(ask, (row) => rowKey(row, 'LogId'))) {
    for (const entry of rows.map(readLog)) {
      if (entry === undefined) unreadable += 1;
      else if (entry !== 'foreign' && !entries.has(entry.id)) entries.set(entry.id, entry);
    }
  }
  if (unreadable > 0) logger.warn('entries of the alert log that have no time were left out', { count: unreadable });
  return [...entries.values()];
}

/** An answer without a list is an empty one only where it counts nothing. */
function rowsIn({ body, requestId }: ApiAnswer): readonly unknown[] {
  const rows = rowsUnder(body['AlertLogList'], ['AlertLogList', 'AlertLog']);
  const isUnread = rows === undefined ? (finiteNumber(body['Total']) ?? 0) > 0 : rows.length > 0 && !rows.some(isRecord);
  if (!isUnread) return rows ?? [];
  throw missingList(ACTION, 'AlertLogList', requestId);
}
