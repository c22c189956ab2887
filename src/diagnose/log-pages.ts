import { VpnMonitorError } from '../errors.ts';
import { pause } from '../internal/abort.ts';
import { listIn } from '../internal/list-in.ts';
import { finiteNumber, isRecord, text } from '../internal/records.ts';
import { type ApiAnswer, missingList } from '../transport/index.ts';
import type { DiagnoseContext } from './context.ts';
import type { Seconds } from './log-windows.ts';

const ACTION = 'DescribeVpnConnectionLogs';
/** The most that the operation allows. */
const PAGE_SIZE = 50;
/** Where the service does not say how many lines a page holds: one with fewer than the operation's default is the last, as is one with fewer than another. */
const LEAST_PAGE = 10;
/** Ten minutes' lines of one tunnel: more is a service that ignores what it is asked. */
const MAX_PAGES = 2_000;
const MAX_SAME_PAGES = 3;
/** How long to wait for logs that are not complete, before each further try. */
const AGAIN_MS = [1_000, 2_000, 3_000];
/** What is older will hardly be complete in a few seconds: it gets the first of these tries alone. */
const RECENT_S = 3_600;

/** Whose log is read, and of which time. */
export interface LogAsk {
  readonly connectionId: string;
  readonly tunnelId: string | undefined;
  readonly window: Seconds;
}

/** What was read of a window. */
export interface WindowReading {
  /** In the service's order. */
  readonly lines: readonly string[];
  /** Whether the service says that these are all. */
  readonly isCompleted: boolean;
  /** Entries that are no text. */
  readonly unreadable: number;
}

/** All lines of a window. Where the service says that they are not complete, it is asked again for a while. */
export async function readWindow(context: DiagnoseContext, ask: LogAsk, signal: AbortSignal): Promise<WindowReading> {
  const isRecent = ask.window.to > context.clock.now() / 1_000 - RECENT_S;
  let reading = await readPages(context, ask, signal);
  for (const ms of isRecent ? AGAIN_MS : AGAIN_MS.slice(0, 1)) {
    if (reading.isCompleted) break;
    await pause(ms, signal);
    reading = await readPages(context, ask, signal);
  }
  return reading;
}

async function readPages(context: DiagnoseContext, ask: LogAsk, signal: AbortSignal): Promise<WindowReading> {
  const lines: string[] = [];
  let [isCompleted, unreadable, largest, samePages, before] = [true, 0, LEAST_PAGE, 0, ''];
  for (let page = 1; page <= MAX_PAGES && samePages < MAX_SAME_PAGES; page++) {
    const { entries, size = largest, isFinal } = await readPage(context, ask, page, signal);
    const texts = entries.flatMap((entry) => text(entry) ?? []);
    lines.push(...texts);
    isCompleted &&= isFinal;
    largest = Math.max(largest, entries.length);
    unreadable += entries.filter((entry) => text(entry) === undefined && !isBlank(entry)).length;
    if (entries.length < size || entries.length === 0) return { lines, isCompleted, unreadable };
    const now = JSON.stringify(texts);
    // Fifty times one line may be true; fifty different ones again are the same page.
    samePages = now === before && new Set(texts).size > 1 ? samePages + 1 : 0;
    before = now;
  }
  throw new VpnMonitorError(`${ACTION} sends the same lines page after page: report it with what was asked for`, {
    code: 'protocol',
    retryable: true,
    action: ACTION,
  });
}

interface LogPage {
  readonly entries: readonly unknown[];
  /** How many a page holds, where the service says it. */
  readonly size: number | undefined;
  readonly isFinal: boolean;
}

async function readPage(
  { caller, regionId }: DiagnoseContext,
  { connectionId, tunnelId, window }: LogAsk,
  page: number,
  signal: AbortSignal,
): Promise<LogPage> {
  const named = { RegionId: regionId, VpnConnectionId: connectionId, ...(tunnelId !== undefined && { TunnelId: tunnelId }) };
  const params = { ...named, From: window.from, To: window.to, PageNumber: page, PageSize: PAGE_SIZE };
  return await caller.call({ product: 'vpc', action: ACTION, params }, { signal, read: pageOf });
}

function pageOf({ body, requestId }: ApiAnswer): LogPage {
  const { Data: data, Count: count, IsCompleted: completed } = body;
  const entries = listIn(data, 'Logs');
  // An answer without a list is an empty page only where it says so.
  if (!entries && ((finiteNumber(count) ?? 0) > 0 || (data === undefined && count === undefined && completed === undefined))) {
    throw missingList(ACTION, 'Data.Logs', requestId);
  }
  const size = finiteNumber(body['PageSize']);
  return {
    entries: entries ?? entriesIn(data),
    size: size !== undefined && size >= 1 ? Math.min(size, PAGE_SIZE) : undefined,
    isFinal: !/^false$/i.test(String(completed)),
  };
}

function isBlank(entry: unknown): boolean {
  return typeof entry === 'string' && entry.trim() === '';
}

/** The lines of an answer that sends them as one text. */
function entriesIn(data: unknown): readonly unknown[] {
  const logs = text(isRecord(data) ? data['Logs'] : undefined);
  return logs === undefined ? [] : logs.split('\n').filter((line) => line.trim() !== '');
}
