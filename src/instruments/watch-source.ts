import type { PollReport, TunnelWatch, Unsubscribe, WatchPart, WatchSnapshot } from '../watch/index.ts';
import { WATCH } from './health-instruments.ts';
import type { Measure, Observed, Reading } from './instrument.ts';
import { readStates } from './snapshot-states.ts';
import { TransitionCounts } from './transition-counts.ts';

/** What is read of a watch. Its failures are counted from the reports of its rounds: `error` stays yours. */
export type ObservedWatch = Pick<TunnelWatch, 'regionId' | 'role' | 'on' | 'snapshot'>;

// What can fail in a round; each begins at zero.
const PARTS: readonly WatchPart[] = ['topology', 'metrics', 'events', 'certificates', 'credentials', 'store'];

/** The states that a watch knows, and how it fares. */
export class WatchSource implements Observed {
  readonly #watch: ObservedWatch;
  readonly #source: string;
  readonly #transitions: TransitionCounts;
  readonly #subscriptions: readonly Unsubscribe[];
  readonly #failures = new Map<WatchPart, number>(PARTS.map((part) => [part, 0]));
  #known: WatchSnapshot | undefined;
  #last: PollReport | undefined;
  #lastSuccess: number | undefined;
  #rounds = 0;
  #disagreements = 0;

  constructor(watch: ObservedWatch, source: string) {
    this.#watch = watch;
    this.#source = source;
    const counts = (this.#transitions = new TransitionCounts(watch.regionId));
    this.#subscriptions = [
      watch.on('transition', (transition) => {
        counts.add(transition);
      }),
      watch.on('poll', (report) => {
        this.#take(report);
      }),
    ];
  }

  read(into: Reading): void {
    this.#readHealth(into.measure);
    // What a stopped watch knew is no state of the present, and a standby knows nothing.
    const isActive = this.#watch.role === 'active';
    if (isActive) this.#known = this.#watch.snapshot();
    else this.#transitions.raise(into.raise);
    if (!this.#known) return;
    readStates(this.#watch.regionId, this.#known, into, isActive);
    if (isActive) this.#transitions.read(this.#known, into.measure);
  }

  close(): void {
    for (const unsubscribe of this.#subscriptions) unsubscribe();
  }

  #take(report: PollReport): void {
    if (report.role === 'standby') return;
    this.#last = report;
    this.#rounds += 1;
    this.#disagreements += report.disagreements.length;
    if (report.failed.length === 0) this.#lastSuccess = report.asOf;
    for (const part of report.failed) this.#failures.set(part, (this.#failures.get(part) ?? 0) + 1);
    this.#transitions.forget(report.vanished);
  }

  #readHealth(measure: Measure): void {
    const ids = { region: this.#watch.regionId, source: this.#source };
    measure(WATCH.active, ids, this.#watch.role === 'active' ? 1 : 0);
    measure(WATCH.rounds, ids, this.#rounds);
    measure(WATCH.disagreements, ids, this.#disagreements);
    for (const [part, count] of this.#failures) measure(WATCH.failures, { ...ids, part }, count);
    if (this.#last) measure(WATCH.duration, ids, this.#last.durationMs / 1000);
    if (this.#lastSuccess !== undefined) measure(WATCH.lastSuccess, ids, this.#lastSuccess / 1000);
  }
}
