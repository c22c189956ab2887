import { BEGINNING, type Code, laterBy, timeOf } from '../timeline/index.ts';
import type { PointsInRow } from './points-in-row.ts';

/** What is left of held evidence, and the newest of what was forgotten: up to there nothing may be put in its place. */
export interface Kept {
  readonly codes: readonly Code[];
  readonly forgotten: Code;
}

/** Those of an instant or later. */
export function keptOf(codes: readonly Code[], forgetBefore: number): Kept {
  const kept = codes.filter((code) => timeOf(code) >= forgetBefore);
  if (kept.length === codes.length) return { codes, forgotten: BEGINNING };
  return {
    codes: kept,
    forgotten: codes.reduce((newest, code) => (timeOf(code) < forgetBefore && code > newest ? code : newest), BEGINNING),
  };
}

/** Takes what earlier rounds have brought out of a row, but for what may be forgotten. */
export function keptOfRow(row: PointsInRow, forgetBefore: number): Kept {
  const { earlier, periodMs } = row;
  const codes = row.takeEarlier(forgetBefore);
  const [oldest] = codes;
  return { codes, forgotten: oldest !== undefined && codes.length < earlier ? laterBy(-periodMs, oldest) : BEGINNING };
}
