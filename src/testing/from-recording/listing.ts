import { finiteNumber, text } from '../../internal/records.ts';
import { recordsUnder } from '../../internal/rows-under.ts';
import type { RecordedCall } from '../../preflight/recording/index.ts';
import { type Answer, answersOf } from './answers.ts';

/** Where the answers of an operation hold its rows. */
export interface ListOperation {
  readonly action: string;
  /** The list is at `container.item`, or at `container` itself. */
  readonly container: string;
  readonly item?: string;
  /** The field that tells rows apart. */
  readonly id: string;
  /** The operation that answers about one of them, its fields at the top of the body. */
  readonly single?: string;
}

/** A row of a listing, and when it was answered. */
export interface ListedRow {
  readonly row: Readonly<Record<string, unknown>>;
  readonly at: number;
}

interface Listing {
  readonly question: string;
  readonly isWhole: boolean;
  readonly at: number;
  readonly rows: ListedRow[];
  total: number | undefined;
}

// What does not narrow a list down.
const PAGING: ReadonlySet<string> = new Set(['RegionId', 'PageNumber', 'PageSize', 'Page', 'MaxResults', 'NextToken', 'Namespace']);

/**
 * The newest row of each resource, in the order of the service: of the newest listing that is whole, of filtered and unfinished listings
 * since, and of answers about one resource. A resource that a whole listing no longer has is gone.
 */
export function newestRows(calls: readonly RecordedCall[], operation: ListOperation): readonly ListedRow[] {
  const listings = listingsOf(answersOf(calls, operation.action), operation);
  const whole = listings.findLast((one) => one.isWhole && !isUnfinished(one, operation.id));
  const since = whole?.at ?? -Infinity;
  const singles =
    operation.single === undefined ? [] : answersOf(calls, operation.single).map(({ body, at }): ListedRow => ({ row: body, at }));
  const later = [
    ...listings.filter((one) => one !== whole && one.at >= since).flatMap(({ rows }) => rows),
    ...singles.filter(({ at }) => at >= since),
  ];
  const newest = new Map<string, ListedRow>();
  for (const one of [...(whole?.rows ?? []), ...later.sort((a, b) => a.at - b.at)]) {
    const id = text(one.row[operation.id]);
    // Answers about one resource say less than lists do, and the other way round.
    if (id !== undefined) newest.set(id, { row: { ...newest.get(id)?.row, ...one.row }, at: one.at });
  }
  return [...newest.values()];
}

/** Pages joined to listings: a first page begins one, the others belong to the one of the same question that began last. */
function listingsOf(answers: readonly Answer[], operation: ListOperation): readonly Listing[] {
  const listings: Listing[] = [];
  for (const answer of answers) {
    const { at, params, body } = answer;
    const filters = Object.entries(params).filter(([key, value]) => !PAGING.has(key) && value !== undefined && value !== '');
    const question = JSON.stringify(filters.sort(([a], [b]) => (a < b ? -1 : 1)));
    const rows = recordsUnder(body[operation.container], operation.item === undefined ? [] : [operation.item]).map((row): ListedRow => ({
      row,
      at,
    }));
    const total = finiteNumber(body['TotalCount'] ?? body['Total']);
    const begun = isFirstPage(params) ? undefined : listings.findLast((one) => one.question === question);
    if (begun) {
      begun.rows.push(...rows);
      begun.total = total ?? begun.total;
    } else listings.push({ question, isWhole: filters.length === 0, at, rows: [...rows], total });
  }
  return listings;
}

function isFirstPage(params: Answer['params']): boolean {
  return (finiteNumber(params['PageNumber'] ?? params['Page']) ?? 1) <= 1 && (text(params['NextToken']) ?? '') === '';
}

function isUnfinished({ rows, total }: Listing, id: string): boolean {
  return total !== undefined && new Set(rows.map(({ row }) => row[id])).size < total;
}
