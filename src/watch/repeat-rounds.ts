import type { Findings } from './findings.ts';
import type { WatchEnds } from './watch-ends.ts';

/** What rounds are repeated with. */
export interface RepeatedRounds {
  /** What is still being stopped. */
  readonly stopped: Promise<void> | undefined;
  readonly ends: WatchEnds;
  readonly findings: Pick<Findings, 'error'>;
  round(): Promise<unknown>;
  /** After each round. */
  ended(): void;
  wait(sinceMs: number): Promise<void>;
}

/** Makes rounds until the signal aborts, and stops between them. */
export async function* repeatRounds(signal: AbortSignal, by: RepeatedRounds): AsyncGenerator<void, void, undefined> {
  await by.stopped;
  by.ends.assertNone();
  while (!signal.aborted) {
    const startedAt = performance.now();
    try {
      await by.round();
    } catch (error) {
      if (by.ends.haveCome()) throw error;
      // No source has failed, so it is a fault of a clock or ours: it is reported, and does not end the watch.
      by.findings.error(error);
    }
    by.ended();
    yield;
    await by.wait(startedAt);
  }
}
