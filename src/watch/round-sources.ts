import type { Membership } from '../scopes/index.ts';
import type { WatchContext } from './context.ts';
import type { CheckedOptions } from './options.ts';
import type { Roster } from './roster.ts';
import type { RoundDependencies } from './round-dependencies.ts';
import { CertificateSource } from './sources/certificates.ts';
import { EventSource } from './sources/events.ts';
import { MetricSource } from './sources/metrics.ts';
import { TopologySource } from './sources/topology.ts';

/** Where nothing but the topology is asked, its answers are needed more often. */
const TARGETS_EVERY_MS = 300_000;

/** What the rounds of a watch ask. */
export function createSources(
  context: WatchContext,
  membership: Membership,
  options: CheckedOptions,
  roster: Roster,
): RoundDependencies['sources'] {
  const { sources, pollMs, topologyPollMs, overlapMs, staleAfterMs } = options;
  const { topology } = context.scopes;
  const times = {
    pollMs,
    everyMs: topologyPollMs ?? (sources.has('topology') ? undefined : TARGETS_EVERY_MS),
    freshMs: staleAfterMs / 2,
    hasMetrics: sources.has('metrics'),
  };
  return {
    topology: new TopologySource({
      topology,
      membership,
      regionId: context.regionId,
      times,
      knownTunnels: (connectionId) => roster.knownTunnels(connectionId),
    }),
    metrics: new MetricSource(context.scopes, overlapMs, () => roster.votes),
    events: new EventSource(context.events, overlapMs),
    certificates: new CertificateSource({ topology, membership, noticeDays: options.certificateNoticeDays }),
  };
}
