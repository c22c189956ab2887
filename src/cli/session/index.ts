import { liveSession } from './live-session.ts';
import { replaySession } from './replay-session.ts';
import type { SessionContext } from './service-session.ts';
import type { Session } from './session.ts';
import { simulatedSession } from './simulated-session.ts';

export { pause } from './pause.ts';
export type { SessionContext } from './service-session.ts';
export type { Session } from './session.ts';

/** A session with what the options name: the service, a recording, or the built-in account. */
export async function openSession(context: SessionContext): Promise<Session> {
  const { source } = context;
  if (source.simulate) return await simulatedSession(context);
  return source.replay === undefined ? liveSession(context) : replaySession(context, source.replay);
}
