import { claimOf, type Code, isKnown, type Observation, positionOf, type Timeline, timeOf, valueOf } from '../timeline/index.ts';

/** Whether an observation can do no more than confirm what is known. While something is open or disputed, any may change something. */
export function confirms(observation: Observation, timeline: Timeline | undefined): boolean {
  const { claim, periodMs } = observation;
  if (!isKnown(timeline) || timeline.isOpen || timeline.dispute) return false;
  if (periodMs !== undefined && periodMs !== timeline.periodMs) return false;
  const at = positionOf(observation);
  const isSame = claim === timeline.value || (timeline.value === 'down' && claim === timeline.phase);
  return isSame && at > timeline.since && !isOtherClaimedFrom(timeline, at - 2 * timeline.periodMs);
}

/**
 * Whether anything but the value is claimed after an instant. What comes in between may change what that means, and a datapoint speaks
 * for up to two periods: a claim that comes within them may overrule it.
 */
function isOtherClaimedFrom({ observations, value }: Timeline, from: number): boolean {
  for (let index = observations.length - 1; index >= 0; index--) {
    const code = observations[index] as Code;
    if (timeOf(code) <= from) return false;
    if (valueOf(claimOf(code)) !== value) return true;
  }
  return false;
}
