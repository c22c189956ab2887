import type { VpnSystemEvent } from '../../events/index.ts';
import type { Change, Code, Phase, Value } from '../../watch/history-parts.ts';

/** What a mark was read from, beside what its code says. */
export interface CodeDetails {
  readonly event?: VpnSystemEvent | undefined;
  /** A datapoint's value and its timestamp, as the service gave it. */
  readonly value?: number | undefined;
  readonly timestamp?: number | undefined;
}

/** A value of one aspect of one tunnel came to be, for good: nothing that becomes known later changes it. */
export interface CourseMark extends Change {
  /** What it was before. */
  readonly from: Value;
  /** Which phase was known to fail by the end of what it was before. */
  readonly phaseBefore: Phase;
  /** Whether an event was the first that was heard of it: that says that something changed. */
  readonly isOpening: boolean;
  /** The time of the newest evidence by then. */
  readonly heardAt: number;
  readonly details: CodeDetails;
}

interface Entry {
  readonly at: number;
  readonly heardAt: number;
  readonly phaseBefore: Phase;
  readonly details: CodeDetails;
}

interface ChangeEntry extends Entry, Change {
  readonly kind: 'change';
  readonly isOpening: boolean;
}

interface HeardEntry extends Entry {
  readonly kind: 'silent' | 'heard';
  /** The observation before the silence, or the one that ends it. */
  readonly code: Code;
}

const NONE: readonly CourseMark[] = [];
// A change in the instant in which silence ends is what is heard then.
const RANK = { silent: 0, change: 1, heard: 2 } as const;

/** Puts changes and silences in order of time once they are final: what an aspect was, with what nobody knows left unknown. */
export class CourseMarks {
  #entries: (ChangeEntry | HeardEntry)[] = [];
  #value: Value = 'unknown';
  #shown: Value = 'unknown';
  #isSilent = false;
  #change: ChangeEntry | undefined;

  add(entry: ChangeEntry | HeardEntry): void {
    this.#entries.push(entry);
  }

  /** An observation of the very instant of the newest change says which phase failed. */
  addPhase(at: number, phase: Phase): void {
    const last = this.#entries.at(-1);
    if (last?.kind === 'change' && last.at === at && last.phase !== phase) this.#entries[this.#entries.length - 1] = { ...last, phase };
  }

  /** What is final before an instant, in order. */
  take(before: number): readonly CourseMark[] {
    if (this.#entries.length === 0) return NONE;
    const due = this.#entries.filter(({ at }) => at < before);
    if (due.length === 0) return NONE;
    this.#entries = this.#entries.filter(({ at }) => at >= before);
    return due.sort((a, b) => a.at - b.at || RANK[a.kind] - RANK[b.kind]).flatMap((entry) => this.#follow(entry) ?? []);
  }

  #follow(entry: ChangeEntry | HeardEntry): CourseMark | undefined {
    if (entry.kind === 'change') {
      this.#value = entry.to;
      this.#change = entry;
      return this.#isSilent ? undefined : this.#show(entry, entry);
    }
    this.#isSilent = entry.kind === 'silent';
    const to = this.#isSilent ? 'unknown' : this.#value;
    // Nobody knows when it changed while nothing was heard.
    const change = this.#isSilent ? undefined : this.#change;
    this.#change = undefined;
    const shown = {
      to,
      at: entry.at,
      after: entry.at,
      phase: change?.phase,
      code: change?.code ?? entry.code,
      isOpening: change?.isOpening ?? false,
    };
    return this.#show(shown, { ...entry, details: change?.details ?? entry.details });
  }

  #show(change: Change & { readonly isOpening: boolean }, { heardAt, phaseBefore, details }: Entry): CourseMark | undefined {
    const { to, at, after, phase, code, isOpening } = change;
    if (to === this.#shown) return undefined;
    const from = this.#shown;
    this.#shown = to;
    return { to, at, after, phase, code, isOpening, from, heardAt, phaseBefore, details };
  }
}
