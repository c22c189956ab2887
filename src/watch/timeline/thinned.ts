import { claimOf, type Code, isPeriod, sourceOf, timeOf } from './observation.ts';
import { UNCERTAINTY_MS } from './precedence.ts';

// Of two sources that contradict each other for longer than this, both are still heard.
const APART_MS = 3_600_000;

/** How much of what stands beside another claim is left. */
interface Near {
  /** So many on either side are to claim the same: as many as confirm a change. Default: 1. */
  readonly reach?: number;
  /** The length of a datapoint's period. What is within three of another claim may overrule it, be overruled, or say what it means. Default: 0. */
  readonly periodMs?: number;
}

/** Without most of what is older than an instant and repeats what those around it claim: as if it had been asked for less often. */
export function thinned(codes: readonly Code[], before: number, near: Near = {}): readonly Code[] {
  // Of polls and of datapoints one each is left: whether they agree decides how far datapoints are believed.
  let last = { poll: -Infinity, period: -Infinity };
  const kept = codes.filter((code, index) => {
    const at = timeOf(code);
    const kind = isPeriod(code) ? 'period' : 'poll';
    if (index > 0 && claimOf(code) !== claimOf(codes[index - 1] as Code)) last = { poll: -Infinity, period: -Infinity };
    if (at < before && at - last[kind] < APART_MS && sourceOf(code) !== 'event' && isRepeated(codes, index, near)) return false;
    last = { ...last, [kind]: at };
    return true;
  });
  return kept.length < codes.length ? kept : codes;
}

/** Whether all that stands near an observation, on either side, claims the same. What repeats it from afar is not to stand near another claim itself: that may overrule it. */
function isRepeated(codes: readonly Code[], index: number, { reach = 1, periodMs = 0 }: Near): boolean {
  const own = codes[index] as Code;
  const nearMs = periodMs > 0 ? 3 * periodMs + UNCERTAINTY_MS : 0;
  return [-1, 1].every((step) => {
    const repeating = codes[index + reach * step] ?? own;
    const from = apartMs(own, repeating) > reach * periodMs ? repeating : own;
    for (let far = 1; ; far++) {
      const other = codes[index + far * step];
      if (far > reach && (other === undefined || apartMs(from, other) > nearMs)) return true;
      if (other === undefined || claimOf(other) !== claimOf(own)) return false;
    }
  });
}

const apartMs = (one: Code, other: Code): number => Math.abs(timeOf(one) - timeOf(other));
