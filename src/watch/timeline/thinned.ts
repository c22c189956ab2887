import { claimOf, type Code, sourceOf, timeOf } from './observation.ts';

// Of two sources that contradict each other for longer than this, both are still heard.
const APART_MS = 3_600_000;

/**
 * Without most of what is older than an instant and repeats what those around it claim: as if it had been asked for less often.
 *
 * @param reach - How many on either side are to claim the same: as many as confirm a change.
 */
export function thinned(codes: readonly Code[], before: number, reach = 1): readonly Code[] {
  const claims = codes.map(claimOf);
  const isRepeated = (index: number): boolean => {
    for (let at = index - reach; at <= index + reach; at++) if (claims[at] !== claims[index]) return false;
    return true;
  };
  let last = -Infinity;
  const kept = codes.filter((code, index) => {
    const at = timeOf(code);
    if (at < before && at - last < APART_MS && sourceOf(code) !== 'event' && isRepeated(index)) return false;
    last = at;
    return true;
  });
  return kept.length < codes.length ? kept : codes;
}
