import { NOTHING_KNOWN, type Origin, withoutDoubtfulOverlaps } from '../../watch/history-parts.ts';
import type { TunnelMark } from './connection-state.ts';
import type { CourseMark } from './course-marks.ts';

/** A mark, and when it counts for the connection. */
export interface DatedMark extends TunnelMark {
  readonly at: number;
}

interface TunnelMarks {
  readonly key: string;
  /** What the tunnel was before the marks that are kept. */
  origin: Origin;
  marks: readonly CourseMark[];
  /** How many of the marks were taken. */
  taken: number;
}

const NONE: readonly DatedMark[] = [];

/** The marks of a connection's tunnels of IPsec, by the dates that count for the connection: two outages that are dated roughly need not have overlapped. */
export class DatedMarks {
  readonly #tunnels: readonly TunnelMarks[];
  readonly #periodMs: number;

  constructor(keys: readonly string[], periodMs: number) {
    this.#tunnels = keys.map((key) => ({ key, origin: NOTHING_KNOWN, marks: [], taken: 0 }));
    this.#periodMs = periodMs;
  }

  add(key: string, marks: readonly CourseMark[]): void {
    const tunnel = this.#tunnels.find((one) => one.key === key);
    if (tunnel) tunnel.marks = [...tunnel.marks, ...marks];
  }

  /** Those that count before an instant and were not taken. @param doubtMs - How much they may be dated otherwise than their evidence dates them. */
  take(before: number, doubtMs: number): readonly DatedMark[] {
    if (this.#tunnels.every(({ marks, taken }) => (marks[taken]?.at ?? Infinity) >= before + doubtMs)) return NONE;
    const histories = withoutDoubtfulOverlaps(
      new Map(this.#tunnels.map(({ key, origin, marks }) => [key, { origin, changes: marks }])),
      this.#periodMs,
    );
    return this.#tunnels.flatMap((tunnel) => {
      const dates = histories.get(tunnel.key)?.changes ?? [];
      const open = tunnel.marks
        .map((mark, index) => ({ at: dates[index]?.at ?? mark.at, tunnel: tunnel.key, aspect: 'ipsec' as const, mark }))
        .slice(tunnel.taken);
      const due = open.filter(({ at }) => at < before);
      tunnel.taken += due.length;
      forget(tunnel, before - 2 * doubtMs);
      return due;
    });
  }
}

function forget(tunnel: TunnelMarks, before: number): void {
  const { marks, taken } = tunnel;
  const kept = marks.findIndex(({ at }, index) => index >= taken || at >= before);
  const count = kept < 0 ? marks.length : kept;
  const last = marks[count - 1];
  if (!last) return;
  tunnel.origin = { value: last.to, since: last.at, code: last.code, was: last.from };
  tunnel.marks = marks.slice(count);
  tunnel.taken = taken - count;
}
