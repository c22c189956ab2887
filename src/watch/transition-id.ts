import { digestOf } from '../internal/digest.ts';

/** The id of a transition: the same for the same parts, in every run. */
export function transitionId(parts: readonly (string | number)[]): string {
  return digestOf(parts);
}
