import { checkedClock } from '../../internal/clock.ts';
import { assertOptions, keysOf } from '../../internal/keys.ts';
import { once } from '../../internal/once.ts';
import { shown } from '../../internal/shown.ts';
import type { ApiRequest } from '../../transport/index.ts';
import type { ReplayOptions, ReplayTransport } from './model.ts';
import { parseRecording } from './recorded-lines.ts';
import { recordedRun } from './recorded-run.ts';

const KEYS = /* @__PURE__ */ keysOf<ReplayOptions>({ clock: true });

/**
 * A transport that answers from a recording, without a key and without a network.
 *
 * Use the ids of the recording (`vpn-0001`), or whole fleets. A repeated request gets the recorded answers in order, then the last one again; a
 * failure is replayed as a failure. Other time windows, groups of resources and page sizes are answered from the recorded rows, if all of them
 * were recorded. A request that the recording cannot answer rejects with a `VpnMonitorError` of code `config` that names what it has instead, and
 * is listed in `unrecorded`.
 *
 * Answers carry their recorded time, so the monitor follows the time of the recording: `last('1h')` is the last hour of it. Calls are not
 * counted, and nothing waits for the rate limit.
 *
 * To replay a watch, give `clock`, the clock of the monitor. Requests of each round then get the answers of that time, even if the rounds are
 * further apart than in the recording.
 *
 * @param lines - The text of a recording, or its lines.
 * @throws `TypeError` that names a line that is not part of a recording, or says that there are no lines.
 *
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { replayTransport, VpnMonitor } from 'alicloud-vpn-monitor';
 *
 * const transport = replayTransport(await readFile('vpn-recording.ndjson', 'utf8'));
 * const { regionIds: [regionId = 'cn-hangzhou'], to } = transport.recorded;
 * await using monitor = new VpnMonitor({ regionId, transport, clock: { now: () => to } });
 * for (const { connectionId, ipsec } of await monitor.topology.connections().toArray()) console.log(connectionId, ipsec);
 * console.log(transport.unrecorded.length, 'questions are not in the recording');
 * ```
 */
export function replayTransport(lines: string | Iterable<string>, options: ReplayOptions = {}): ReplayTransport {
  assertOptions(options, KEYS, 'replayTransport()');
  const { clock } = options;
  if (clock !== undefined && typeof (clock as Partial<typeof clock>).now !== 'function')
    throw new TypeError(`clock ${shown(clock)} must have a now() that returns milliseconds`);
  const calls = parseRecording(lines);
  if (calls.length === 0)
    throw new TypeError('the recording is empty: give the lines that `recordingTransport` wrote, of a run that asked for something');
  const unrecorded: ApiRequest[] = [];
  // What follows from other answers is for those who replay.
  const replay = once(async () => {
    const { notRecorded, RecordedAnswers, responseOf } = await import('./replay/index.ts');
    return { answers: new RecordedAnswers(calls, clock && checkedClock(clock)), notRecorded, responseOf };
  });
  return {
    // None of its answers leaves this machine: it takes no turn at all.
    takesTurns: true,
    recorded: recordedRun(calls),
    unrecorded,
    call: async (request, { signal }) => {
      const { answers, notRecorded, responseOf } = await replay();
      signal.throwIfAborted();
      const outcome = answers.find(request);
      if (outcome) return await responseOf(outcome, request);
      unrecorded.push(request);
      throw notRecorded(request, answers.of(request));
    },
  };
}
