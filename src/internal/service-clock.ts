import type { Clock } from './clock.ts';
import type { Logger } from './logger.ts';

/** A question as it leaves. */
export interface AskedAt {
  /** By the local clock. */
  readonly local: number;
  /** What the local clock was corrected by. */
  readonly correctionMs: number;
  /** By a clock that never jumps. */
  readonly monotonic: number;
}

/** One question and its answer: when each was, and what time the service said it was. */
export interface Exchange {
  /** The local clock when the question left. */
  readonly before: number;
  /** The local clock when the answer was in. */
  readonly after: number;
  /** How long it really took, in milliseconds. */
  readonly elapsedMs: number;
  /** What the answer's `Date` says, in milliseconds since the epoch: a whole second, rounded down. */
  readonly date: number;
}

// No service is so old, and none so young: it is not the service that says so.
const EARLIEST = /* @__PURE__ */ Date.UTC(2009, 0);
const LATEST = /* @__PURE__ */ Date.UTC(2100, 0);
const IMF_FIXDATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** The time in a `Date` header. `undefined` for what is none, or cannot be one. Source: RFC 9110, 5.6.7. */
export function dateHeader(value: unknown): number | undefined {
  const at = typeof value === 'string' && IMF_FIXDATE.test(value) ? Date.parse(value) : Number.NaN;
  return at >= EARLIEST && at < LATEST ? at : undefined;
}

const HEADER_STEP_MS = 1_000;
/** A difference that is left alone, in milliseconds. */
export const TOLERATED_MS = 2_000;

/**
 * What to add to the local clock, after one more answer. What the answer allows for is kept, so that slow answers change nothing. A correction
 * begins beyond what is tolerated, follows small changes closely, and ends once the header cannot tell it from none.
 */
export function nextCorrection(current: number, { before, after, elapsedMs, date }: Exchange): number {
  // The service's time was in [date, date + 1 s) somewhere between the question and its answer.
  const low = date - after;
  if (current >= low && current <= date + HEADER_STEP_MS - before) return current;
  // From here on `before` is not used: where the local clock jumped during the call, only `after` is a reading of the clock as it goes now.
  const high = low + HEADER_STEP_MS + elapsedMs;
  if (low <= 0 && high >= 0) return 0;
  const nearest = Math.min(Math.max(current, low), high);
  const isDrift = Math.abs(nearest - current) <= TOLERATED_MS;
  if (isDrift) return current === 0 ? 0 : Math.round(nearest);
  return Math.round((low + high) / 2);
}

/** What the local clock differs from the clock of one service by. */
interface ServiceCorrection {
  readonly correctionMs: number;
  /** Whether it follows from the answer of another service, and none of its own has confirmed it. */
  readonly isAssumed: boolean;
}

/** The service whose clock is taken where those of several differ: events and datapoints, which bear times of their own, are its. */
const REFERENCE = 'cms';

/**
 * The service's time: the local clock, corrected where the `Date` of the service's answers shows that it is wrong by more than a few seconds.
 * It follows when the local clock jumps, from the next answer on.
 *
 * The clocks of two services may be apart, which must not look like a local clock that jumps forth and back. So each has a
 * correction of its own. A change of one may be the local clock's, and holds for the others until they answer.
 */
export class ServiceClock implements Clock {
  readonly #local: Clock;
  readonly #logger: Logger;
  readonly #monotonic: () => number;
  readonly #ofServices = new Map<string, ServiceCorrection>();
  readonly #observers = new Set<(exchange: Exchange, service: string) => void>();
  #correctionMs = 0;

  constructor(local: Clock, logger: Logger, monotonic: () => number = () => performance.now()) {
    this.#local = local;
    this.#logger = logger;
    this.#monotonic = monotonic;
  }

  now(): number {
    return this.#local.now() + this.#correctionMs;
  }

  /** What is added to the local clock, in milliseconds. */
  get correctionMs(): number {
    return this.#correctionMs;
  }

  /** To be called as a question leaves, for {@link answered}. */
  ask(): AskedAt {
    return { local: this.#local.now(), correctionMs: this.#correctionMs, monotonic: this.#monotonic() };
  }

  /**
   * Learns from an answer.
   *
   * @param date - Its `Date` header, whatever it is.
   * @param service - Which service has answered.
   * @returns When it was asked for, by the service's time as this answer shows it.
   */
  answered(asked: AskedAt, date: unknown, service = REFERENCE): number {
    const after = this.#local.now();
    const elapsedMs = Math.max(0, this.#monotonic() - asked.monotonic);
    const said = dateHeader(date);
    if (said !== undefined) this.#learn(service, { before: asked.local, after, elapsedMs, date: said });
    // The reading before the call goes with the correction of then, and the one after it with the correction of now.
    const askedAt = this.#correctionMs === asked.correctionMs ? Math.min(asked.local, after) : after - elapsedMs;
    // Of two clocks nobody knows which is right. What is dated too early outranks nothing.
    const correctionMs = Math.min(this.#correctionMs, this.#ofServices.get(service)?.correctionMs ?? Infinity);
    return Math.trunc(askedAt + correctionMs);
  }

  /** Calls back with each answer that says what time it is, until undone. */
  observe(observer: (exchange: Exchange, service: string) => void): () => void {
    this.#observers.add(observer);
    return () => {
      this.#observers.delete(observer);
    };
  }

  #learn(service: string, exchange: Exchange): void {
    for (const observer of this.#observers) observer(exchange, service);
    const known = this.#ofServices.get(service);
    const before = known?.correctionMs ?? this.#correctionMs;
    const next = nextCorrection(before, exchange);
    if (known?.isAssumed === false && next !== before) {
      for (const [other, { correctionMs }] of this.#ofServices)
        this.#ofServices.set(other, { correctionMs: correctionMs + next - before, isAssumed: true });
    }
    this.#ofServices.set(service, { correctionMs: next, isAssumed: false });
    this.#correctTo(this.#ofServices.get(REFERENCE)?.correctionMs ?? next);
  }

  #correctTo(next: number): void {
    const before = this.#correctionMs;
    if (next === before) return;
    this.#correctionMs = next;
    const fields = { correctionMs: next };
    if (before === 0) {
      const direction = next < 0 ? 'ahead of' : 'behind';
      const seconds = Math.round(Math.abs(next) / 1_000);
      this.#logger.warn(
        `the clock is about ${seconds} s ${direction} the service's time, which is used instead; set the time of this machine, or what \`clock\` gives`,
        fields,
      );
    } else if (next === 0) {
      this.#logger.debug("the clock agrees with the service's time again", fields);
    } else if (Math.abs(next - before) > TOLERATED_MS) {
      this.#logger.debug("the clock has jumped; what it differs from the service's time by was learned anew", fields);
    }
  }
}
