import { finiteNumber, isRecord } from '../internal/records.ts';
import { type ApiAnswer, missingList } from '../transport/index.ts';
import type { ListOperation } from './operations.ts';

/** What one page holds, its rows unread. */
export interface ListPage {
  readonly rows: readonly unknown[];
  /** How many rows there are over all pages, where the service says it. */
  readonly total: number | undefined;
  /** How many rows a page may hold, where the service says it. */
  readonly size: number | undefined;
  readonly askedAt: number;
}

/** The rows of one answer. An answer without the list is an empty page only where it counts no rows or follows a page that had some. */
export function readListPage(
  { body, requestId, askedAt }: ApiAnswer,
  operation: Pick<ListOperation<unknown>, 'action' | 'container' | 'item' | 'mayBeRow'>,
  pageNumber: number,
): ListPage {
  const total = finiteNumber(body['TotalCount']);
  const container = body[operation.container];
  const list = isRecord(container) && operation.item !== undefined ? container[operation.item] : container;
  const rows = operation.mayBeRow === true && isRecord(list) ? [list] : list;
  if (Array.isArray(rows)) return { rows, total, size: finiteNumber(body['PageSize']), askedAt };
  const absent = list === undefined || list === null || list === '';
  if (absent && (total === 0 || pageNumber > 1)) return { rows: [], total, size: undefined, askedAt };
  throw missingList(operation.action, [operation.container, operation.item].filter(Boolean).join('.'), requestId);
}
