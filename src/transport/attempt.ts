import { VpnMonitorError } from '../errors.ts';
import { abortable, type LinkedSignal, linkSignals } from '../internal/abort.ts';
import type { AskedAt, ServiceClock } from '../internal/service-clock.ts';
import { advice } from './advice.ts';
import { type ApiAnswer, dateOf, readAnswer } from './answer.ts';
import { Countdown } from './countdown.ts';
import type { Departure, Limit, Turns } from './limits/index.ts';
import type { ApiRequest, ApiResponse, Transport } from './port.ts';
import type { UsageMeter } from './usage.ts';

/** What all attempts of one call share. */
export interface CallState {
  readonly request: ApiRequest;
  readonly signal: AbortSignal | undefined;
  readonly onRequest: (() => void) | undefined;
  /** What is left for the call. Held while its first request waits for its turn. */
  readonly total: Countdown;
  readonly turns: Turns;
  readonly limits: readonly Limit[];
  /** Whether a request has left, in any attempt. */
  hasLeft: boolean;
  /** What the attempt before failed with. */
  lastError?: VpnMonitorError;
}

/** What an attempt works with. */
export interface AttemptParts {
  readonly transport: Transport;
  readonly attemptTimeoutMs: number;
  readonly meter: UsageMeter;
  /** Dates the answers. */
  readonly serviceClock: ServiceClock;
  /** Dates the signatures: the machine's clock, corrected. */
  readonly signingClock: ServiceClock;
}

/** One attempt at a call: takes its turns, keeps its deadlines, reads the answer. */
export class Attempt {
  readonly #parts: AttemptParts;
  readonly #call: CallState;
  readonly #linked: LinkedSignal;
  readonly #own: Countdown;
  readonly #timeoutMs: number;
  readonly #correctionMs: number;
  readonly #departures: Departure[] = [];
  #asked: AskedAt;
  #signed: AskedAt;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;
  readonly #begunAt = performance.now();
  #sentAt: number | undefined;
  #status: number | undefined;
  /** What the transport says to do where time runs out now. */
  #adviceNow: string | undefined;

  constructor(parts: AttemptParts, call: CallState) {
    this.#parts = parts;
    this.#call = call;
    this.#linked = linkSignals(call.signal);
    this.#own = new Countdown(parts.attemptTimeoutMs);
    this.#timeoutMs = this.#leftMs();
    this.#correctionMs = parts.signingClock.correctionMs;
    this.#asked = parts.serviceClock.ask();
    this.#signed = parts.signingClock.ask();
  }

  /** Whether the time to sign with is another one now than when the attempt began. */
  get hasLearnedTime(): boolean {
    return this.#parts.signingClock.correctionMs !== this.#correctionMs;
  }

  /** The HTTP status of the answer, where there was one. */
  get status(): number | undefined {
    return this.#status;
  }

  /** How long the newest request has taken, in milliseconds; where none was sent, the attempt. */
  get tookMs(): number {
    return Math.round(performance.now() - (this.#sentAt ?? this.#begunAt));
  }

  async run(): Promise<ApiAnswer> {
    const { serviceClock, signingClock } = this.#parts;
    const { product } = this.#call.request;
    this.#setTimer();
    try {
      const response = await abortable(this.#send(), this.#linked.signal);
      for (const departure of this.#departures) departure.arrived();
      this.#status = (response as Partial<ApiResponse> | undefined)?.status;
      const date = dateOf(response);
      signingClock.answered(this.#signed, date, product);
      const askedAt = serviceClock.answered(this.#asked, date, product);
      return { ...readAnswer(response, this.#call.request, () => signingClock.now()), askedAt };
    } finally {
      this.#isOver = true;
      for (const departure of this.#departures) departure.abandoned();
      clearTimeout(this.#timer);
      this.#linked[Symbol.dispose]();
    }
  }

  async #send(): Promise<ApiResponse> {
    const { transport, signingClock } = this.#parts;
    const { signal } = this.#linked;
    const now = (): number => signingClock.now();
    const adviseOnTimeout = (what: string | undefined): void => {
      this.#adviceNow = what;
    };
    if (transport.takesTurns === true)
      return transport.call(this.#call.request, {
        signal,
        timeoutMs: this.#timeoutMs,
        turn: (missed) => this.#turn(missed),
        now,
        adviseOnTimeout,
      });
    await this.#turn();
    return transport.call(this.#call.request, { signal, timeoutMs: this.#leftMs(), now, adviseOnTimeout });
  }

  async #turn(missed = false): Promise<void> {
    const { transport, meter, serviceClock, signingClock } = this.#parts;
    const { turns, limits, total, request } = this.#call;
    if (missed) this.#departures.pop()?.missed();
    // Before its first request a call is not slow but one of many: a long backfill queues for minutes.
    const held = this.#call.hasLeft ? [this.#own] : [this.#own, total];
    for (const countdown of held) countdown.hold();
    this.#setTimer();
    try {
      this.#departures.push(
        await turns.take(limits, { signal: this.#linked.signal, leavesNow: transport.takesTurns === true, isAhead: missed }),
      );
    } finally {
      for (const countdown of held) countdown.run();
      this.#setTimer();
    }
    this.#call.hasLeft = true;
    this.#sentAt = performance.now();
    if (!missed) {
      meter.count(request.action);
      this.#call.onRequest?.();
    }
    this.#asked = serviceClock.ask();
    this.#signed = signingClock.ask();
  }

  #leftMs(): number {
    return Math.max(1, Math.ceil(Math.min(this.#own.leftMs, this.#call.total.leftMs)));
  }

  // The vendor's own timers miss slow bodies, and a user's transport may have none.
  #setTimer(): void {
    clearTimeout(this.#timer);
    const running = [this.#own, this.#call.total].filter(({ isRunning }) => isRunning);
    if (this.#isOver || running.length === 0) return;
    const ms = Math.max(1, Math.ceil(Math.min(...running.map(({ leftMs }) => leftMs))));
    this.#timer = setTimeout(() => {
      this.#end();
    }, ms);
  }

  #end(): void {
    const { total, lastError, request } = this.#call;
    // Where both are as long, the call began a moment before its attempt.
    const isTotal = !this.#own.isRunning || total.leftMs < this.#own.leftMs - 1;
    // The call before failed, and there was no time for another: why it failed is of more use than that time ran out.
    this.#linked.abort(isTotal && lastError && this.#departures.length === 0 ? lastError : this.#deadlineError(request.action, isTotal));
  }

  #deadlineError(action: string, isTotal: boolean): VpnMonitorError {
    const { attemptTimeoutMs } = this.#parts;
    const limit = isTotal ? `${String(this.#timeoutMs)} ms (totalTimeoutMs)` : `${String(attemptTimeoutMs)} ms (attemptTimeoutMs)`;
    return new VpnMonitorError(`${action} failed: no answer within ${limit}. ${this.#adviceNow ?? advice('timeout', action)}`, {
      code: 'timeout',
      retryable: true,
      action,
    });
  }
}
