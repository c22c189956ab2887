import { VpnMonitorError } from '../errors.ts';
import { abortable, linkSignals, pause } from '../internal/abort.ts';
import { systemClock } from '../internal/clock.ts';
import type { Clock } from '../internal/clock.ts';
import { safeLogger } from '../internal/logger.ts';
import type { Logger } from '../internal/logger.ts';
import { ServiceClock } from '../internal/service-clock.ts';
import { dateOf, readAnswer } from './answer.ts';
import type { ApiAnswer } from './answer.ts';
import { advice } from './advice.ts';
import type { ApiRequest, Transport } from './port.ts';
import { RateLimiter } from './rate-limit.ts';
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
  /** How long one attempt may take, in milliseconds. Default: 10,000. */
  readonly attemptTimeoutMs?: number | undefined;
  /**
   * How long a call may take over all its attempts and the waits between them, in milliseconds.
   * Waiting for the rate limit is not counted: a long backfill queues for minutes without any call
   * being slow. Default: 60,000.
   */
  readonly totalTimeoutMs?: number | undefined;
  /** Further attempts after the first; 0 for none. Default: 4. */
  readonly maxRetries?: number | undefined;
  /** Per operation; DescribeMetricData and DescribeMetricTop get a fifth. Default: 40. */
  readonly requestsPerSecond?: number | undefined;
  readonly logger?: Partial<Logger> | undefined;
  /** Dates the usage. Default: the machine's clock. */
  readonly clock?: Clock | undefined;
  /** Dates the answers, and learns from them. Default: one over `clock`. */
  readonly serviceClock?: ServiceClock | undefined;
  /** Draws from [0, 1) for the back-off's jitter. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

// The service allows 50 calls a second, but 10 for these.
const SLOW_OPERATIONS: ReadonlySet<string> = new Set(['DescribeMetricData', 'DescribeMetricTop']);

/** A {@link ServiceCaller} over a transport. A `RangeError` or `TypeError` names an option that is out of range. */
export function createCaller(options: CallerOptions): ServiceCaller {
  const { transport, attemptTimeoutMs = 10_000, totalTimeoutMs = 60_000, maxRetries = 4, requestsPerSecond = 40 } = options;
  const { clock = systemClock, random = Math.random } = options;
  const limits = { attemptTimeoutMs, totalTimeoutMs, maxRetries, requestsPerSecond };
  checkOptions({ transport, ...limits });
  const logger = safeLogger(options.logger);
  return new TransportCaller({ transport, ...limits, logger, clock, serviceClock: options.serviceClock ?? new ServiceClock(clock, logger), random });
}

interface Settings extends Limits {
  readonly transport: Transport;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly serviceClock: ServiceClock;
  readonly random: () => number;
}

type Limits = Readonly<Record<'attemptTimeoutMs' | 'totalTimeoutMs' | 'maxRetries' | 'requestsPerSecond', number>>;

class TransportCaller implements ServiceCaller {
  readonly #settings: Settings;
  readonly #meter: UsageMeter;
  readonly #limiters = new Map<string, RateLimiter>();

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#meter = new UsageMeter(settings.clock, settings.logger);
  }

  usage(): Usage {
    return this.#meter.read();
  }

  call(request: ApiRequest, options?: CallOptions & { readonly read?: undefined }): Promise<ApiAnswer>;
  call<T>(request: ApiRequest, options: CallOptions & { readonly read: (answer: ApiAnswer) => T }): Promise<T>;
  async call<T>(request: ApiRequest, options: CallOptions & { readonly read?: ((answer: ApiAnswer) => T) | undefined } = {}): Promise<T | ApiAnswer> {
    const { attemptTimeoutMs, totalTimeoutMs, maxRetries, logger, random } = this.#settings;
    const { signal, read } = options;
    const { action } = request;
    const limiter = this.#limiterOf(action);
    let leftMs = Math.min(totalTimeoutMs, options.totalTimeoutMs ?? Infinity);
    for (let attempts = 1; ; attempts += 1) {
      await limiter.acquire(signal);
      const startedAt = performance.now();
      try {
        const answer = await this.#attempt(request, Math.max(1, Math.min(attemptTimeoutMs, Math.ceil(leftMs))), signal);
        return read ? read(answer) : answer;
      } catch (thrown) {
        if (signal?.aborted) throw signal.reason;
        const error = toVpnMonitorError(thrown, action);
        leftMs -= performance.now() - startedAt;
        if (error.code === 'throttled') limiter.slowDown();
        const waitMs = backoffMs(attempts, error.retryAfterMs, random);
        if (attempts > maxRetries || waitMs >= leftMs || !mayRetry(action, error)) throw error;
        logger.debug('Retrying a call', { action, code: error.code, vendorCode: error.vendorCode, attempt: attempts, waitMs });
        await pause(waitMs, signal);
        leftMs -= waitMs;
      }
    }
  }

  async #attempt(request: ApiRequest, timeoutMs: number, signal: AbortSignal | undefined): Promise<ApiAnswer> {
    const { transport, attemptTimeoutMs, serviceClock } = this.#settings;
    const linked = linkSignals(signal);
    // The vendor's own timers miss slow bodies, and a user's transport may have none.
    const timer = setTimeout(() => {
      linked.abort(deadlineError(request.action, timeoutMs, timeoutMs < attemptTimeoutMs ? 'totalTimeoutMs' : 'attemptTimeoutMs'));
    }, timeoutMs);
    try {
      this.#meter.count(request.action);
      const asked = serviceClock.ask();
      const sent = (async () => transport.call(request, { signal: linked.signal, timeoutMs }))();
      const response = await abortable(sent, linked.signal);
      const askedAt = serviceClock.answered(asked, dateOf(response), request.product);
      return { ...readAnswer(response, request.action), askedAt };
    } finally {
      clearTimeout(timer);
      linked[Symbol.dispose]();
    }
  }

  #limiterOf(action: string): RateLimiter {
    let limiter = this.#limiters.get(action);
    if (!limiter) {
      const { requestsPerSecond } = this.#settings;
      limiter = new RateLimiter(SLOW_OPERATIONS.has(action) ? requestsPerSecond / 5 : requestsPerSecond);
      this.#limiters.set(action, limiter);
    }
    return limiter;
  }
}

function deadlineError(action: string, timeoutMs: number, option: string): VpnMonitorError {
  const message = `${action} failed: no answer within ${String(timeoutMs)} ms (${option}). ${advice('timeout', action)}`;
  return new VpnMonitorError(message, { code: 'timeout', retryable: true, action });
}

const LONGEST_TIMER_MS = 2_147_483_647;

function checkOptions(options: Limits & Pick<CallerOptions, 'transport'>): void {
  const { transport, attemptTimeoutMs, totalTimeoutMs, maxRetries, requestsPerSecond } = options;
  if (typeof (transport as Partial<Transport> | null)?.call !== 'function') throw new TypeError('transport must have call(request, options)');
  for (const [name, ms] of Object.entries({ attemptTimeoutMs, totalTimeoutMs })) {
    if (!(ms > 0 && ms <= LONGEST_TIMER_MS)) throw new RangeError(`${name} ${String(ms)} must be above 0 and at most ${String(LONGEST_TIMER_MS)} milliseconds`);
  }
  if (!Number.isInteger(maxRetries) || maxRetries < 0) throw new RangeError(`maxRetries ${String(maxRetries)} must be a whole number from 0`);
  if (!Number.isFinite(requestsPerSecond) || requestsPerSecond <= 0) throw new RangeError(`requestsPerSecond ${String(requestsPerSecond)} must be a number above 0`);
}
