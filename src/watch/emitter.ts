import { EventEmitter } from 'eventemitter3';
import { reworded, VpnMonitorError } from '../errors.ts';
import { assertSignal } from '../internal/abort.ts';
import { assertOptions, keysOf } from '../internal/keys.ts';
import { didYouMean } from '../internal/misspelling.ts';
import { shown } from '../internal/shown.ts';
import { Subscription, type Unsubscribe } from './subscription.ts';
import type { Transition } from './transitions.ts';
import type { WatchEvents } from './watch-events.ts';

/**
 * A function that receives the payload of each event `K` of a watch.
 *
 * It may be asynchronous; the watch does not wait for it. If it throws or rejects, the error is emitted as `error`, unchanged, and the other
 * listeners are still called. If a listener for `error` throws, that is an uncaught exception.
 */
export type WatchListener<K extends keyof WatchEvents> = (payload: WatchEvents[K]) => unknown;

/** Options of `on()` and `once()`. */
export interface SubscribeOptions {
  /** Unsubscribes when it aborts. If it has already aborted, nothing is subscribed. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

const SUBSCRIBE_KEYS = /* @__PURE__ */ keysOf<SubscribeOptions>({ signal: true });
const NAMES = /* @__PURE__ */ keysOf<WatchEvents>({
  'tunnel:up': true,
  'tunnel:down': true,
  'tunnel:stale': true,
  'bgp:up': true,
  'bgp:down': true,
  'health:ok': true,
  'health:failed': true,
  'connection:up': true,
  'connection:degraded': true,
  'connection:down': true,
  'connection:failover': true,
  'certificate:expired': true,
  'certificate:expiring': true,
  'tunnel:diagnosis': true,
  'alarm:raised': true,
  'alarm:cleared': true,
  transition: true,
  role: true,
  poll: true,
  error: true,
});

/**
 * Calls the listeners of a watch.
 *
 * eventemitter3 alone removes every registration of a function at once, calls a `once` listener again
 * where an emit runs inside another, and lets a listener that throws stop the others and the caller.
 * So each registration is a function of its own here, which knows whether it still stands.
 */
export class WatchEmitter {
  readonly #emitter = new EventEmitter<keyof WatchEvents>();
  /** What each function that eventemitter3 calls stands for. */
  readonly #subscriptions = new WeakMap<object, Pick<Subscription<never>, 'listener' | 'unsubscribe'>>();

  /**
   * Calls the listener each time, after those registered before it, until it is unsubscribed.
   *
   * A `TypeError` names an unknown event, a listener that is no function, or a signal that is none.
   */
  on<K extends keyof WatchEvents>(event: K, listener: WatchListener<K>, options?: SubscribeOptions): Unsubscribe {
    return this.#subscribe(event, listener, options, false);
  }

  /** Calls the listener the next time only. Otherwise like {@link WatchEmitter.on}. */
  once<K extends keyof WatchEvents>(event: K, listener: WatchListener<K>, options?: SubscribeOptions): Unsubscribe {
    return this.#subscribe(event, listener, options, true);
  }

  /** Ends every subscription of the listener for the event; of one that has none, nothing. Refuses what {@link WatchEmitter.on} refuses. */
  off<K extends keyof WatchEvents>(event: K, listener: WatchListener<K>): void {
    assertSubscription(event, listener);
    for (const call of this.#emitter.listeners(event)) {
      const subscription = this.#subscriptions.get(call);
      if (subscription?.listener === listener) subscription.unsubscribe();
    }
  }

  /** Whether anybody listens for an event. */
  hears(event: keyof WatchEvents): boolean {
    return this.#emitter.listenerCount(event) > 0;
  }

  /** Hands the payload to the listeners, in the order of their registration. Never throws; an `error` that nobody listens for is thrown as an uncaught exception. */
  emit<K extends keyof WatchEvents>(event: K, payload: WatchEvents[K]): void {
    const heard = this.#emitter.emit(event, payload);
    if (!heard && event === 'error') throwUncaught(unheard(payload));
  }

  /** Emits a transition under its own name, then as `transition`. */
  emitTransition(transition: Transition): void {
    this.emit(transition.type, transition);
    this.emit('transition', transition);
  }

  #subscribe<K extends keyof WatchEvents>(
    event: K,
    listener: WatchListener<K>,
    options: SubscribeOptions | undefined,
    once: boolean,
  ): Unsubscribe {
    assertSubscription(event, listener);
    const signal = signalOf(options);
    if (options) assertOptions(options, SUBSCRIBE_KEYS, `${once ? 'once' : 'on'}()`);
    const subscription = new Subscription(listener, {
      once,
      failed: (error) => {
        // As it is: wrapped, it would look like a failure of the watch. Its own stack names the listener.
        // A failure to handle failures must not come back to those who failed.
        if (event === 'error') throwUncaught(error);
        else this.emit('error', error);
      },
      leave: () => {
        this.#emitter.off(event, subscription.call);
      },
    });
    if (signal?.aborted !== true) {
      this.#subscriptions.set(subscription.call, subscription);
      this.#emitter.on(event, subscription.call);
      subscription.begin(signal);
    }
    return subscription.unsubscribe;
  }
}

/** Refuses what JavaScript callers may get wrong. */
function assertSubscription(event: unknown, listener: unknown): void {
  if (!(NAMES as readonly unknown[]).includes(event))
    throw new TypeError(`event ${shown(event)} is none of: ${NAMES.join(', ')}${didYouMean(event, NAMES)}`);
  if (typeof listener !== 'function') throw new TypeError(`the listener for ${shown(event)} must be a function, not ${shown(listener)}`);
}

/** The signal of options. Throws a `TypeError` that names what was given instead of one, such as its controller. */
export function signalOf(options: SubscribeOptions | null | undefined): AbortSignal | undefined {
  // It would be ignored, and what it should end would stay.
  if (typeof options === 'object' && options !== null && 'aborted' in options)
    throw new TypeError('the options are { signal }, not the signal itself');
  const signal: unknown = options?.signal;
  if (signal === undefined) return undefined;
  try {
    assertSignal(signal);
  } catch {
    throw new TypeError(`signal ${shown(signal)} must be an AbortSignal, such as AbortSignal.timeout(5000) or controller.signal`);
  }
  return signal;
}

const MISSING_LISTENER = "It is thrown here because nobody listens for 'error' of the watch: add watch.on('error', (error) => …).";

/** An error that nobody listens for, which says so. */
function unheard(error: unknown): Error {
  const said = (text: string): string => `${text}${/[.!?]$/.test(text) ? '' : '.'} ${MISSING_LISTENER}`;
  if (!VpnMonitorError.isInstance(error))
    return new Error(said(error instanceof Error ? String(error).replace(/^Error: /, '') : shown(error)), { cause: error });
  return reworded(error, said(error.message), { cause: error });
}

/** Throws where no caller can catch it: an error that nobody listens for must not pass in silence. */
function throwUncaught(error: unknown): void {
  queueMicrotask(() => {
    throw error as Error;
  });
}
