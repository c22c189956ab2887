import type { VpnMonitorError } from '../errors.ts';
import { pause } from '../internal/abort.ts';
import { systemClock } from '../internal/clock.ts';
import type { Clock } from '../internal/clock.ts';
import { safeLogger, SILENT } from '../internal/logger.ts';
import type { Logger } from '../internal/logger.ts';
import { ServiceClock } from '../internal/service-clock.ts';
import { shown } from '../internal/shown.ts';
import type { ApiAnswer } from './answer.ts';
import { Attempt, type AttemptParts, type CallState } from './attempt.ts';
import { Countdown } from './countdown.ts';
import { limitsOf, ratesOf, type AccountLimits } from './limits/index.ts';
import type { ApiRequest, Transport } from './port.ts';
import { backoffMs, mayRetry } from './retry.ts';
import { UsageMeter } from './usage.ts';
import type { Usage } from './usage.ts';
import { toVpnMonitorError } from './vendor-error.ts';

/** What one call may differ in. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Instead of the caller's own, where it is shorter. */
  readonly totalTimeoutMs?: number | undefined;
}

/** Calls operations of the service: within the rate, with deadlines and retries. */
export interface ServiceCaller {
  /**
   * The service's answer. Rejects with `VpnMonitorError`, or with `signal.reason` itself as soon as
   * the signal aborts, whether a request, a back-off or the rate limit is being waited for.
   */
  call(request: ApiRequest, options?: CallOptions & { readonly read?: undefined }): Promise<ApiAnswer>;
  /** What `read` makes of the answer. What it throws is treated like a malformed answer: retried where that may help. */
  call<T>(request: ApiRequest, options: CallOptions & { readonly read: (answer: ApiAnswer) => T }): Promise<T>;
  /** What the calls so far come to. */
  usage(): Usage;
}

/** The parts and limits of a {@link ServiceCaller}. */
export interface CallerOptions {
  readonly transport: Transport;
  /** How long one attempt may take, in milliseconds; waiting for the rate limit is not counted. Default: 10,000. */
  readonly attemptTimeoutMs?: number | undefined;
  /**
   * How long a call may take from its first attempt on, in milliseconds: all attempts and the waits
   * between them, those for the rate limit included. Only queueing for the rate limit before the
   * first request is not counted: a long backfill queues for minutes without any call being slow.
   * Default: 60,000.
   */
  readonly totalTimeoutMs?: number | undefined;
  /** Further attempts after the first; 0 for none. Default: 4. */
  readonly maxRetries?: number | undefined;
  /** Of DescribeMetricList and DescribeMetricLast; other operations get the same share of their own limits. Default: 40. */
  readonly requestsPerSecond?: number | undefined;
  /** The requests that the limit counts. Default: those of all callers over this transport. */
  readonly limits?: AccountLimits | undefined;
  readonly logger?: Partial<Logger> | undefined;
  /** Dates the usage. Default: the machine's clock. */
  readonly clock?: Clock | undefined;
  /** Dates the answers, and learns from them. Default: one over `clock`. */
  readonly serviceClock?: ServiceClock | undefined;
  /** Draws from [0, 1) for the back-off's jitter. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** A {@link ServiceCaller} over a transport. A `RangeError` or `TypeError` names an option that is out of range. */
export function createCaller(options: CallerOptions): ServiceCaller {
  const { transport, attemptTimeoutMs = 10_000, totalTimeoutMs = 60_000, maxRetries = 4, requestsPerSecond = 40 } = options;
  const { clock = systemClock, random = Math.random } = options;
  const limits = { attemptTimeoutMs, totalTimeoutMs, maxRetries, requestsPerSecond };
  checkOptions({ transport, ...limits });
  const logger = safeLogger(options.logger);
  return new TransportCaller({
    ...limits,
    transport,
    logger,
    random,
    meter: new UsageMeter(clock, logger),
    serviceClock: options.serviceClock ?? new ServiceClock(clock, logger),
    // Apart from `clock`, which may be anything: it dates data, not signatures.
    signingClock: new ServiceClock(systemClock, SILENT),
    limits: options.limits ?? limitsOf(transport),
  });
}

interface Settings extends Limits, AttemptParts {
  readonly attemptTimeoutMs: number;
  readonly logger: Logger;
  readonly random: () => number;
  readonly limits: AccountLimits;
}

type Limits = Readonly<Record<'attemptTimeoutMs' | 'totalTimeoutMs' | 'maxRetries' | 'requestsPerSecond', number>>;

class TransportCaller implements ServiceCaller {
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  usage(): Usage {
    return this.#settings.meter.read();
  }

  call(request: ApiRequest, options?: CallOptions & { readonly read?: undefined }): Promise<ApiAnswer>;
  call<T>(request: ApiRequest, options: CallOptions & { readonly read: (answer: ApiAnswer) => T }): Promise<T>;
  async call<T>(request: ApiRequest, options: CallOptions & { readonly read?: ((answer: ApiAnswer) => T) | undefined } = {}): Promise<T | ApiAnswer> {
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
    this.#settings.logger.debug(`${action}: ${status ?? code ?? 'no status'} in ${ms} ms`, { action, ms, status, requestId: outcome.requestId, code, vendorCode });
  }

  #begin(request: ApiRequest, { signal, totalTimeoutMs = Infinity }: CallOptions): CallState {
    const { limits, requestsPerSecond } = this.#settings;
    return {
      request,
      signal,
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

const LONGEST_TIMER_MS = 2_147_483_647;

function checkOptions(options: Limits & Pick<CallerOptions, 'transport'>): void {
  const { transport, attemptTimeoutMs, totalTimeoutMs, maxRetries, requestsPerSecond } = options;
  if (typeof (transport as Partial<Transport> | null)?.call !== 'function') throw new TypeError('transport must have call(request, options)');
  for (const [name, ms] of Object.entries({ attemptTimeoutMs, totalTimeoutMs })) {
    if (!(isNumber(ms) && ms > 0 && ms <= LONGEST_TIMER_MS)) throw new RangeError(`${name} ${shown(ms)} must be above 0 and at most ${String(LONGEST_TIMER_MS)} milliseconds`);
  }
  if (!Number.isInteger(maxRetries) || maxRetries < 0) throw new RangeError(`maxRetries ${shown(maxRetries)} must be a whole number from 0`);
  if (!Number.isFinite(requestsPerSecond) || requestsPerSecond <= 0) throw new RangeError(`requestsPerSecond ${shown(requestsPerSecond)} must be a number above 0`);
}

// JavaScript callers: a text of digits compares like a number.
function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}
