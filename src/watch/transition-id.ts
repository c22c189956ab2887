import { createHash } from 'node:crypto';

/** The id of a transition: the same for the same parts, in every run. */
export function transitionId(parts: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
