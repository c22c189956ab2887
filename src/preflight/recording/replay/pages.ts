import { finiteNumber } from '../../../internal/records.ts';
import type { AnsweredCall } from '../answered-call.ts';
import { rowsOf, type RowsPlace } from './answer.ts';

/** The number of the page that was asked for. */
export function pageNumber({ params }: Pick<AnsweredCall, 'params'>): number {
  return finiteNumber(params['PageNumber'] ?? params['Page']) ?? 1;
}

/** Each page once, as it was read last, in the order of the pages: lines may be in any. */
export function inOrder(calls: readonly AnsweredCall[]): readonly AnsweredCall[] {
  return [...new Map(calls.map((call) => [`${pageNumber(call)} ${String(sizeOf(call))}`, call])).values()].sort(
    (a, b) => pageNumber(a) - pageNumber(b),
  );
}

/**
 * Whether pages were read to their end, which is one that is not full. Where the service puts fewer rows on a page than it is asked for, those after
 * the first are asked for by another size: each size must have its end.
 */
export function isWhole(pages: readonly AnsweredCall[], place: RowsPlace): boolean {
  const bySize = new Map<number, AnsweredCall[]>();
  for (const page of inOrder(pages)) bySize.set(sizeOf(page), [...(bySize.get(sizeOf(page)) ?? []), page]);
  const [first] = pages.filter((page) => pageNumber(page) === 1);
  return (
    first !== undefined &&
    [...bySize].every(([size, ofSize]) => {
      const [least] = ofSize;
      const last = ofSize.at(-1);
      if (!least || !last || pageNumber(last) - pageNumber(least) !== ofSize.length - 1) return false;
      const isBegun =
        pageNumber(least) === 1 ||
        (pageNumber(least) === 2 && pages.some((page) => pageNumber(page) === 1 && rowsOf(page, place).length === size));
      return isBegun && rowsOf(last, place).length < size;
    })
  );
}

function sizeOf({ params }: AnsweredCall): number {
  return finiteNumber(params['PageSize']) ?? Infinity;
}
