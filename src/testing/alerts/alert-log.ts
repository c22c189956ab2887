import type { AlertFinding } from './finding.ts';

/** An entry of the alert history. */
export interface AlertLogEntry {
  readonly finding: AlertFinding;
  /** What the webhook answered last. */
  webhookStatus: number | undefined;
}

/** What the account's rules had to say, oldest first. */
export class AlertLog {
  readonly #entries: AlertLogEntry[] = [];

  add(finding: AlertFinding): AlertLogEntry {
    const entry: AlertLogEntry = { finding, webhookStatus: undefined };
    this.#entries.push(entry);
    return entry;
  }

  /** The entries of [start, end], newest first. */
  between(start: number, end: number): readonly AlertLogEntry[] {
    return this.#entries
      .filter(({ finding: { notice } }) => notice.at >= start && notice.at <= end)
      .sort((a, b) => b.finding.notice.at - a.finding.notice.at);
  }
}
