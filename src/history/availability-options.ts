import { assertFunction } from '../internal/check-values.ts';
import { assertOptions, keysOf } from '../internal/keys.ts';
import type { Transition } from '../watch/index.ts';

/**
 * Options of `availability()`.
 *
 * @example
 * ```ts
 * import type { VpnMonitor } from 'alicloud-vpn-monitor';
 *
 * export async function lastDay(monitor: VpnMonitor): Promise<number> {
 *   const { connections } = await monitor.history(monitor.fleet()).availability({
 *     onTransition: ({ at, type, resource }) => { console.log(new Date(at).toISOString(), type, resource.tunnelId ?? resource.connectionId); },
 *   });
 *   return connections.size;
 * }
 * ```
 */
export interface AvailabilityOptions {
  /**
   * Called with each transition that you would get by iterating the query, in the same order and without a second read. If it returns a promise,
   * that is awaited before the next call. If it throws or rejects, `availability()` rejects with the same error.
   */
  readonly onTransition?: ((transition: Transition) => unknown) | undefined;
}

const KEYS = /* @__PURE__ */ keysOf<AvailabilityOptions>({ onTransition: true });

/** The options. @throws `TypeError` that names one that cannot be used. */
export function checkAvailabilityOptions(options: AvailabilityOptions): AvailabilityOptions {
  assertOptions(options, KEYS, 'availability()');
  assertFunction('onTransition', options.onTransition);
  return options;
}
