import { readFileSync } from 'node:fs';
import { replayTransport, type ReplayTransport } from 'alicloud-vpn-monitor';
import { printable } from '../text/index.ts';
import { checkedAsUsage, UsageError } from '../usage-error.ts';
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
  const transport = checkedAsUsage(() => replayTransport(text));
  const recorded = summaryOf(text);
  const regionId = source.region ?? recorded.regionId;
  if (regionId === undefined) throw new UsageError(`${path} does not say its region: give --region`);
  let now = recorded.from;
  const monitor = monitorOver({ regionId, transport, logger, clock: { now: () => now }, maxRetries: 0, requestsPerSecond: 1000 });
  return {
    monitor,
    regionId,
    now: () => now,
    wait: (ms, signal) => {
      now += ms;
      return Promise.resolve(!signal.aborted && now <= recorded.to + SLACK_MS);
    },
    [Symbol.asyncDispose]: async () => {
      await monitor.close();
      tellUnrecorded(transport, note);
    },
  };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new UsageError(`--replay ${path} cannot be read (${String(error.code)})`, { cause: error });
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
  if (actions.length > 0) note(`Not in the recording: ${unrecorded.length} questions, of ${printable(actions.join(', '))}.`);
}
