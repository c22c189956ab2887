import { readFileSync } from 'node:fs';
import { replayTransport, type ReplayTransport } from 'alicloud-vpn-monitor';
import { counted, printable, utcTime } from '../text/index.ts';
import { UsageError } from '../usage-error.ts';
import { fileTrouble } from './file-trouble.ts';
import { monitorOver, type SessionContext } from './service-session.ts';
import type { Session } from './session.ts';

// The service tells its time in whole seconds, and a round takes some of them.
const SLACK_MS = 5000;

/** What a recording says of itself. */
interface Recorded {
  readonly regionId: string | undefined;
  /** By the service's time, which is what the answers are about. */
  readonly from: number;
  readonly to: number;
}

/** A session with a recording. Its time begins where the recording does, and it ends where that ends. */
export function replaySession({ source, logger, note }: SessionContext, path: string): Session {
  const text = read(path);
  const transport = transportOf(text, path);
  const recorded = summaryOf(text);
  const regionId = source.region ?? recorded.regionId;
  if (regionId === undefined) throw new UsageError(`--replay ${path} does not name its region: give --region`);
  if (recorded.regionId !== undefined && recorded.regionId !== regionId) throw new UsageError(`--replay ${path} is a recording of ${recorded.regionId}, not of ${regionId}: leave out --region`);
  let now = recorded.from;
  const monitor = monitorOver({ regionId, transport, logger, clock: { now: () => now }, maxRetries: 0, requestsPerSecond: 1000 });
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

function transportOf(text: string, path: string): ReplayTransport {
  if (text.trim() === '') throw new UsageError(`--replay ${path} is empty: record again`);
  try {
    return replayTransport(text);
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

function summaryOf(text: string): Recorded {
  const calls = text.split('\n').flatMap(callOf);
  const own = calls.flatMap(({ at }) => (typeof at === 'number' ? [at] : []));
  const service = calls.map(({ answer }) => Date.parse(String(answer?.date))).filter((time) => !Number.isNaN(time));
  const times = service.length > 0 ? service : own;
  const regionId = calls.map(({ params }) => params?.RegionId).find((id) => typeof id === 'string');
  const extreme = (most: (a: number, b: number) => number): number => times.reduce((a, b) => most(a, b), times[0] ?? Date.now());
  return { regionId, from: extreme(Math.min), to: extreme(Math.max) };
}

/** The fields of a line that are of use here; the replay has checked the rest. */
interface CallFields {
  readonly at?: unknown;
  readonly params?: { readonly RegionId?: unknown };
  readonly answer?: { readonly date?: unknown };
}

// A last line that was cut off is no line; what else is none, the replay has refused.
function callOf(line: string): CallFields[] {
  try {
    return [JSON.parse(line) as CallFields];
  } catch {
    return [];
  }
}

function tellUnrecorded({ unrecorded }: ReplayTransport, note: (text: string) => void): void {
  const actions = [...new Set(unrecorded.map(({ action }) => action))];
  if (actions.length > 0) note(`Not in the recording: ${counted(unrecorded.length, 'question')}, of ${printable(actions.join(', '))}.`);
}
