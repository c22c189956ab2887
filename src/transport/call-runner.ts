import type { VpnMonitorError } from '../errors.ts';
import { pause } from '../internal/abort.ts';
import type { Logger } from '../internal/logger.ts';
import type { ApiAnswer } from './answer.ts';
import { Attempt, type AttemptParts, type CallState } from './attempt.ts';
import type { CallOptions, Limits } from './call-options.ts';
import { Countdown } from './countdown.ts';
import { toVpnMonitorError } from './failures/index.ts';
import { type AccountLimits, ratesOf } from './limits/index.ts';
import type { ApiRequest } from './port.ts';
import { backoffMs, mayRetry } from './retry.ts';

/** What every call is made with. */
export interface CallSettings extends Limits, AttemptParts {
  readonly attemptTimeoutMs: number;
  readonly logger: Logger;
  readonly random: () => number;
  readonly limits: AccountLimits;
}

/** Makes calls: attempt after attempt, within the rate and the time. */
export class CallRunner {
  readonly #settings: CallSettings;

  constructor(settings: CallSettings) {
    this.#settings = settings;
  }

  async run<T>(
    request: ApiRequest,
    options: CallOptions & { readonly read?: ((answer: ApiAnswer) => T) | undefined },
  ): Promise<T | ApiAnswer> {
    const call = this.#begin(request, options);
    let isSignedAgain = false;
    for (let attempts = 1; ; attempts += 1) {
      const attempt = new Attempt(this.#settings, call);
      try {
        const answer = await attempt.run();
        this.#logRequest(request, attempt, answer);
        return options.read ? options.read(answer) : answer;
      } catch (thrown) {
        if (call.signal?.aborted) throw call.signal.reason;
        const error = toVpnMonitorError(thrown, request);
        this.#logRequest(request, attempt, error);
        if (isRefusedTime(error) && attempt.hasLearnedTime && !isSignedAgain) {
          // Nothing failed but the clock of this machine, which is corrected now.
          isSignedAgain = true;
          attempts -= 1;
          continue;
        }
        if (error.code === 'throttled' && thrown !== call.lastError) call.turns.slowDown();
        await this.#waitForNext(call, error, attempts);
      }
    }
  }

  #logRequest({ action }: ApiRequest, { tookMs: ms, status: answered }: Attempt, outcome: ApiAnswer | VpnMonitorError): void {
    const { status = answered, code, vendorCode } = outcome instanceof Error ? outcome : {};
    this.#settings.logger.debug(`${action}: ${status ?? code ?? 'no status'} in ${ms} ms`, {
      action,
      ms,
      status,
      requestId: outcome.requestId,
      code,
      vendorCode,
    });
  }

  #begin(request: ApiRequest, { signal, totalTimeoutMs = Infinity, onRequest }: CallOptions): CallState {
    const { limits, requestsPerSecond } = this.#settings;
    return {
      request,
      signal,
      onRequest,
      total: new Countdown(Math.min(this.#settings.totalTimeoutMs, totalTimeoutMs)),
      turns: limits.turnsOf(request),
      limits: ratesOf(request.product, request.action, requestsPerSecond),
      hasLeft: false,
    };
  }

  /** Waits before another attempt; throws what the last one failed with where there is none, or no time for it. */
  async #waitForNext(call: CallState, error: VpnMonitorError, attempts: number): Promise<void> {
    const { maxRetries, logger, random } = this.#settings;
    const { action } = call.request;
    const waitMs = backoffMs(attempts, error.retryAfterMs, random);
    if (attempts > maxRetries || waitMs >= call.total.leftMs || !mayRetry(action, error)) throw error;
    logger.debug('Retrying a call', { action, code: error.code, vendorCode: error.vendorCode, attempt: attempts, waitMs });
    call.lastError = error;
    await pause(waitMs, call.signal);
  }
}

function isRefusedTime(error: VpnMonitorError): boolean {
  return /^InvalidTimeStamp/i.test(error.vendorCode ?? '');
}
