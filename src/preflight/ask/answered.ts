import { VpnMonitorError } from '../../errors.ts';

/** What those questions gave that were answered, once all have ended. What is no failure of the service is thrown. */
export async function answered<T>(questions: readonly Promise<T>[]): Promise<readonly T[]> {
  const outcomes = await Promise.allSettled(questions);
  return outcomes.flatMap((outcome) => {
    if (outcome.status === 'fulfilled') return [outcome.value];
    if (VpnMonitorError.isInstance(outcome.reason)) return [];
    throw outcome.reason;
  });
}
