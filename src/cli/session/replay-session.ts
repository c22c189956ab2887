import { readFileSync } from 'node:fs';
import { replayTransport, type ReplayTransport } from 'alicloud-vpn-monitor';
import { printable } from '../text/index.ts';
import { checkedAsUsage, UsageError } from '../usage-error.ts';
import { monitorOver, type SessionContext } from './service-session.ts';
import type { Session } from './session.ts';

/** What a recording says of itself. */
interface Recorded {
  readonly regionId: string | undefined;
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
      return Promise.resolve(!signal.aborted && now <= recorded.to);
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
  const times = calls.flatMap(({ at }) => (typeof at === 'number' ? [at] : []));
  const regionId = calls.map(({ params }) => (params as { readonly RegionId?: unknown } | undefined)?.RegionId).find((id) => typeof id === 'string');
  return { regionId, from: Math.min(...times), to: Math.max(...times) };
}

// A last line that was cut off is no line; what else is none, the replay has refused.
function callOf(line: string): { readonly at?: unknown; readonly params?: unknown }[] {
  try {
    const call: unknown = JSON.parse(line);
    return typeof call === 'object' && call !== null ? [call] : [];
  } catch {
    return [];
  }
}

function tellUnrecorded({ unrecorded }: ReplayTransport, note: (text: string) => void): void {
  const actions = [...new Set(unrecorded.map(({ action }) => action))];
  if (actions.length > 0) note(`Not in the recording: ${unrecorded.length} questions, of ${printable(actions.join(', '))}.`);
}
