import { Quantity, type MetricSpec } from '../../catalog/index.ts';
import { polledSeries, type MetricPoint, type MetricResource, type PolledSeries, type SeriesSelection, type TaggedSeries } from '../../metrics/index.ts';
import { countSeries, seriesOfConnection } from '../../scopes/index.ts';
import type { Connection } from '../../topology/index.ts';
import { aspectOf, readingOfPoint, type DetailedReading } from '../evidence.ts';
import type { Aspect, Says } from '../memory.ts';
import type { SeenPoints } from '../timeline/seen-points.ts';

/** One aspect of one tunnel, as what reads its state metric sees it. */
export interface SeriesEvidence {
  readonly tunnel: string;
  readonly aspect: Aspect;
  readonly seen: SeenPoints;
  /** Whether a datapoint says more than what is known. */
  isNewsPoint(says: Says, timestamp: number, periodMs: number): boolean;
}

/** The connections to read about. One object for as long as the same series are asked for. */
export interface Watched {
  readonly connections: readonly Connection[];
  /** All connections of the region, where they are known. */
  readonly region: readonly Connection[] | undefined;
  /** What is known of an aspect of a tunnel. */
  readonly evidenceOf: (tunnel: string, aspect: Aspect) => SeriesEvidence | undefined;
}

/** What is read, and known, of one aspect of one tunnel. */
export type StateSeries = PolledSeries<SeriesEvidence>;

/** Takes what is news, as it comes: a long absence does not have to fit into memory at once. */
export type TakeReadings = (readings: readonly DetailedReading[]) => void;

/** What reads of one round share. */
export interface MetricRound {
  readonly watched: Watched;
  readonly now: number;
  readonly take: TakeReadings;
  /** Whether a datapoint is none of the future. */
  readonly isPast: (timestamp: number) => boolean;
  readonly signal: AbortSignal;
}

const NO_NAMES: ReadonlyMap<string, string> = new Map();

/** The series to read of each state metric. */
export function stateSeriesOf({ connections, evidenceOf }: Watched): ReadonlyMap<MetricSpec, readonly StateSeries[]> {
  const bySpec = new Map<MetricSpec, TaggedSeries<SeriesEvidence>[]>();
  for (const { spec, resource } of connections.flatMap(statesOf)) {
    const tag = evidenceOf(keyOf(resource), aspectOf(spec.quantity));
    if (!tag) continue;
    const series = bySpec.get(spec);
    if (series) series.push({ spec, resource, tag });
    else bySpec.set(spec, [{ spec, resource, tag }]);
  }
  return new Map([...bySpec].map(([spec, series]) => [spec, polledSeries(series)]));
}

/** Whether two series are asked for alike. */
export function isSameSeries({ resource: one }: StateSeries, { resource: other }: StateSeries): boolean {
  return one.tunnelId === other.tunnelId && one.connectionId === other.connectionId && one.gatewayId === other.gatewayId && one.attachedTo === other.attachedTo;
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

/** Takes points of a range. All of it is judged: what is held of a series is too little for what an absence has left. */
export function takePoints({ watched: { evidenceOf }, take, isPast }: MetricRound, periodMs: number): (points: readonly MetricPoint[]) => void {
  return (points) => {
    take(
      points.flatMap((point) => {
        const reading = isPast(point.timestamp) ? readingOfPoint(point, periodMs) : undefined;
        if (!reading) return [];
        evidenceOf(reading.tunnel, reading.aspect)?.seen.note(reading.at, periodMs);
        return [reading];
      }),
    );
  };
}

/** The state series of a connection; those of BGP where a session may run. */
function statesOf(connection: Connection): readonly SeriesSelection[] {
  const states = seriesOfConnection(connection, Quantity.State, NO_NAMES);
  if (connection.bgp === 'disabled') return states;
  const without = new Set(connection.tunnels.filter(({ bgp }) => bgp === 'disabled').map(({ tunnelId }) => tunnelId));
  const sessions = seriesOfConnection(connection, Quantity.BgpState, NO_NAMES).filter(({ resource }) => !without.has(keyOf(resource)));
  // A tunnel's two series are of one resource: kept once.
  const known = new Map(states.map(({ resource }) => [keyOf(resource), resource]));
  return [...states, ...sessions.map(({ spec, resource }) => ({ spec, resource: known.get(keyOf(resource)) ?? resource }))];
}

function keyOf({ tunnelId, connectionId = '' }: MetricResource): string {
  return tunnelId ?? connectionId;
}
