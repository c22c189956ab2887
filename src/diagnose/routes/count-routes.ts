import { frozen } from '../../internal/frozen.ts';
import { listIn } from '../../internal/list-in.ts';
import { finiteNumber, isRecord } from '../../internal/records.ts';
import type { Route, RouteCounts, RouteOrigin, RouteSource } from './models.ts';
import { originOf, sourceOf } from './read-route.ts';

/** One row of `VpnRouteCounts`. */
export interface CountedRoutes {
  readonly source: RouteSource;
  readonly origin: RouteOrigin | undefined;
  readonly count: number;
}

/** The routes of one source, and what is known of their number. */
export interface Countable {
  readonly source: RouteSource;
  readonly routes: readonly Route[];
  /** Whether these are all there are. */
  readonly isWhole: boolean;
  /** What the service counted of them; empty where it did not. */
  readonly counted: readonly CountedRoutes[];
}

/** The rows of `VpnRouteCounts` in an answer, as far as they can be read. */
export function countedIn(body: Readonly<Record<string, unknown>>): readonly CountedRoutes[] {
  const rows = listIn(body['VpnRouteCounts'], 'VpnRouteCount') ?? [];
  return rows.flatMap((row) => {
    if (!isRecord(row)) return [];
    const [source, count] = [sourceOf(row['RouteEntryType']), finiteNumber(row['RouteCount'])];
    return source !== undefined && count !== undefined && Number.isSafeInteger(count) && count >= 0
      ? [{ source, origin: originOf(row['Source']), count }]
      : [];
  });
}

/** How many routes there are: as the service counted them, or as many as there are rows where it did not and all of them were read. */
export function countRoutes(sources: readonly Countable[]): RouteCounts {
  const bySource = new Map<string, number>();
  const byOrigin = new Map<string, number>();
  const known = sources.filter(({ counted, isWhole }) => counted.length > 0 || isWhole);
  for (const { source, counted, routes } of known) {
    const counts = counted.length > 0 ? counted : routes.map((route): CountedRoutes => ({ source, origin: route.origin, count: 1 }));
    bySource.set(source, sumOf(counts.map(({ count }) => count)));
    if (source === 'bgp')
      for (const { origin, count } of counts) if (origin !== undefined) byOrigin.set(origin, (byOrigin.get(origin) ?? 0) + count);
  }
  return frozen<RouteCounts>({
    total: known.length === sources.length ? sumOf([...bySource.values()]) : undefined,
    bySource: Object.freeze(Object.fromEntries(bySource)),
    byOrigin: Object.freeze(Object.fromEntries(byOrigin)),
    fromRows: Object.freeze(known.filter(({ counted }) => counted.length === 0).map(({ source }) => source)),
  });
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
