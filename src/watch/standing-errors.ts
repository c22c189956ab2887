import { VpnMonitorError } from '../errors.ts';
import type { WatchPart } from './report.ts';

/** Reports an error once for as long as it stands: not once for each source that meets it, nor again every round. */
export class StandingErrors {
  readonly #report: (error: unknown) => void;
  /** What each part failed with in the last round, and since. */
  #standing: ReadonlySet<string> = new Set();
  #next = new Set<string>();
  /** What any part has failed with since. */
  #met = new Set<string>();

  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  meet(part: WatchPart, error: unknown): void {
    const key = keyOf(error);
    const ofPart = `${part} ${key}`;
    const isNews = !this.#met.has(key) && !this.#standing.has(ofPart) && !this.#next.has(ofPart);
    this.#met.add(key);
    this.#next.add(ofPart);
    if (isNews) this.#report(error);
  }

  /** What was not met in this round is over: it is news where it comes again. */
  roundEnded(): void {
    this.#standing = this.#next;
    this.#next = new Set();
    this.#met = new Set();
  }
}

/** The same for the same failure, whichever operation met it and whatever its request was called. */
function keyOf(error: unknown): string {
  if (!VpnMonitorError.isInstance(error)) return String(error);
  const { code, vendorCode, status, message, action, requestId } = error;
  const varying = [action, requestId].filter((part) => part !== undefined);
  return JSON.stringify([code, vendorCode, status, varying.reduce((text, part) => text.replaceAll(part, ''), message)]);
}
