import { metricSpec } from '../catalog/index.ts';
import { assertOptions, keysOf } from '../internal/keys.ts';
import { type Duration, durationMs, type Instant, instantMs } from '../internal/time.ts';
import { statistic } from './model/points.ts';
import type { Sample } from './model/signals.ts';
import type { Steps } from './model/steps.ts';
import type { Service } from './service/context.ts';

/** A point the service publishes sooner or later. */
export interface TruePoint {
  /** Milliseconds since the epoch, as on the wire. */
  readonly timestamp: number;
  /** The primary statistic: Average, else Value, else the first the metric lists. `undefined` where the service sends blanks. */
  readonly value: number | undefined;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly gatewayId: string | undefined;
  readonly connectionId: string | undefined;
  readonly tunnelId: string | undefined;
  /** When it can first be read, in milliseconds since the epoch. */
  readonly publishedAt: number;
}

/** One change of a tunnel's or connection's state. */
export interface TrueTransition {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly aspect: 'ipsec' | 'bgp' | 'health';
  readonly to: 'up' | 'down';
  /** The tunnel that changed; `undefined` for a single-tunnel connection. */
  readonly tunnelId: string | undefined;
}

/** Which points to list. */
export interface TruthQuery {
  /** The metric, in the document's spelling or the simulated service's. */
  readonly metric: string;
  /** A gateway, connection or tunnel: only what is measured of it or of what it holds. Default: everything. */
  readonly resourceId?: string;
  /** The window is left-open and right-closed. */
  readonly start: Instant;
  readonly end: Instant;
  /** Default: 60 s. A number counts milliseconds, unlike the API's own `Period`. */
  readonly period?: Duration;
}

/** What really is, to compare with what a client makes of it. */
export interface Truth {
  /** The points of a window that are ever published: neither missing ones nor copies, late ones included. */
  points(query: TruthQuery): readonly TruePoint[];
  /** The changes of a tunnel, or of a connection and its tunnels, up to the simulator's present, oldest first. */
  transitions(id: string): readonly TrueTransition[];
}

export function createTruth(service: Service): Truth {
  return {
    points: (query) => truePoints(query, service),
    transitions: (id) => trueTransitions(id, service),
  };
}

const KEYS = /* @__PURE__ */ keysOf<TruthQuery>({ metric: true, resourceId: true, start: true, end: true, period: true });

function truePoints(query: TruthQuery, service: Service): TruePoint[] {
  assertOptions(query, KEYS, 'truth.points()');
  const spec = metricSpec(query.metric);
  const table = [query.metric, ...(spec ? [spec.name, ...spec.aliases] : [])]
    .map((name) => service.table(name))
    .find((found) => found !== undefined);
  if (!table)
    throw new RangeError(
      `the simulated service has no metric ${query.metric}; it has: ${service.metadata.map((row) => row.MetricName).join(', ')}`,
    );
  const periodMs = durationMs(query.period ?? 60_000, 'period');
  const end = instantMs(query.end, 'end');
  const first = (Math.floor(instantMs(query.start, 'start') / periodMs) + 1) * periodMs;
  const primary = ['Average', 'Value'].find((name) => table.statistics.includes(name)) ?? table.statistics[0] ?? 'Average';
  const sample: Sample = { average: 0, minimum: 0, maximum: 0, value: 0 };
  const found: TruePoint[] = [];
  for (const series of table.series) {
    const { dimensions, gatewayId, connectionId, tunnelId } = series;
    if (query.resourceId !== undefined && ![gatewayId, connectionId, tunnelId].includes(query.resourceId)) continue;
    for (let timestamp = first; timestamp <= end; timestamp += periodMs) {
      if (!service.points.exists(series, timestamp, periodMs)) continue;
      service.points.sample(series, timestamp, periodMs, sample);
      const value = service.points.blank(series, timestamp) ? undefined : statistic(primary, sample, periodMs);
      found.push({
        timestamp,
        value,
        dimensions,
        gatewayId,
        connectionId,
        tunnelId,
        publishedAt: service.points.publishedAt(series, timestamp, periodMs),
      });
    }
  }
  return found;
}

function trueTransitions(id: string, service: Service): TrueTransition[] {
  const { tunnelById, connectionById } = service.topology;
  const tunnel = tunnelById.get(id);
  const connection = tunnel?.connection ?? connectionById.get(id);
  if (!connection) throw new RangeError(`the simulated account has no tunnel or connection ${id}`);
  const until = service.now();
  const read = (source: Steps, aspect: TrueTransition['aspect'], tunnelId: string | undefined): TrueTransition[] =>
    source
      .steps(until)
      .filter((step) => step.at <= until)
      .map((step) => ({ at: step.at, aspect, to: step.up ? 'up' : 'down', tunnelId }));
  const links = tunnel ? [tunnel.link] : connection.links;
  return [
    ...links.flatMap((link) => [
      ...read(link.ipsec, 'ipsec', link.tunnelId),
      ...(connection.hasBgp ? read(link.bgp, 'bgp', link.tunnelId) : []),
    ]),
    ...(tunnel ? [] : read(connection.health, 'health', undefined)),
  ].sort((a, b) => a.at - b.at);
}
