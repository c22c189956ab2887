import type { ApiRequest, ApiResponse, Transport, WatchSource } from 'alicloud-vpn-monitor';
import type { ConnectionSpec, Simulator } from 'alicloud-vpn-monitor/testing';
import { type Measure, measured } from '../../../watch/support/measured.ts';
import { pointAt, rewritten, type Row, tunnelOf } from '../../../watch/support/rewritten.ts';
import type { Random } from '../random.ts';

const SECOND = 1_000;

/** What a tunnel's state metric says for good, whatever the tunnel does. */
export interface Stuck {
  readonly tunnel: string;
  readonly value: number;
}

/** Where the world is not as a watch might wish, beside what fails now and then. */
export interface Disturbances {
  /** How far the machine's clock is ahead, from each of these instants on; 0 before the first. */
  readonly clock: readonly { readonly from: number; readonly aheadMs: number }[];
  /** How far the clocks of the sources are ahead of that of the VPC service. */
  readonly eventsAheadMs: number;
  readonly pointsAheadMs: number;
  readonly measure: Measure;
  readonly stuck: Stuck | undefined;
  /** A source that may not be read, from the start. */
  readonly denied: WatchSource | undefined;
  /** The tunnel of whose state metrics each answer that would hold it is an error. */
  readonly broken: string | undefined;
  /** Share of rows of connections with two tunnels that lack them. */
  readonly incomplete: number;
}

export const CALM: Disturbances = {
  clock: [],
  eventsAheadMs: 0,
  pointsAheadMs: 0,
  measure: 'mean',
  stuck: undefined,
  denied: undefined,
  broken: undefined,
  incomplete: 0,
};

/** What is known when disturbances are drawn. */
interface Ground {
  readonly sources: readonly WatchSource[];
  readonly connections: readonly ConnectionSpec[];
  readonly startAt: number;
  readonly endAt: number;
}

/** In two runs of five nothing is disturbed, and in the others some of it. */
export function drawDisturbances(random: Random, { sources, connections, startAt, endAt }: Ground): Disturbances {
  if (random.chance(0.4)) return CALM;
  const denied = drawDenied(random, sources);
  const has = (source: WatchSource): boolean => sources.includes(source) && denied !== source;
  const tunnels = connections.flatMap(({ id = '', mode, tunnels: own = [] }) =>
    mode === 'single' ? [id] : own.map((tunnel) => tunnel.id ?? ''),
  );
  const areSkewed = random.chance(0.4);
  const stuck = random.chance(0.25) ? { tunnel: random.pick(tunnels), value: random.pick([0, 1, 0.5]) } : undefined;
  const broken = random.chance(0.2) ? random.pick(tunnels) : undefined;
  return {
    clock: random.chance(0.6) ? drawClock(random, startAt, endAt) : [],
    eventsAheadMs: areSkewed ? random.whole(-1_500, 1_500) : 0,
    pointsAheadMs: areSkewed ? random.whole(-1_500, 1_500) : 0,
    measure: random.pick(['mean', 'mean', 'sampled-at-end', 'sampled-at-start']),
    // What alone tells of a tunnel must be true, and must be there.
    stuck: has('metrics') && has('topology') ? stuck : undefined,
    denied,
    broken: has('metrics') && has('topology') ? broken : undefined,
    incomplete: random.pick([0, 0, 0.02, 0.2]),
  };
}

function drawDenied(random: Random, sources: readonly WatchSource[]): WatchSource | undefined {
  const isDenied = random.chance(0.25);
  const deniable = (['events', 'metrics'] as const).filter((source) => sources.includes(source));
  return isDenied && sources.length > 1 && deniable.length > 0 && (sources.includes('topology') || sources.length > deniable.length)
    ? random.pick(deniable)
    : undefined;
}

/** Off by seconds to an hour from the start, or right; and then set now and then, to what is right or not. */
function drawClock(random: Random, startAt: number, endAt: number): Disturbances['clock'] {
  const off = (): number =>
    random.pick([0, random.whole(-8, 8), random.whole(-90, 90), random.whole(-900, 900), random.whole(-3_600, 3_600)]) * SECOND +
    random.whole(-499, 499);
  const steps = [{ from: -Infinity, aheadMs: off() }];
  for (let at = startAt; steps.length < random.pick([1, 3, 12]);) {
    at += random.whole(60 * SECOND, Math.max(120 * SECOND, (endAt - startAt) / 4));
    if (at >= endAt) break;
    steps.push({ from: at, aheadMs: off() });
  }
  return steps;
}

export function clockOf(cloud: Simulator, { clock }: Disturbances): { now(): number } {
  return clock.length === 0
    ? cloud.clock
    : { now: () => cloud.now() + (clock.filter(({ from }) => from <= cloud.now()).at(-1)?.aheadMs ?? 0) };
}

/**
 * The simulator's services with what disturbs them.
 *
 * @param isIncomplete - Whether the row of a connection is to lack its tunnels.
 */
export function disturbed(
  cloud: Simulator,
  disturbances: Disturbances,
  stamp: 'start' | 'end',
  isIncomplete: (connectionId: string) => boolean,
): Transport {
  const { eventsAheadMs, pointsAheadMs, measure, stuck, broken, denied } = disturbances;
  const { point } = measured(cloud, { measure, stamp, aheadMs: pointsAheadMs });
  const isMeasured = measure !== 'mean' || pointsAheadMs !== 0;
  const transport = rewritten(cloud, {
    eventsAheadMs,
    date: (product) => cloud.now() + (product === 'cms' ? eventsAheadMs : 0),
    ...((isMeasured || stuck) && {
      point: (row: Row, metric: string): Row => {
        if (stuck && tunnelOf(row) === stuck.tunnel && !metric.includes('bgp')) return pointAt(row, stuck.value);
        return isMeasured ? point(row, metric) : row;
      },
    }),
    ...(disturbances.incomplete > 0 && {
      connection: (row: Row): Row => (isDual(row) && isIncomplete(row['VpnConnectionId'] as string) ? withoutTunnels(row) : row),
    }),
  });
  return {
    async call(request, options) {
      if (denied && SOURCE_OF[request.action] === denied) return answered(403, 'Forbidden.RAM');
      if (broken !== undefined && SOURCE_OF[request.action] === 'metrics' && holds(request, broken)) return answered(500, 'InternalError');
      return await transport.call(request, options);
    },
  };
}

const SOURCE_OF: Readonly<Record<string, WatchSource>> = {
  DescribeMetricLast: 'metrics',
  DescribeMetricList: 'metrics',
  DescribeSystemEventAttribute: 'events',
};

const answered = (status: number, Code: string): ApiResponse => ({ status, body: { Code, Message: 'The request failed.' }, headers: {} });

const holds = ({ params: { Dimensions } }: ApiRequest, tunnel: string): boolean =>
  typeof Dimensions === 'string' && Dimensions.includes(`"${tunnel}"`);

const isDual = (row: Row): boolean =>
  ((row['TunnelOptionsSpecification'] as { readonly TunnelOptions?: readonly Row[] } | undefined)?.TunnelOptions ?? []).length > 0;

function withoutTunnels(row: Row): Row {
  const { TunnelOptionsSpecification: _, ...rest } = row;
  return { ...rest, Status: 'ike_sa_not_established' };
}
