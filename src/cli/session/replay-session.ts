import { readFileSync } from 'node:fs';
import { type ReplayOptions, type ReplayTransport, replayTransport } from 'alicloud-vpn-monitor';
import { counted, printable, utcTime } from '../text/index.ts';
import { UsageError } from '../usage-error.ts';
import { fileTrouble } from './file-trouble.ts';
import { monitorOver, type SessionContext } from './service-session.ts';
import type { Session } from './session.ts';

// The service tells its time in whole seconds, and a round takes some of them.
const SLACK_MS = 5000;

/** A session with a recording. Its time begins where the recording does, and it ends where that ends. */
export function replaySession({ command, source, logger, note }: SessionContext, path: string): Session {
  let now = 0;
  const clock = { now: () => now };
  // A watch goes through the time of the recording, at an interval of its own. The others ask once, and take the answers in their order.
  const transport = transportOf(read(path), path, command === 'watch' ? { clock } : {});
  const { recorded } = transport;
  const regionId = regionOf(recorded.regionIds, source.region, path);
  now = recorded.from;
  const monitor = monitorOver({ regionId, transport, logger, clock, maxRetries: 0, requestsPerSecond: 1000 });
  return {
    monitor,
    regionId,
    now: () => now,
    wait: (ms, signal) => {
      now += ms;
      const isOver = now > recorded.to + SLACK_MS;
      if (isOver && !signal.aborted) note(`The recording ends at ${utcTime(recorded.to)}.`);
      return Promise.resolve(!signal.aborted && !isOver);
    },
    [Symbol.asyncDispose]: async () => {
      await monitor.close();
      tellUnrecorded(transport, note);
    },
  };
}

function regionOf(recorded: readonly string[], given: string | undefined, path: string): string {
  const [only] = recorded;
  const regionId = given ?? only;
  if (regionId === undefined) throw new UsageError(`--replay ${path} does not name its region: give --region`);
  if (only !== undefined && !recorded.includes(regionId))
    throw new UsageError(`--replay ${path} is a recording of ${recorded.join(', ')}, not of ${regionId}: leave out --region`);
  return regionId;
}

function transportOf(text: string, path: string, options: ReplayOptions): ReplayTransport {
  if (text.trim() === '') throw new UsageError(`--replay ${path} is empty: record again`);
  try {
    return replayTransport(text, options);
  } catch (error) {
    throw error instanceof TypeError ? new UsageError(`--replay ${path}: ${error.message}`, { cause: error }) : error;
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new UsageError(`--replay ${path} cannot be read (${fileTrouble(error)})`, { cause: error });
  }
}

function tellUnrecorded({ unrecorded }: ReplayTransport, note: (text: string) => void): void {
  const actions = [...new Set(unrecorded.map(({ action }) => action))];
  if (actions.length > 0) note(`Not in the recording: ${counted(unrecorded.length, 'question')}, of ${printable(actions.join(', '))}.`);
}
