import { VpnMonitorError } from '../../errors.ts';
import type { SelectedSeries } from '../../metrics/index.ts';
import { countSeries, isWholeRegion, type Member } from '../../scopes/index.ts';
import { listTargets, statesOf, TargetProblems, withNames } from '../../watch/history-parts.ts';
import type { HistoryTargets } from '../history-request.ts';

/** The connections that a history is of, and the series that tell of their states. */
export interface PastTargets {
  readonly members: readonly Member[];
  readonly selected: SelectedSeries;
}

/** Finds the targets among what the service lists. Rejects with `not-found` where none of what they name exists. */
export async function findTargets({ context, membership }: HistoryTargets, signal: AbortSignal): Promise<PastTargets> {
  const { topology, regionId, logger } = context.scopes;
  const { connections, forbidden } = await listTargets(topology, membership, { signal });
  const members = await withNames(topology, membership, membership.select(connections), signal);
  if (forbidden) logger.warn('connections must not be listed, so the history is of what the targets name', { error: forbidden });
  const problems = await new TargetProblems(topology, membership, regionId, 'so it has no history').find(
    connections,
    members,
    undefined,
    signal,
  );
  const [first] = problems;
  if (first && members.length === 0)
    throw problems.length === 1
      ? first
      : new VpnMonitorError(
          problems
            .slice(0, 3)
            .map(({ message }) => message)
            .join('; '),
          { code: 'not-found' },
        );
  if (first) logger.warn('some targets of a history do not exist', { missing: problems.slice(0, 3).map(({ message }) => message) });
  if (!first && members.length === 0) logger.warn('no connection matches the targets of the history, so it is empty');
  const isWhole = isWholeRegion(membership) && !forbidden;
  const selections = members.flatMap(({ connection }) => statesOf(connection));
  return { members, selected: { selections, ...(isWhole && { regionSeries: (spec) => countSeries(connections, spec) }) } };
}
