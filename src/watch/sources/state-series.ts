import { type MetricSpec, Quantity } from '../../catalog/index.ts';
import { type MetricPoint, type MetricResource, periodFor, type QueryContext, type SeriesSelection } from '../../metrics/index.ts';
import { type PolledSeries, polledSeries, type TaggedSeries } from '../../metrics/polling/index.ts';
import { countSeries, seriesOfConnection } from '../../scopes/index.ts';
import type { Connection } from '../../topology/index.ts';
import type { Aspect, StampVotes } from '../timeline/index.ts';
import type { WatchedAspect } from '../watched-aspect.ts';
import { aspectOf, type DetailedObservation, observePoint } from './observe.ts';

/** The connections to read about. One object for as long as the same series are asked for. */
export interface Watched {
  readonly connections: readonly Connection[];
  /** All connections of the region, where they are known. */
  readonly region: readonly Connection[] | undefined;
  /** What is known of an aspect of a tunnel. */
  readonly aspectOf: (tunnel: string, aspect: Aspect) => WatchedAspect | undefined;
}

/** What is read, and known, of one aspect of one tunnel. */
export type StateSeries = PolledSeries<WatchedAspect>;

/** Takes what is news, as it comes: a long absence does not have to fit into memory at once. Of one stream the oldest comes first. */
export type TakeObservations = (observations: readonly DetailedObservation[], stream: object) => void;

/** What reading all metrics came to. */
export interface MetricsRead {
  readonly points: number;
  readonly failures: readonly unknown[];
}

/** What reads of one round share. */
export interface MetricRound {
  readonly watched: Watched;
  readonly now: number;
  readonly take: TakeObservations;
  readonly votes: StampVotes;
  /** Whether an instant is none of the future. */
  readonly isPast: (at: number) => boolean;
  readonly signal: AbortSignal;
}

const NO_NAMES: ReadonlyMap<string, string> = new Map();

/** The series to read of each state metric. */
export function stateSeriesOf({ connections, aspectOf: watchedOf }: Watched): ReadonlyMap<MetricSpec, readonly StateSeries[]> {
  const bySpec = new Map<MetricSpec, TaggedSeries<WatchedAspect>[]>();
  for (const { spec, resource } of connections.flatMap(statesOf)) {
    const tag = watchedOf(keyOf(resource), aspectOf(spec.quantity));
    if (!tag) continue;
    const series = bySpec.get(spec);
    if (series) series.push({ spec, resource, tag });
    else bySpec.set(spec, [{ spec, resource, tag }]);
  }
  return new Map([...bySpec].map(([spec, series]) => [spec, polledSeries(series)]));
}

/** Whether two series are asked for alike. */
export function isSameSeries({ resource: one }: StateSeries, { resource: other }: StateSeries): boolean {
  return (
    one.tunnelId === other.tunnelId &&
    one.connectionId === other.connectionId &&
    one.gatewayId === other.gatewayId &&
    one.attachedTo === other.attachedTo
  );
}

/** How many series of a metric the region has, where that is known. */
export function regionSeriesOf({ region }: Watched): ((spec: MetricSpec) => number) | undefined {
  return region && ((spec) => countSeries(region, spec));
}

/** Up to when every series was heard that was heard at all after an instant; that instant where none was. */
export function heardUntil(series: readonly StateSeries[], after: number): number {
  let oldest = Infinity;
  for (const { tag } of series) {
    const { newest } = tag.seen;
    if (newest !== undefined && newest > after && newest < oldest) oldest = newest;
  }
  return oldest === Infinity ? after : oldest;
}

/** Takes points of a range. All of it is evaluated: what is held of a series is too little for what an absence has left. */
export function takePoints({ watched, take, isPast, votes }: MetricRound, periodMs: number): (points: readonly MetricPoint[]) => void {
  const stream = {};
  return (points) => {
    const observations = points.flatMap((point) => {
      const observation = isPast(point.timestamp - periodMs) ? observePoint(point, periodMs, votes) : undefined;
      if (!observation) return [];
      watched.aspectOf(observation.tunnel, observation.aspect)?.seen.note(point.timestamp, periodMs);
      return [observation];
    });
    take(observations, stream);
  };
}

/** The state series of a connection; those of BGP where a session may run. */
export function statesOf(connection: Connection): readonly SeriesSelection[] {
  const states = seriesOfConnection(connection, Quantity.State, NO_NAMES);
  if (connection.bgp === 'disabled') return states;
  const without = new Set(connection.tunnels.filter(({ bgp }) => bgp === 'disabled').map(({ tunnelId }) => tunnelId));
  const sessions = seriesOfConnection(connection, Quantity.BgpState, NO_NAMES).filter(({ resource }) => !without.has(keyOf(resource)));
  // A tunnel's two series are of one resource: kept once.
  const known = new Map(states.map(({ resource }) => [keyOf(resource), resource]));
  return [...states, ...sessions.map(({ spec, resource }) => ({ spec, resource: known.get(keyOf(resource)) ?? resource }))];
}

/** The key of the tunnel that a series is about. */
export function keyOf({ tunnelId, connectionId = '' }: MetricResource): string {
  return tunnelId ?? connectionId;
}

/** The finest period of a metric, in milliseconds. */
export async function periodMsOf({ metadata }: QueryContext, spec: MetricSpec, signal: AbortSignal): Promise<number> {
  const describe = await metadata.describe(signal);
  return periodFor(describe(spec), undefined) * 1000;
}
