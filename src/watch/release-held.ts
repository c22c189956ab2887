import { type ConnectionRecord, timelineOf, withTimeline } from './connection-record.ts';
import type { Entry } from './entry.ts';
import { next } from './machine.ts';
import { absorbed, addVotes, type EvaluationContext, NO_VOTES, type Observation, positionOf, type StampVotes } from './timeline/index.ts';

/** What is known with what was held. */
interface Released {
  /** The very one that was there before, where nothing was held. */
  readonly record: ConnectionRecord;
  /** What was learned of the timestamps of datapoints. */
  readonly votes: StampVotes;
}

/** Takes what earlier rounds have brought out of the buffers. It confirms what is known and announces nothing, but it was known before what comes now. */
export function releaseHeld({ record: before, aspects }: Entry, context: EvaluationContext): Released {
  let released: Released = { record: before, votes: NO_VOTES };
  const others: Observation[] = [];
  for (const { tunnel, aspect, held } of aspects) {
    const confirming = held.release(context.forgetBefore);
    if (confirming.length === 0) continue;
    const { record } = released;
    const forgotten = held.takeForgotten();
    const timeline = timelineOf(record, { tunnel, aspect });
    const confirmed = timeline && !forgotten ? absorbed(timeline, confirming, context) : undefined;
    if (confirmed) released = { ...released, record: withTimeline(record, { tunnel, aspect }, confirmed) };
    else if (forgotten) released = evaluated(released, [forgotten, ...confirming], { ...context, forgottenUntil: positionOf(forgotten) });
    else others.push(...confirming);
  }
  return others.length > 0 ? evaluated(released, others, context) : released;
}

/** What becomes known of the tunnels. What the connection is may be yet to be announced, where its tunnels have become others. */
function evaluated({ record, votes }: Released, observations: readonly Observation[], context: EvaluationContext): Released {
  const { state, votes: more } = next(record, { asOf: 0, observations }, context);
  return { record: { ...record, tunnels: state.tunnels }, votes: addVotes(votes, more) };
}
