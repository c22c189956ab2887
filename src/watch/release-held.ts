import { type ConnectionRecord, timelineOf, withTimeline } from './connection-record.ts';
import type { Entry } from './entry.ts';
import { next } from './machine.ts';
import { absorbed, type EvaluationContext, NO_VOTES, type Observation, type StampVotes } from './timeline/index.ts';

/** What is known with what was held. */
interface Released {
  readonly record: ConnectionRecord;
  readonly isReleased: boolean;
  /** What was learned of the timestamps of datapoints. */
  readonly votes: StampVotes;
}

/** Takes what earlier rounds have brought out of the buffers. It confirms what is known and announces nothing, but it was known before what comes now. */
export function releaseHeld({ record: before, aspects }: Entry, context: EvaluationContext): Released {
  let record = before;
  let isReleased = false;
  const others: Observation[] = [];
  for (const { tunnel, aspect, held } of aspects) {
    const confirming = held.release(context.forgetBefore);
    if (confirming.length === 0) continue;
    isReleased = true;
    const timeline = timelineOf(record, { tunnel, aspect });
    const confirmed = timeline && absorbed(timeline, confirming, context);
    if (confirmed) record = withTimeline(record, { tunnel, aspect }, confirmed);
    else others.push(...confirming);
  }
  if (others.length === 0) return { record, isReleased, votes: NO_VOTES };
  const { state, votes } = next(record, { asOf: 0, observations: others }, context);
  return { record: state, isReleased, votes };
}
