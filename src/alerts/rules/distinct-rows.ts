import { finiteNumber, isDeep, isRecord, jsonOf, text } from '../../internal/records.ts';

/** One page, its rows unread. */
export interface RowPage<T> {
  readonly rows: readonly T[];
  /** How many rows there are over all pages, where the service says it. */
  readonly total?: unknown;
  /** How many rows a page holds, where the service says it. */
  readonly size?: unknown;
}

const PAGE_SIZE = 100;
// More is a service that ignores what it is asked.
const MAX_PAGES = 10_000;
// A page that was cut by the service, which may give fewer rows than it is asked for, has a round number of them.
const ROUND = 10;

/** The rows of all pages, each once by its key. It ends with a short page, or with one that brings nothing new. */
export async function* distinctRows<T>(
  ask: (page: number, size: number) => Promise<RowPage<T>>,
  keyOf: (row: T) => string,
): AsyncGenerator<readonly T[], void, undefined> {
  const seen = new Set<string>();
  let size = PAGE_SIZE;
  let received = 0;
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const answer = await ask(page, size);
    const { rows } = answer;
    const fresh = rows.filter((row) => {
      const key = keyOf(row);
      const isNew = !seen.has(key);
      seen.add(key);
      return isNew;
    });
    received += rows.length;
    if (fresh.length > 0) yield fresh;
    if (fresh.length === 0 || isLast(answer, size, received)) return;
    // Gone on from where this one ended, whatever size the service counts in.
    if (page === 1) size = Math.min(size, rows.length);
  }
}

function isLast<T>({ rows, total, size }: RowPage<T>, asked: number, received: number): boolean {
  const counted = finiteNumber(total);
  // A total that is no more than one full page may count that page alone.
  if (rows.length >= asked) return counted !== undefined && counted > PAGE_SIZE && received >= counted;
  if (counted !== undefined) return received >= counted;
  const given = finiteNumber(size);
  return given === undefined || given >= asked ? rows.length % ROUND !== 0 : rows.length < given;
}

/** What a row is recognised by: its id under this name, else its content. */
export function rowKey(row: unknown, name: string): string {
  const id = isRecord(row) ? text(row[name]) : undefined;
  if (id !== undefined || isDeep(row)) return `id ${id ?? ''}`;
  return jsonOf(row);
}
