import { abortable, linkSignals } from './abort.ts';

/** What `work` comes to; rejects with the error of `late` once `ms` are over, or with the signal's reason. No timer is left, and what comes later is ignored. */
export async function inTime<T>(work: () => Promise<T>, ms: number, late: () => Error, signal?: AbortSignal): Promise<T> {
  using linked = linkSignals(signal);
  const timer = setTimeout(() => { linked.abort(late()); }, ms);
  try {
    linked.signal.throwIfAborted();
    return await abortable(work(), linked.signal);
  } finally {
    clearTimeout(timer);
  }
}
