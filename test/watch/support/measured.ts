import type { Simulator } from 'alicloud-vpn-monitor/testing';
import { type Change, trueChanges } from './course.ts';
import { pointAt, type Row, tunnelOf } from './rewritten.ts';
import { MINUTE } from './watched.ts';

/** What the value of a state metric is of its period: the mean, what it was when it was sampled, or 0 where it was down at all. */
export type Measure = 'mean' | 'sampled-at-start' | 'sampled-at-end' | 'lowest';

export interface Measuring {
  readonly measure: Measure;
  /** Which end of its period a timestamp names; the simulator's own `data.stamp` is to be the same. Default: `end`. */
  readonly stamp?: 'start' | 'end';
  /** How far the clock that makes the periods is ahead. */
  readonly aheadMs?: number;
}

/** Datapoints of `tun.state` that are measured otherwise than by the simulator. */
export function measured(
  cloud: Simulator,
  { measure, stamp = 'end', aheadMs = 0 }: Measuring,
): { readonly point: (row: Row, metric: string) => Row } {
  const known = new Map<string, readonly Change[]>();
  let knownAt = NaN;
  const changesOf = (tunnel: string): readonly Change[] => {
    if (knownAt !== cloud.now()) known.clear();
    knownAt = cloud.now();
    const changes = known.get(tunnel) ?? trueChanges(cloud, tunnel);
    known.set(tunnel, changes);
    return changes;
  };
  return {
    point(row, metric) {
      if (!metric.endsWith('state') || metric.includes('bgp')) return row;
      const named = Number(row['timestamp']) - aheadMs;
      const [from, until] = stamp === 'end' ? [named - MINUTE, named] : [named, named + MINUTE];
      const changes = changesOf(tunnelOf(row));
      return changes.length === 0 ? row : pointAt(row, valueOf(changes, from, until, measure));
    },
  };
}

function valueOf(changes: readonly Change[], from: number, until: number, measure: Measure): number {
  const before = changes[0]?.to === 'up' ? 'down' : 'up';
  const isUpAt = (at: number): boolean => (changes.filter((change) => change.at <= at).at(-1)?.to ?? before) === 'up';
  if (measure === 'sampled-at-end') return isUpAt(until) ? 1 : 0;
  if (measure === 'sampled-at-start') return isUpAt(from) ? 1 : 0;
  const moments = [from, ...changes.map(({ at }) => at).filter((at) => at > from && at < until), until];
  const upMs = moments.slice(1).reduce((sum, at, index) => sum + (isUpAt(moments[index]!) ? at - moments[index]! : 0), 0);
  if (measure === 'lowest') return upMs < until - from ? 0 : 1;
  return Math.round((upMs / (until - from)) * 10_000) / 10_000;
}
