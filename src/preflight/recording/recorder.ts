import { VpnMonitorError } from '../../errors.ts';
import { abortable } from '../../internal/abort.ts';
import { jsonOf } from '../../internal/records.ts';
import { type ApiRequest, type ApiResponse, withoutSecrets } from '../../transport/index.ts';
import { Pseudonyms } from './anonymous/pseudonyms.ts';
import { recordedError } from './failure.ts';
import type { Recorded } from './fields/field.ts';
import type { RecordingOptions } from './model.ts';
import { recordedOperations } from './operations/index.ts';
import type { PassedCall } from './passed-call.ts';
import { recordedAnswer, recordedParams } from './record-call.ts';
import type { RecordedCall } from './recorded-call.ts';
import { RECORDING_VERSION } from './recorded-lines.ts';

/** Writes a line about each call. */
export class Recorder {
  readonly #write: RecordingOptions['write'];
  readonly #operations = recordedOperations();
  readonly #recorded: Recorded;
  /** Until it is over, no further line is begun. */
  #writing: Promise<unknown> = Promise.resolve();

  /** @param replaced - Takes the pseudonyms, by what they stand for. */
  constructor(write: RecordingOptions['write'], replaced: Map<string, string>) {
    this.#write = write;
    this.#recorded = { pseudonyms: new Pseudonyms(replaced), columns: { dimensions: new Set(), statistics: new Set(), known: new Map() } };
  }

  /** What the call came to, once its line is written. */
  async record({ request, signal, at, tookMs, outcome }: PassedCall): Promise<ApiResponse> {
    if ('response' in outcome) {
      await this.#line(request, { at, tookMs, answer: this.#answer(request, outcome.response) }, signal);
      return outcome.response;
    }
    const { thrown, givenUp } = outcome;
    const failure = givenUp ? givenUp.reason : thrown;
    // Time that ran out is an answer of a kind; that the caller did not want it any more is none.
    if (!givenUp || (VpnMonitorError.isInstance(failure) && failure.code === 'timeout'))
      await this.#line(request, { at, tookMs, error: recordedError(failure, this.#recorded.pseudonyms) }, signal).catch(
        unlessGivenUp(signal),
      );
    throw thrown;
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
    const line = jsonOf({
      v: RECORDING_VERSION,
      at,
      tookMs,
      product,
      action: /^[A-Za-z]{1,64}$/.test(action) ? action : 'Unknown',
      params: this.#params(request),
      ...came,
    });
    const written = this.#writing.then(() => this.#write(line));
    this.#writing = written.catch(() => undefined);
    try {
      await abortable(written, signal);
    } catch (cause) {
      if (signal.aborted && cause === signal.reason) throw cause;
      const why = cause instanceof Error ? `: ${withoutSecrets(cause.message)}` : '';
      throw new VpnMonitorError(
        `${action} was called, but its line of the recording could not be written${why}. The recording lacks it: mend what \`write\` writes to, and record again.`,
        { code: 'config', action, cause },
      );
    }
  }
}

/** Who has given up hears why, and nothing of the line, which may take its time. */
function unlessGivenUp(signal: AbortSignal): (failure: unknown) => void {
  return (failure) => {
    if (!signal.aborted) throw failure;
  };
}
