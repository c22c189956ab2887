import type { MetricPoint, MetricQuery } from '../metrics/index.ts';
import { QUERY } from './health-instruments.ts';
import type { Observed, Reading } from './instrument.ts';
import { pointInstrument } from './point-instruments.ts';
import { Poller } from './poller.ts';
import type { Polling } from './polling.ts';

/** What is asked of a query. */
export type ObservedQuery = Pick<MetricQuery, 'regionId' | 'latest'>;

/** The newest datapoints of a query, which it polls. */
export class QuerySource implements Observed {
  readonly #region: string;
  readonly #source: string;
  readonly #maxAgeMs: number;
  readonly #poller: Poller<readonly MetricPoint[]>;

  constructor(query: ObservedQuery, source: string, { pollMs, maxAgeMs, failed }: Polling) {
    this.#region = query.regionId;
    this.#source = source;
    this.#maxAgeMs = maxAgeMs;
    this.#poller = new Poller({ read: (signal) => query.latest({ maxAgeMs, signal }), pollMs, failed });
  }

  read(into: Reading): void {
    const newest = new Map<string, number>();
    for (const point of this.#poller.within(this.#maxAgeMs) ?? []) {
      readPoint(this.#region, point, into);
      newest.set(point.quantity, Math.max(point.timestamp, newest.get(point.quantity) ?? 0));
    }
    const ids = { region: this.#region, source: this.#source };
    for (const [quantity, timestamp] of newest) into.measure(QUERY.newest, { ...ids, quantity }, timestamp / 1000);
    readPolls(ids, this.#poller, into);
  }

  poll(): Promise<void> {
    return this.#poller.poll();
  }

  close(): void {
    this.#poller.close();
  }
}

/** How polls fare. */
export function readPolls(
  ids: { readonly region: string; readonly source: string },
  { counts }: Pick<Poller<unknown>, 'counts'>,
  { measure }: Reading,
): void {
  const { polls, failures, durationMs, lastSuccess } = counts;
  measure(QUERY.polls, ids, polls);
  measure(QUERY.failures, ids, failures);
  if (durationMs !== undefined) measure(QUERY.duration, ids, durationMs / 1000);
  if (lastSuccess !== undefined) measure(QUERY.lastSuccess, ids, lastSuccess / 1000);
}

function readPoint(region: string, { resource, quantity, value, timestamp }: MetricPoint, { measure, describe }: Reading): void {
  const { gatewayId, connectionId, tunnelId } = resource;
  const kind = tunnelId !== undefined ? 'tunnel' : connectionId !== undefined ? 'connection' : 'gateway';
  const instrument = pointInstrument(kind, quantity);
  if (!instrument) return;
  describe(region, resource);
  measure(instrument, { region, gatewayId, connectionId, tunnelId }, value / instrument.divisor, timestamp);
}
