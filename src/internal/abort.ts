import { setMaxListeners } from 'node:events';

const hubs = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls back when a signal aborts, until undone; to undo it again changes nothing. However many wait
 * on a signal it carries one listener of ours: an application-wide signal behind a hundred queries is
 * no leak, and Node warns of eleven listeners.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  let callbacks = hubs.get(signal);
  if (!callbacks) {
    const waiting = new Set<() => void>();
    const fire = (): void => {
      hubs.delete(signal);
      for (const call of waiting) call();
    };
    signal.addEventListener('abort', fire, { once: true });
    hubs.set(signal, (callbacks = waiting));
    undoers.set(waiting, () => {
      signal.removeEventListener('abort', fire);
      hubs.delete(signal);
    });
  }
  const own = callbacks;
  // A wrapper, since the same function may be registered twice.
  const call = (): void => {
    callback();
  };
  own.add(call);
  return () => {
    // A second time there may be others, who came to wait since and share a listener of their own.
    if (own.delete(call) && own.size === 0) undoers.get(own)?.();
  };
}

const undoers = new WeakMap<Set<() => void>, () => void>();

/** Refuses what is no signal, such as the controller it belongs to. */
export function assertSignal(signal: unknown): asserts signal is AbortSignal {
  // By its shape: signals of other realms and polyfills are no instances of ours.
  const isSignal = typeof signal === 'object' && signal !== null && 'aborted' in signal && 'addEventListener' in signal;
  if (!isSignal) throw new TypeError('signal() takes an AbortSignal, such as AbortSignal.timeout(5000) or controller.signal');
}

/**
 * Resolves after `ms`; rejects with the signal's reason as soon as it aborts. Leaves no timer or listener.
 *
 * @param keepsAlive - Whether a process that waits for nothing else waits for this. Default: true.
 */
export function pause(ms: number, signal?: AbortSignal, keepsAlive = true): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(reasonOf(signal));
      return;
    }
    const undo =
      signal &&
      onAbort(signal, () => {
        clearTimeout(timer);
        reject(reasonOf(signal));
      });
    const timer = setTimeout(() => {
      undo?.();
      resolve();
    }, ms);
    if (!keepsAlive) timer.unref();
  });
}

/** The promise's outcome, or the signal's reason if it aborts first. The loser's late rejection is silenced. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      reject(reasonOf(signal));
    };
    const undo = onAbort(signal, giveUp);
    if (signal.aborted) giveUp();
    promise.then(resolve, reject).finally(undo);
  });
}

/** A signal that follows others until it is disposed. */
export interface LinkedSignal extends Disposable {
  readonly signal: AbortSignal;
  abort(reason: unknown): void;
}

/**
 * A signal that aborts with the first of `sources`, or by hand. Dispose of it: `AbortSignal.any`
 * keeps every derived signal reachable from a long-lived source on Node 20, this does not.
 */
export function linkSignals(...sources: readonly (AbortSignal | undefined)[]): LinkedSignal {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  const undo: (() => void)[] = [];
  const dispose = (): void => {
    for (const step of undo.splice(0)) step();
  };
  const abort = (reason: unknown): void => {
    controller.abort(reason);
    dispose();
  };
  for (const source of sources) {
    if (!source) continue;
    if (source.aborted) {
      abort(source.reason);
      break;
    }
    undo.push(
      onAbort(source, () => {
        abort(source.reason);
      }),
    );
  }
  return { signal: controller.signal, abort, [Symbol.dispose]: dispose };
}

function reasonOf(signal: AbortSignal): Error {
  // The caller chose the reason; it reaches them as it is, whatever it is.
  return signal.reason as Error;
}
