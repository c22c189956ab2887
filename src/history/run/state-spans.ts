import { frozen } from '../../internal/frozen.ts';
import type { Window } from '../../internal/time-range.ts';
import type { IpsecPhase } from '../../topology/index.ts';
import type { WatchedResource } from '../../watch/index.ts';
import type { Outage, ResourceAvailability, StateSpan } from '../model.ts';

type State = 'up' | 'down' | 'degraded' | 'unknown';

interface Phased<S extends State> extends StateSpan<S | 'unknown'> {
  readonly phase: IpsecPhase | undefined;
}

/** The states of one resource over a range, as they come, and what they add up to. */
export class StateSpans<S extends State> {
  readonly #range: Window;
  readonly #spans: Phased<S>[] = [];
  #state: S | 'unknown' = 'unknown';
  #since: number;
  #phase: IpsecPhase | undefined;
  /** Whether what it is at the start of the range began before it, or may have. */
  #isOlder = false;
  /** What it becomes in the very instant in which the range ends. */
  #next: S | 'unknown' | undefined;

  constructor(range: Window) {
    this.#range = range;
    this.#since = range.start;
  }

  /** From an instant on the state is another. They come in order. @param phaseBefore - Which phase had failed by then. */
  take(at: number, state: S, phase?: IpsecPhase, phaseBefore?: IpsecPhase): void {
    const { start, end } = this.#range;
    const until = Math.min(Math.max(at, start), end);
    if (phaseBefore !== undefined) this.#phase = phaseBefore;
    this.#close(until);
    if (at <= start) this.#isOlder = at < start || this.#state === 'unknown';
    if (at < end) this.#begin(at, state, phase);
    else if (at === end) this.#next = state;
  }

  /** What it comes to. @param phase - Which phase had failed by the end of the range. */
  availability(resource: WatchedResource, phase?: IpsecPhase): ResourceAvailability<S | 'unknown'> {
    if (phase !== undefined) this.#phase ??= phase;
    this.#close(this.#range.end);
    const sum = (state: State): number => this.#spans.reduce((ms, span) => ms + (span.state === state ? span.to - span.from : 0), 0);
    const [upMs, downMs, degradedMs, unknownMs] = [sum('up'), sum('down'), sum('degraded'), sum('unknown')];
    const knownMs = upMs + downMs + degradedMs;
    return Object.freeze({
      resource,
      upMs,
      downMs,
      degradedMs,
      unknownMs,
      ratio: knownMs > 0 ? upMs / knownMs : undefined,
      outages: Object.freeze(
        this.#spans.flatMap((span, index) =>
          span.state === 'down' ? [this.#outage(span, this.#spans[index + 1]?.state ?? this.#next)] : [],
        ),
      ),
      spans: Object.freeze(this.#spans.map(({ state, from, to }) => Object.freeze({ state, from, to }))),
    });
  }

  #begin(at: number, state: S, phase: IpsecPhase | undefined): void {
    this.#state = state;
    this.#phase = phase;
    this.#since = Math.max(at, this.#range.start);
  }

  #close(until: number): void {
    if (until <= this.#since) return;
    const last = this.#spans.at(-1);
    // What lasted for no time leaves the same on both sides.
    if (last?.state === this.#state) this.#spans[this.#spans.length - 1] = { ...last, to: until };
    else this.#spans.push({ state: this.#state, from: this.#since, to: until, phase: this.#phase });
    this.#since = until;
  }

  #outage({ from, to, phase }: Phased<S>, next: S | 'unknown' | undefined): Outage {
    return frozen<Outage>({
      from,
      to: next === undefined || next === 'down' ? undefined : to,
      durationMs: to - from,
      phase,
      startedBefore: (from === this.#range.start && this.#isOlder) || undefined,
      endedUnknown: next === 'unknown' || undefined,
    });
  }
}
