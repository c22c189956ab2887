/**
 * What `work` comes to, or the error of `late` once `ms` are over; what comes after that is ignored. The timer is gone with
 * the outcome, and keeps the process alive only where that is asked for.
 */
export function withDeadline<T>(work: () => Promise<T>, ms: number, late: () => Error, keepsAlive = false): Promise<T> {
  return new Promise((resolve, reject) => {
    const pending = work();
    const timer = setTimeout(() => {
      reject(late());
    }, ms);
    if (!keepsAlive) timer.unref();
    pending.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}
