import type { Connection } from '../topology/index.ts';
import type { ConnectionRecord } from './connection-record.ts';
import { timelineOf } from './connection-record.ts';
import { HeldEvidence, type HeldRounds, SeenPoints } from './held/index.ts';
import { type Aspect, findAspect, isPeriod, type Timeline, timeOf } from './timeline/index.ts';

/** One aspect of one tunnel, as the sources see it: the evidence held for it, and which of its datapoints came. */
export interface WatchedAspect {
  readonly tunnel: string;
  readonly aspect: Aspect;
  readonly held: HeldEvidence;
  readonly seen: SeenPoints;
}

/** A health check is a matter of connections with a single tunnel. */
const ASPECTS = { single: ['ipsec', 'bgp', 'health'], dual: ['ipsec', 'bgp'] } as const;

/** The aspects of a connection's tunnels. Those that stay are the same: whoever reads datapoints knows them. */
export function watchedAspects(
  { mode }: Connection,
  record: ConnectionRecord,
  rounds: HeldRounds,
  known: readonly WatchedAspect[] = [],
): readonly WatchedAspect[] {
  return record.tunnels.flatMap(({ key }) =>
    ASPECTS[mode].map((aspect) => {
      const timeline = timelineOf(record, { tunnel: key, aspect });
      const watched = findAspect(known, key, aspect) ?? newAspect(key, aspect, rounds, timeline);
      watched.held.learn(timeline);
      return watched;
    }),
  );
}

/** One that knows which datapoints another run has read, and so which ones are missing. */
function newAspect(tunnel: string, aspect: Aspect, rounds: HeldRounds, timeline: Timeline | undefined): WatchedAspect {
  const seen = new SeenPoints();
  const { observations = [], periodMs = 0 } = timeline ?? {};
  for (const code of observations) if (isPeriod(code)) seen.note(timeOf(code) + periodMs, periodMs);
  return { tunnel, aspect, held: new HeldEvidence(tunnel, aspect, rounds), seen };
}
