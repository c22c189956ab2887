import { assertFunction } from '../internal/check-values.ts';
import { assertOptions, keysOf } from '../internal/keys.ts';
import type { Transition } from '../watch/index.ts';

/**
 * What else `availability()` does while it reads.
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
   * Called with each transition that the query would give you if you iterated it, in the same order. Nothing is read twice, and nothing is kept. A promise that
   * it returns is awaited before the next call. If it throws or rejects, the reading ends and `availability()` rejects with the same error.
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
