import { assertFunction, assertGiven } from '../../internal/check-values.ts';
import { assertOptions, keysOf } from '../../internal/keys.ts';
import { once } from '../../internal/once.ts';
import { shown } from '../../internal/shown.ts';
import type { Transport } from '../../transport/index.ts';
import type { RecordingOptions, RecordingTransport } from './model.ts';
import { passOn } from './passed-call.ts';

const KEYS = /* @__PURE__ */ keysOf<RecordingOptions>({ write: true });

/**
 * Creates a transport that passes every call to another transport and writes a line of JSON about it. You can send such a recording to somebody
 * else, replay it with `replayTransport`, and build a simulated account from it.
 *
 * A line contains the parameters of the call and the fields of the answer that this package reads, and nothing else: no keys, no certificates,
 * no messages, no answers of operations that this package does not read with. Ids (`vpn-0001`), names, tags, accounts and addresses are replaced,
 * each always by the same pseudonym. Addresses become addresses of 198.18.0.0/15 and 2001:db8::/32. Regions, states, times and values stay.
 *
 * Lines come in the order in which calls end, including failed calls. A call that its caller aborted is not recorded. You get the other
 * transport's answer unchanged. If a line cannot be written, its call fails with a `VpnMonitorError` of code `config`, so a recording never has
 * gaps without notice.
 *
 * @throws `TypeError` if the first argument is not a transport, and for an invalid option.
 *
 * @example
 * ```ts
 * import { appendFile } from 'node:fs/promises';
 * import { httpsTransport, recordingTransport, VpnMonitor } from 'alicloud-vpn-monitor';
 *
 * const transport = recordingTransport(httpsTransport({ regionId: 'cn-hangzhou' }), { write: (line) => appendFile('vpn-recording.ndjson', `${line}\n`) });
 * await using monitor = new VpnMonitor({ regionId: 'cn-hangzhou', transport });
 * await monitor.topology.connections().toArray();
 * console.log(transport.replaced.size, 'ids, names and addresses were replaced');
 * ```
 */
export function recordingTransport(transport: Transport, options: RecordingOptions): RecordingTransport {
  if (typeof (transport as Partial<Transport> | undefined)?.call !== 'function')
    throw new TypeError(`recordingTransport() takes a transport, which has call(request, options), but was given ${shown(transport)}`);
  assertOptions(options, KEYS, 'recordingTransport()');
  assertGiven('write', options.write, 'a function that takes a line');
  assertFunction('write', options.write);
  const { write } = options;
  const replaced = new Map<string, string>();
  // What is recorded of each operation is for those who record.
  const recorder = once(async () => new (await import('./recorder.ts')).Recorder(write, replaced));
  const { accountKey, routeOf } = transport;
  return {
    takesTurns: transport.takesTurns,
    accountKey: accountKey && ((signal) => accountKey.call(transport, signal)),
    routeOf: routeOf && ((product) => routeOf.call(transport, product)),
    replaced,
    call: async (request, callOptions) => {
      const passed = await passOn(transport, request, callOptions);
      return (await recorder()).record(passed);
    },
  };
}
