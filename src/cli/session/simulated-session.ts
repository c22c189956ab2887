import type { VpnMonitor } from 'alicloud-vpn-monitor';
import type { SimulatedServer, Simulator } from 'alicloud-vpn-monitor/testing';
import { createFleet, REGION, RunningStory } from '../simulated/index.ts';
import { utcTime } from '../text/index.ts';
import { asUsage } from '../usage-error.ts';
import { closingOnFailure } from './live-session.ts';
import { monitorOver, openTransport, type SessionContext } from './service-session.ts';
import type { Session } from './session.ts';

/** How much faster the time of the simulated account goes. */
const FASTER = 60;

/** A session with the built-in account. Its time begins at the same instant each time, and goes on by `wait` alone. */
export async function simulatedSession(context: SessionContext): Promise<Session> {
  const { source, note, sleep } = context;
  const regionId = source.region ?? REGION;
  const cloud = await createFleet(regionId).catch((error: unknown) => {
    throw asUsage(error);
  });
  const story = new RunningStory(cloud, (text) => {
    note(`${utcTime(cloud.now())} simulated: ${text}`);
  });
  const server = await cloud.listen();
  try {
    const { monitor, close } = openMonitor(context, cloud, server);
    return {
      monitor,
      regionId,
      now: () => cloud.now(),
      wait: async (ms, signal) => {
        await sleep(ms / FASTER, signal);
        if (signal.aborted) return false;
        const goesOn = story.advance(ms);
        if (!goesOn) note(`${utcTime(cloud.now())} simulated: the example ends here.`);
        return goesOn;
      },
      [Symbol.asyncDispose]: async () => {
        await monitor.close();
        close();
        await server.close();
      },
    };
  } catch (error) {
    await server.close();
    throw error;
  }
}

function openMonitor(
  context: SessionContext,
  { regionId, clock }: Simulator,
  { endpoint, credentials }: SimulatedServer,
): { readonly monitor: VpnMonitor; readonly close: () => void } {
  const { source, logger } = context;
  const { transport, close } = openTransport({ ...context, source: { ...source, proxy: undefined } }, { regionId, endpoint, credentials });
  // The account's clock stands still during retries, so there are none: failures are reported at once.
  const open = (): VpnMonitor => monitorOver({ regionId, transport, logger, clock, maxRetries: 0, requestsPerSecond: 1000 });
  return { monitor: closingOnFailure(close, open), close };
}
