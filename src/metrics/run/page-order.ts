import type { MetricPoint } from '../metric-point.ts';

/** What holds points. */
interface Page<M extends string> {
  readonly points: readonly MetricPoint<M>[];
}

/**
 * The pages of one chain with their points ascending in time within each series. The service may send a
 * later page that is older: the points of all are sorted then, and put on pages as large as they were.
 */
export function inTimeOrder<M extends string, P extends Page<M>>(pages: readonly (P & Page<M>)[]): readonly P[] {
  if (pages.length < 2 || isAscending(pages)) return pages;
  const points = pages.flatMap((page) => page.points).sort((a, b) => a.timestamp - b.timestamp);
  let taken = 0;
  return pages.map((page) => ({ ...page, points: points.slice(taken, (taken += page.points.length)) }));
}

function isAscending(pages: readonly Page<string>[]): boolean {
  // Points of one series share their dimensions object.
  const newest = new Map<MetricPoint['dimensions'], number>();
  for (const { points } of pages) {
    for (const { dimensions, timestamp } of points) {
      if (timestamp < (newest.get(dimensions) ?? -Infinity)) return false;
      newest.set(dimensions, timestamp);
    }
  }
  return true;
}
