import { BEGINNING, type Code, laterBy, timeOf } from './observation.ts';
import type { PointsInRow } from './points-in-row.ts';

/** The newest of what was forgotten of held evidence: up to there nothing may be put in its place. */
export class Forgotten {
  #newest = BEGINNING;

  /** The newest of what was forgotten since this was asked last; absent where nothing was. */
  take(): Code | undefined {
    const newest = this.#newest;
    this.#newest = BEGINNING;
    return newest === BEGINNING ? undefined : newest;
  }

  /** Those of an instant or later. */
  keptOf(codes: readonly Code[], forgetBefore: number): readonly Code[] {
    const kept = codes.filter((code) => timeOf(code) >= forgetBefore);
    if (kept.length < codes.length) for (const code of codes) if (timeOf(code) < forgetBefore) this.#note(code);
    return kept;
  }

  /** Takes what earlier rounds have brought out of a row, but for what may be forgotten. */
  keptOfRow(row: PointsInRow, forgetBefore: number): readonly Code[] {
    const { earlier, periodMs } = row;
    const taken = row.takeEarlier(forgetBefore);
    const [oldest] = taken;
    if (oldest !== undefined && taken.length < earlier) this.#note(laterBy(-periodMs, oldest));
    return taken;
  }

  #note(code: Code): void {
    if (code > this.#newest) this.#newest = code;
  }
}
