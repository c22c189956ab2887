import { VpnMonitorError } from '../errors.ts';

/** Reports an error once for as long as it stands: not once for each source that meets it, nor again every round. */
export class StandingErrors {
  readonly #report: (error: unknown) => void;
  /** What failed in the last round. */
  #standing: ReadonlySet<string> = new Set();
  /** What has failed since. */
  #met = new Set<string>();

  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  meet(error: unknown): void {
    const key = keyOf(error);
    const isNews = !this.#met.has(key) && !this.#standing.has(key);
    this.#met.add(key);
    if (isNews) this.#report(error);
  }

  /** What was not met in this round is over: it is news where it comes again. */
  roundEnded(): void {
    this.#standing = this.#met;
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
