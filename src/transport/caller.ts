import type { Clock } from '../internal/clock.ts';
import { systemClock } from '../internal/clock.ts';
import type { Logger } from '../internal/logger.ts';
import { safeLogger, SILENT } from '../internal/logger.ts';
import { once } from '../internal/once.ts';
import { ServiceClock } from '../internal/service-clock.ts';
import { shown } from '../internal/shown.ts';
import { LONGEST_TIMER_MS } from '../internal/time.ts';
import type { ApiAnswer } from './answer.ts';
import type { CallOptions, Limits } from './call-options.ts';
import type { CallRunner, CallSettings } from './call-runner.ts';
import { type AccountLimits, limitsOf } from './limits/index.ts';
import type { ApiRequest, Transport } from './port.ts';
import type { Usage } from './usage.ts';
import { UsageMeter } from './usage.ts';

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

// A tenth of what an import would load: attempts, and what their failures mean, are for those who call.
const loaded = /* @__PURE__ */ once(() => import('./call-runner.ts'));

class TransportCaller implements ServiceCaller {
  readonly #settings: CallSettings;
  #runner: CallRunner | undefined;

  constructor(settings: CallSettings) {
    this.#settings = settings;
  }

  usage(): Usage {
    return this.#settings.meter.read();
  }

  call(request: ApiRequest, options?: CallOptions & { readonly read?: undefined }): Promise<ApiAnswer>;
  call<T>(request: ApiRequest, options: CallOptions & { readonly read: (answer: ApiAnswer) => T }): Promise<T>;
  async call<T>(
    request: ApiRequest,
    options: CallOptions & { readonly read?: ((answer: ApiAnswer) => T) | undefined } = {},
  ): Promise<T | ApiAnswer> {
    if (!this.#runner) {
      const { CallRunner } = await loaded();
      this.#runner ??= new CallRunner(this.#settings);
    }
    return await this.#runner.run(request, options);
  }
}

function checkOptions(options: Limits & Pick<CallerOptions, 'transport'>): void {
  const { transport, attemptTimeoutMs, totalTimeoutMs, maxRetries, requestsPerSecond } = options;
  if (typeof (transport as Partial<Transport> | null)?.call !== 'function')
    throw new TypeError('transport must have call(request, options)');
  for (const [name, ms] of Object.entries({ attemptTimeoutMs, totalTimeoutMs })) {
    if (!(isNumber(ms) && ms > 0 && ms <= LONGEST_TIMER_MS))
      throw new RangeError(`${name} ${shown(ms)} must be above 0 and at most ${String(LONGEST_TIMER_MS)} milliseconds`);
  }
  if (!Number.isInteger(maxRetries) || maxRetries < 0)
    throw new RangeError(`maxRetries ${shown(maxRetries)} must be a whole number from 0`);
  if (!Number.isFinite(requestsPerSecond) || requestsPerSecond <= 0)
    throw new RangeError(`requestsPerSecond ${shown(requestsPerSecond)} must be a number above 0`);
}

// JavaScript callers: a text of digits compares like a number.
function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}
