import type { Seconds } from './log-windows.ts';
import type { ParsedLogLine } from './parse-log-line.ts';

/** A line and the second it is placed by. */
export interface PlacedLine<Line = ParsedLogLine> {
  readonly line: Line;
  readonly second: number;
  /** What tells it from others: a line without a time by the one that it continues. Absent where it continues none. */
  readonly key?: string | undefined;
}

// Zones differ by quarters of an hour, and a window is shorter: which quarter a line belongs to is certain.
const ZONE_STEP_S = 900;

/** By how many seconds the lines of a window were dated by a wrong zone; 0 where their times fit the window. */
export function zoneErrorOf(lines: readonly ParsedLogLine[], { from, to }: Seconds): number {
  const at = lines.find((line) => line.at !== undefined)?.at;
  return at === undefined ? 0 : Math.round((at / 1_000 - (from + to) / 2) / ZONE_STEP_S) * ZONE_STEP_S || 0;
}

/** The lines of one window in the order of their seconds. A line without a time continues the one before it. */
export function placeLines(lines: readonly ParsedLogLine[], window: Seconds, zoneErrorS: number): readonly PlacedLine[] {
  let second = window.from;
  let dated: string | undefined;
  const all = lines.map((line) => {
    const { at, raw } = line;
    if (at !== undefined) [second, dated] = [Math.floor(at / 1_000) - zoneErrorS, raw];
    return { line, second, key: at !== undefined ? raw : dated && `${dated}\n${raw}` };
  });
  // Stable: lines of one second keep the service's order.
  return all.sort((a, b) => a.second - b.second);
}

/** Leaves out, window by window, lines that the window before has brought. */
export class WindowEdges {
  #before: ReadonlyMap<string, number> = new Map();

  /** The lines that are new. What repeats within one window stays. */
  fresh(lines: readonly PlacedLine[], window: Seconds): readonly PlacedLine[] {
    const known = new Map(this.#before);
    const brought = new Map<string, number>();
    const fresh = lines.filter(({ key, second }) => {
      // Nothing tells when it was: another one may say the same.
      if (key === undefined) return true;
      brought.set(key, (brought.get(key) ?? 0) + 1);
      const count = known.get(key) ?? 0;
      // Which ends of a window the service counts in is not documented: what lies at the edge may come with both.
      if (count === 0 || second > window.from) return true;
      known.set(key, count - 1);
      return false;
    });
    this.#before = brought;
    return fresh;
  }
}
