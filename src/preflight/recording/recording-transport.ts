import { VpnMonitorError } from '../../errors.ts';
import { abortable } from '../../internal/abort.ts';
import { assertGiven, assertFunction } from '../../internal/check-values.ts';
import { assertOptions, keysOf } from '../../internal/keys.ts';
import { jsonOf } from '../../internal/records.ts';
import { shown } from '../../internal/shown.ts';
import { withoutSecrets, type ApiCallOptions, type ApiRequest, type ApiResponse, type Transport } from '../../transport/index.ts';
import { Pseudonyms } from './anonymous/pseudonyms.ts';
import { recordedError } from './failure.ts';
import type { Recorded } from './fields/field.ts';
import type { RecordingOptions, RecordingTransport } from './model.ts';
import { recordedOperations } from './operations/index.ts';
import { recordedAnswer, recordedParams } from './record-call.ts';
import type { RecordedCall } from './recorded-call.ts';
import { RECORDING_VERSION } from './recorded-lines.ts';

const KEYS = /* @__PURE__ */ keysOf<RecordingOptions>({ write: true });

/**
 * A transport that passes every call on to another one, and writes a line of JSON about it: something to send to others, to replay with
 * `replayTransport`, and to make a simulated account of.
 *
 * A line holds what this package reads of an answer and the parameters that it sends, and nothing else: no keys, no certificates, no messages, nothing of
 * operations that this package does not read with. Ids (`vpn-0001`), names, tags, accounts and addresses are
 * replaced, each always by the same pseudonym. Addresses become addresses of 198.18.0.0/15 and 2001:db8::/32. Regions, states, times and values stay.
 *
 * Lines come in the order in which calls end, those that failed among them. A call that its caller gave up is not recorded. What is passed on is the other
 * transport's own answer. A line that cannot be written fails its call with a `VpnMonitorError` of code `config`, so that nobody believes in a recording that is not there.
 *
 * @throws `TypeError` naming what is no transport, or an option that cannot be used.
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
  if (typeof (transport as Partial<Transport> | undefined)?.call !== 'function') throw new TypeError(`recordingTransport() takes a transport, which has call(request, options), but was given ${shown(transport)}`);
  assertOptions(options, KEYS, 'recordingTransport()');
  assertGiven('write', options.write, 'a function that takes a line');
  assertFunction('write', options.write);
  const recorder = new Recorder(options.write);
  const { accountKey, routeOf } = transport;
  return {
    takesTurns: transport.takesTurns,
    accountKey: accountKey && ((signal) => accountKey.call(transport, signal)),
    routeOf: routeOf && ((product) => routeOf.call(transport, product)),
    replaced: recorder.replaced,
    call: (request, callOptions) => recorder.call(transport, request, callOptions),
  };
}

class Recorder {
  readonly #write: RecordingOptions['write'];
  readonly #operations = recordedOperations();
  readonly #recorded: Recorded = { pseudonyms: new Pseudonyms(), columns: { dimensions: new Set(), statistics: new Set(), known: new Map() } };
  /** Until it is over, no further line is begun. */
  #writing: Promise<unknown> = Promise.resolve();

  constructor(write: RecordingOptions['write']) {
    this.#write = write;
  }

  get replaced(): ReadonlyMap<string, string> {
    return this.#recorded.pseudonyms.replaced;
  }

  async call(transport: Transport, request: ApiRequest, options: ApiCallOptions): Promise<ApiResponse> {
    const at = Date.now();
    const begun = performance.now();
    const took = (): Pick<RecordedCall, 'at' | 'tookMs'> => ({ at, tookMs: Math.round(performance.now() - begun) });
    let response: ApiResponse;
    try {
      response = await transport.call(request, options);
    } catch (thrown) {
      const failure = options.signal.aborted ? options.signal.reason as unknown : thrown;
      // Time that ran out is an answer of a kind; that the caller did not want it any more is none.
      if (!options.signal.aborted || (VpnMonitorError.isInstance(failure) && failure.code === 'timeout')) await this.#line(request, { ...took(), error: recordedError(failure, this.#recorded.pseudonyms) }, options.signal).catch(unlessGivenUp(options.signal));
      throw thrown;
    }
    const times = took();
    await this.#line(request, { ...times, answer: this.#answer(request, response) }, options.signal);
    return response;
  }

  #answer(request: ApiRequest, response: ApiResponse): NonNullable<RecordedCall['answer']> {
    try {
      return recordedAnswer(response, this.#operations.get(request.action), this.#recorded);
    } catch {
      // Of what cannot be read, because of getters that throw or of its depth, no more than that it came is known.
      return { status: 200 };
    }
  }

  #params(request: ApiRequest): RecordedCall['params'] {
    try {
      return recordedParams(request, this.#operations.get(request.action), this.#recorded);
    } catch {
      return {};
    }
  }

  /** @param signal - Of who waits for it: the line is written all the same. */
  async #line(request: ApiRequest, outcome: Pick<RecordedCall, 'at' | 'tookMs' | 'answer' | 'error'>, signal: AbortSignal): Promise<void> {
    const { at, tookMs, ...came } = outcome;
    const { product, action } = request;
    const line = jsonOf({ v: RECORDING_VERSION, at, tookMs, product, action: /^[A-Za-z]{1,64}$/.test(action) ? action : 'Unknown', params: this.#params(request), ...came });
    const written = this.#writing.then(() => this.#write(line));
    this.#writing = written.catch(() => undefined);
    try {
      await abortable(written, signal);
    } catch (cause) {
      if (signal.aborted && cause === signal.reason) throw cause;
      const why = cause instanceof Error ? `: ${withoutSecrets(cause.message)}` : '';
      throw new VpnMonitorError(`${action} was called, but its line of the recording could not be written${why}. The recording lacks it: mend what \`write\` writes to, and record again.`, { code: 'config', action, cause });
    }
  }
}

/** Who has given up hears why, and nothing of the line, which may take its time. */
function unlessGivenUp(signal: AbortSignal): (failure: unknown) => void {
  return (failure) => {
    if (!signal.aborted) throw failure;
  };
}
