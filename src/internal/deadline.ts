import { onAbort } from './abort.ts';

/** How a deadline is waited for. */
export interface DeadlineOptions {
  /** Ends the wait with its reason. Default: none. */
  readonly signal?: AbortSignal | undefined;
  /** Whether the wait keeps the process alive: it promises an end. Default: true. */
  readonly keepsAlive?: boolean;
}

/**
 * What `work` comes to, or the error of `late` once `ms` are over; what comes after that is ignored. Timer and listener are gone with the
 * outcome.
 */
export function withDeadline<T>(
  work: () => Promise<T>,
  ms: number,
  late: () => Error,
  { signal, keepsAlive = true }: DeadlineOptions = {},
): Promise<T> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const pending = work();
    const end = (): void => {
      clearTimeout(timer);
      undo?.();
    };
    const giveUp = (error: Error): void => {
      end();
      reject(error);
    };
    // The caller chose the reason; it reaches them as it is, whatever it is.
    const aborted = (): void => {
      giveUp(signal?.reason as Error);
    };
    const undo = signal && onAbort(signal, aborted);
    const timer = setTimeout(() => {
      giveUp(late());
    }, ms);
    if (!keepsAlive) timer.unref();
    if (signal?.aborted) aborted();
    pending.then(resolve, reject).finally(end);
  });
}
