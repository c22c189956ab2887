import { VpnMonitorError } from '../errors.ts';
import type { WatchPart } from './report.ts';

/** What happens to the failures of a round. */
export interface FailureHandling {
  report(part: WatchPart, error: unknown): void;
  /** Takes the failure of a first round that read nothing, where no further try can mend it; whether it need not be reported. */
  giveUp(error: VpnMonitorError): boolean;
}

/** The failures of one round. Those of a first round wait until something was read: together they may show that nothing ever will be. */
export class RoundFailures {
  readonly #handling: FailureHandling;
  readonly #parts = new Set<WatchPart>();
  #held: { readonly part: WatchPart; readonly error: unknown }[] | undefined;

  constructor(handling: FailureHandling, isFirst: boolean) {
    this.#handling = handling;
    this.#held = isFirst ? [] : undefined;
  }

  /** The parts that failed. */
  get parts(): readonly WatchPart[] {
    return [...this.#parts];
  }

  add(part: WatchPart, error: unknown): void {
    this.#parts.add(part);
    this.note(part, error);
  }

  /** Reports an error without counting its part as failed. */
  note(part: WatchPart, error: unknown): void {
    if (!this.#held) this.#handling.report(part, error);
    // The targets come first: without them there is nothing to watch.
    else if (part === 'topology') this.#held.unshift({ part, error });
    else this.#held.push({ part, error });
  }

  /** Counts a part as failed whose error was reported already. */
  addReported(part: WatchPart): void {
    this.#parts.add(part);
  }

  /** A source answered. */
  somethingRead(): void {
    this.#release();
  }

  /** All sources were asked. */
  allAsked(): void {
    const errors = this.#held?.map(({ error }) => error) ?? [];
    const [first] = errors;
    if (isFinal(first) && errors.every(isFinal) && this.#handling.giveUp(first)) this.#held = undefined;
    this.#release();
  }

  #release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const { part, error } of held) this.#handling.report(part, error);
  }
}

// A spent quota is full again next month.
function isFinal(error: unknown): error is VpnMonitorError {
  return VpnMonitorError.isInstance(error) && !error.retryable && error.code !== 'quota-exhausted';
}
