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
 * Ask with the ids that stand in the recording (`vpn-0001`), or of whole fleets. A question that was asked several times gets its answers in their order,
 * and then the last one again; what failed fails again. Other windows, other groups of resources and other sizes of pages are answered from the rows that were
 * recorded, where all of them were. What was not recorded rejects with a `VpnMonitorError` of code `config` that says what there is instead, and is kept in `unrecorded`.
 *
 * Answers bear the time at which they came, so that the monitor goes by the time of the recording: `last('1h')` is the last hour of it. Nothing is counted
 * and nothing waits for the rate limit.
 *
 * A watch is replayed best with `clock`, the one that the monitor has: what was asked in every round is then answered by the answer of that time, also where rounds are other times apart.
 *
 * @param lines - The text of a recording, or its lines.
 * @throws `TypeError` that names the line which is none of a recording, or says that there is none.
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
