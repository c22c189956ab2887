import {
  GatewayMetric,
  type MetricPoint,
  type MetricQuery,
  METRICS,
  type MetricSpec,
  Quantity,
  type VpnMonitor,
} from 'alicloud-vpn-monitor';
import type { ConnectionSpec, DataOptions, Simulator, SimulatorOptions, TruePoint } from 'alicloud-vpn-monitor/testing';
import type { Random } from './random.ts';

const MINUTE = 60_000;
export const NOW = Date.UTC(2026, 0, 31, 12);

/** A small account whose data is as unruly as the seed has it. */
export function drawAccount(random: Random): SimulatorOptions {
  const connections = Array.from({ length: random.whole(1, 3) }, (_, index): ConnectionSpec => {
    const place = random.chance(0.3) ? { transitRouterId: 'tr-1' } : { gatewayId: random.pick(['vpn-a', 'vpn-b']) };
    const id = `vco-${index}`;
    return random.chance(0.4)
      ? { id, mode: 'single', up: random.chance(0.7), ...place }
      : { id, mode: 'dual', tunnels: [{ id: `tun-${index}a`, up: random.chance(0.7) }, { id: `tun-${index}b` }], ...place };
  });
  return {
    regionId: 'cn-hangzhou',
    now: NOW + random.whole(0, 59_999),
    seed: random.whole(1, 1_000_000),
    credentials: 'any',
    gateways: [{ id: 'vpn-a' }, { id: 'vpn-b' }],
    connections,
    data: drawData(random),
    datapoints: random.pick(['string', 'array']),
    badRequests: random.pick(['http', 'soft']),
    userId: random.pick(['text', 'number', 'mixed']),
  };
}

function drawData(random: Random): DataOptions {
  return {
    publicationDelayMs: random.pick([1_000, 30_000, MINUTE, 150_000]),
    missing: random.pick([0, 0, 0.1, 0.4]),
    ...(random.chance(0.6) ? { late: { ratio: random.pick([0.05, 0.3, 0.6]), byMs: random.whole(1, 20) * MINUTE } } : {}),
    duplicate: random.pick([0, 0, 0.1, 0.5]),
    blank: random.pick([0, 0, 0.1, 0.3]),
    unordered: random.chance(0.4),
    order: random.pick(['series', 'time']),
    stamp: random.pick(['end', 'end', 'start']),
  };
}

/** A question, and the series that answer it: known from the account, not from what the monitor makes of it. */
export interface Question {
  readonly name: string;
  query(monitor: VpnMonitor): MetricQuery;
  readonly series: readonly { readonly spec: MetricSpec; readonly id: string }[];
}

export function drawQuestion(random: Random, { connections = [] }: SimulatorOptions): Question {
  const target = random.pick(connections);
  const id = target.id!;
  const gatewayId = target.gatewayId;
  const tunnelId = target.mode === 'dual' ? random.pick(target.tunnels!).id : undefined;
  const kind = random.pick(['fleet', 'fleet', 'tunnels', 'gateway', 'connection', 'tunnel'] as const);
  const rate = random.pick([Quantity.InboundRate, Quantity.OutboundPacketRate]);
  if (kind === 'gateway') {
    const specs = [GatewayMetric.InboundRate, GatewayMetric.SslClientCount, GatewayMetric.InboundBandwidthUtilization].map((name) =>
      METRICS.find((spec) => spec.name === name)!,
    );
    return {
      name: 'three metrics of a gateway',
      query: (monitor) =>
        monitor.gateway('vpn-a').metric(GatewayMetric.InboundRate, GatewayMetric.SslClientCount, GatewayMetric.InboundBandwidthUtilization),
      series: specs.map((spec) => ({ spec, id: 'vpn-a' })),
    };
  }
  if (kind === 'connection' || (kind === 'tunnel' && tunnelId === undefined)) {
    return {
      name: `${rate} of connection ${id}`,
      query: (monitor) =>
        gatewayId === undefined ? monitor.attachment(id).metric(rate) : monitor.gateway(gatewayId).connection(id).metric(rate),
      series: [{ spec: specOf('connection', target, rate), id }],
    };
  }
  if (kind === 'tunnel' && tunnelId !== undefined) {
    return {
      name: `state and ${rate} of tunnel ${tunnelId}`,
      query: (monitor) =>
        gatewayId === undefined
          ? monitor.attachment(id).tunnel(tunnelId).metric(Quantity.State, rate)
          : monitor.gateway(gatewayId).connection(id).tunnel(tunnelId).metric(Quantity.State, rate),
      series: [Quantity.State, rate].map((quantity) => ({ spec: specOf('tunnel', target, quantity), id: tunnelId })),
    };
  }
  const per = kind === 'tunnels' ? 'tunnel' : 'connection';
  return {
    name: `state and ${rate} of the fleet per ${per}`,
    query: (monitor) => monitor.fleet({ per }).metric(Quantity.State, rate),
    series: connections.flatMap((connection) =>
      [Quantity.State, rate].flatMap((quantity) =>
        connection.mode === 'dual' && (quantity === Quantity.State || per === 'tunnel')
          ? connection.tunnels!.map((tunnel) => ({ spec: specOf('tunnel', connection, quantity), id: tunnel.id! }))
          : [{ spec: specOf('connection', connection, quantity), id: connection.id! }],
      ),
    ),
  };
}

function specOf(resource: 'connection' | 'tunnel', { gatewayId }: ConnectionSpec, quantity: Quantity): MetricSpec {
  const attachedTo = gatewayId === undefined ? 'transit-router' : 'vpn-gateway';
  return METRICS.find((spec) => spec.resource === resource && spec.attachedTo === attachedTo && spec.quantity === quantity)!;
}

/** A point that came, and when. */
export interface Arrival {
  readonly point: MetricPoint;
  readonly at: number;
}

/** One series as it really is: its readable points by timestamp, oldest first. */
export interface TrueSeries {
  readonly spec: MetricSpec;
  readonly points: ReadonlyMap<number, TruePoint>;
}

export function truthOf(cloud: Simulator, { series }: Question, start: number, end: number, period: number): Map<string, TrueSeries> {
  return new Map(
    series.map(({ spec, id }) => {
      const points = cloud.truth
        .points({ metric: spec.name, resourceId: id, start, end, period: period * 1000 })
        .filter((point) => point.value !== undefined);
      return [`${spec.name} ${id}`, { spec, points: new Map(points.map((point) => [point.timestamp, point])) }];
    }),
  );
}

export function seriesKey({ metric, resource }: MetricPoint): string {
  return `${metric} ${resource.tunnelId ?? resource.connectionId ?? resource.gatewayId ?? '-'}`;
}

/** What is wrong with the points that came, whatever else was asked of them; nothing may be invented, nothing come twice. */
export function findLies(arrivals: readonly Arrival[], truth: ReadonlyMap<string, TrueSeries>): string | undefined {
  const met = new Set<string>();
  for (const { point, at } of arrivals) {
    const series = truth.get(seriesKey(point));
    const name = `${seriesKey(point)} ${new Date(point.timestamp).toISOString()}`;
    const real = series?.points.get(point.timestamp);
    if (!series || !real) return `${name} was invented`;
    if (met.has(name)) return `${name} came twice`;
    met.add(name);
    if (real.value !== point.value) return `${name} is ${point.value} where ${String(real.value)} is true`;
    if (real.publishedAt > at) return `${name} came before it was published`;
    const { resource } = point;
    for (const id of ['gatewayId', 'connectionId', 'tunnelId'] as const) {
      if (resource[id] !== undefined && resource[id] !== real[id])
        return `${name} names ${id} ${resource[id]} where ${String(real[id])} is true`;
    }
    const { spec } = series;
    if (resource.attachedTo !== spec.attachedTo || point.quantity !== spec.quantity || point.unit !== spec.unit)
      return `${name} is described as something else`;
  }
  return undefined;
}
