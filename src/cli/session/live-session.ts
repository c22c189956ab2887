import { monitorOver, openTransport, serviceOf, type SessionContext } from './service-session.ts';
import type { Session } from './session.ts';

/** A session with the service, or with what stands in for it. */
export function liveSession(context: SessionContext): Session {
  const service = serviceOf(context);
  const { transport, close } = openTransport(context, service);
  const { regionId } = service;
  const monitor = closingOnFailure(close, () => monitorOver({ regionId, transport, logger: context.logger }));
  return {
    monitor,
    regionId,
    now: () => Date.now(),
    wait: async (ms, signal) => {
      await context.sleep(ms, signal);
      return !signal.aborted;
    },
    [Symbol.asyncDispose]: async () => {
      await monitor.close();
      close();
    },
  };
}

/** A recording of a session that never began is no recording. */
export function closingOnFailure<T>(close: () => void, open: () => T): T {
  try {
    return open();
  } catch (error) {
    close();
    throw error;
  }
}
