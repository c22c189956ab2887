import { metricSpec } from '../catalog/index.ts';
import { assertOptions, keysOf } from '../internal/keys.ts';
import { type Duration, durationMs, type Instant, instantMs } from '../internal/time.ts';
import { statistic } from './model/points.ts';
import type { Sample } from './model/signals.ts';
import type { Steps } from './model/steps.ts';
import type { Service } from './service/context.ts';

/** A point that the service has published or will publish. */
export interface TruePoint {
  /** The time of the point as on the wire, in milliseconds since the epoch. */
  readonly timestamp: number;
  /** The primary statistic: `Average`, otherwise `Value`, otherwise the first that the metric has. `undefined` if the service sends blanks. */
  readonly value: number | undefined;
  /** The dimensions by wire key. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** The VPN gateway, `vpn-…`; `undefined` on a transit router. */
  readonly gatewayId: string | undefined;
  /** The IPsec connection, `vco-…`; `undefined` for metrics of a gateway. */
  readonly connectionId: string | undefined;
  /** The tunnel, `tun-…`; `undefined` for metrics of gateways and connections. */
  readonly tunnelId: string | undefined;
  /** The time from which it can be read, in milliseconds since the epoch. */
  readonly publishedAt: number;
}

/** A change of the state of a tunnel or connection. */
export interface TrueTransition {
  /** The time of the change, in milliseconds since the epoch. */
  readonly at: number;
  /** The part that changed. */
  readonly aspect: 'ipsec' | 'bgp' | 'health';
  /** The new state. For `health`, `down` means that the check fails. */
  readonly to: 'up' | 'down';
  /** The tunnel that changed; `undefined` for a single-tunnel connection. */
  readonly tunnelId: string | undefined;
}

/** Selects points. */
export interface TruthQuery {
  /** The metric, in the documented spelling or that of the simulated service. */
  readonly metric: string;
  /** Only points of this gateway, connection or tunnel, or of resources that belong to it. Default: all. */
  readonly resourceId?: string;
  /** The start of the range, which is excluded. */
  readonly start: Instant;
  /** The end of the range, which is included. */
  readonly end: Instant;
  /** The period. A number counts milliseconds, unlike the API's own `Period`. Default: 60 s. */
  readonly period?: Duration;
}

/** The true data of the simulated account, to compare with what a client reports. */
export interface Truth {
  /** The points of a range that are ever published, each once, including late ones. */
  points(query: TruthQuery): readonly TruePoint[];
  /** The changes of a tunnel, or of a connection and its tunnels, until the simulator's present, oldest first. */
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
