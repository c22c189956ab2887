import { isRetryable } from '../../errors.ts';
import type { PollStart } from '../../internal/poll-windows.ts';
import { type PollTimes, pollUntilAborted } from '../../internal/polling.ts';
import { isoTime } from '../../internal/time.ts';
import type { MetricPoint } from '../metric-point.ts';
import { FollowedPoints } from './followed-points.ts';
import { followedQuery } from './followed-query.ts';
import type { QueryRun } from './query-run.ts';

/** New points as they are published, each once. */
export function followPoints<M extends string>(
  run: QueryRun,
  times: PollTimes,
  start: PollStart,
  signal: AbortSignal,
): AsyncGenerator<readonly MetricPoint<M>[], void, undefined> {
  const followed = new FollowedPoints(followedQuery<M>(run), times, start);
  const failed = (error: unknown): void => {
    // The mark stays where it was, so the next poll asks for what this one missed.
    run.context.logger.warn('a poll failed; the next one covers its window', { error, since: isoTime(followed.mark) });
  };
  return pollUntilAborted(() => followed.poll(signal), { pollMs: times.pollMs, mayPass: isRetryable, failed }, signal);
}
