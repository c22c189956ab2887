import type { Code } from '../timeline/index.ts';

/** Joined, a list is as long as it needs to be: one that is added to has room for twice as many, in thousands of tunnels. */
export function joined(codes: readonly Code[], more: readonly Code[]): readonly Code[] {
  // A list that begins as a copy of the shared empty one keeps each number as an object.
  return codes.length === 0 ? more : more.length === 0 ? codes : codes.concat(more);
}
