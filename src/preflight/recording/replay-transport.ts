import type { ReplayTransport } from './model.ts';

/** A transport that answers from the lines of a recording. @param lines - The text of a recording, or its lines. */
export function replayTransport(_lines: string | Iterable<string>): ReplayTransport {
  throw new Error('not built yet');
}
