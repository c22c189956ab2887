import type { MetricSpec } from '../../catalog/index.ts';
import type { UnreadSeries } from '../persist/index.ts';
import type { GapSweeper } from './gap-sweeper.ts';
import { brokenOf, isBroken, LONGEST_UNREAD_MS, type SeriesGroup } from './series-group.ts';
import type { SeriesGroups } from './series-groups.ts';
import type { StateSeries } from './state-series.ts';

/** One metric, as far as its series were read. */
interface ReadMetric {
  readonly spec: MetricSpec;
  readonly groups: SeriesGroups<StateSeries>;
}

/** What another run has left: up to when metrics were read, and the series that this leaves out. */
export interface Resumed {
  readonly from: number | undefined;
  readonly unread: readonly UnreadSeries[];
}

/** Up to when all metrics were read, late periods included; absent before they were. Series that cannot be read while others can are left out. */
export function markOf(metrics: readonly ReadMetric[], sweeper: GapSweeper, { from }: Resumed): number | undefined {
  const marks = metrics.flatMap(({ spec, groups }) => [
    ...soundOf(groups).map(({ readAt }) => readAt),
    sweeper.pendingSince(spec) ?? Infinity,
  ]);
  if (marks.length === 0) return from;
  return marks.every((mark) => mark !== undefined) ? Math.min(...marks) : from;
}

/** The series that the mark leaves out, each with up to when it was read; what is longer ago than can be remembered is given up. */
export function unreadOf(metrics: readonly ReadMetric[], sweeper: GapSweeper, { from }: Resumed, now: number): readonly UnreadSeries[] {
  return metrics.flatMap(({ spec, groups }) => {
    const mark = Math.min(...soundOf(groups).map(({ readAt = from ?? Infinity }) => readAt));
    const broken = groups.all
      .filter(isBroken)
      .flatMap(({ series, readAt = from }) => series.map(({ tag }) => ({ tag, since: readAt ?? Infinity })));
    return [...broken, ...sweeper.failingAlone(spec)]
      .filter(({ since }) => since < mark)
      .map(({ tag: { tunnel, aspect }, since }) => ({ tunnel, aspect, since: Math.max(since, now - LONGEST_UNREAD_MS) }));
  });
}

/** The series that another run could not read, each to be asked for by itself and with the whole overlap once. */
export function unreadGroups(series: readonly StateSeries[], { unread }: Resumed, overlapMs: number): readonly SeriesGroup<StateSeries>[] {
  if (unread.length === 0) return [];
  return series.flatMap((one) => {
    const since = unread.filter(({ tunnel, aspect }) => tunnel === one.tag.tunnel && aspect === one.tag.aspect).map((known) => known.since);
    return since.length > 0 ? [brokenOf(one, Math.min(...since), Math.min(...since) - overlapMs)] : [];
  });
}

/** The groups whose series are not to blame where they cannot be read. */
function soundOf(groups: SeriesGroups<StateSeries>): readonly SeriesGroup<StateSeries>[] {
  const sound = groups.all.filter((group) => !isBroken(group));
  // Where nothing at all can be read, those that could be read until then are not.
  return sound.length > 0 ? sound : groups.all.filter(({ readAt }) => readAt === groups.lastReadAt);
}
