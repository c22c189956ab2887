import { type LinkedSignal, linkSignals, onAbort } from '../internal/abort.ts';

/** A watch that polls. */
export interface Running {
  /** The first round. */
  readonly first: Promise<void>;
  /** After the last round; never rejects. */
  readonly ended: Promise<void>;
  /** Ends the wait for the next round. */
  readonly waiting: LinkedSignal;
}

/**
 * Runs rounds until they end by themselves, or what they wait with aborts.
 *
 * @param rounds - Makes a round each time it is asked, and waits before the next.
 * @param ends - What ends them all; each also stops the watch.
 */
export function runRounds(
  rounds: (signal: AbortSignal) => AsyncGenerator<void, void, undefined>,
  ends: readonly AbortSignal[],
  stop: () => void,
): Running {
  const waiting = linkSignals(...ends);
  const all = rounds(waiting.signal);
  const first = all.next().then(() => undefined);
  const ended = (async () => {
    await first;
    for await (const _ of all);
  })().catch(() => undefined);
  const undo = [
    ...ends.map((signal) => onAbort(signal, stop)),
    () => {
      waiting[Symbol.dispose]();
    },
  ];
  void ended.finally(() => {
    for (const step of undo) step();
  });
  return { first, ended, waiting };
}
