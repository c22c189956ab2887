import type { History } from './history.ts';
import { isPeriod } from './observation.ts';
import { UNCERTAINTY_MS } from './precedence.ts';
import type { Timeline } from './timeline.ts';

/**
 * Whether what was known is taken back. Confirmed by several observations, a value does not end because others turn up between them,
 * unless what confirmed it last may be of before the poll or the event that ends it.
 */
export function isTakenBack(
  { value, watermark }: Pick<Timeline, 'value' | 'watermark'>,
  { changes, known, origin }: Pick<History, 'changes' | 'known' | 'origin'>,
): boolean {
  const last = changes[known - 1];
  if (!last) return origin.value !== value;
  const confirmedAfterMs = watermark - last.at;
  return last.to !== value && (isPeriod(last.code) || confirmedAfterMs < 0 || confirmedAfterMs > UNCERTAINTY_MS);
}
