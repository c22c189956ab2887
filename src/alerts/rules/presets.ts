import { Quantity, SystemEvent } from '../../catalog/index.ts';
import { shown } from '../../internal/shown.ts';
import type { AlertRuleInput } from './input.ts';

/**
 * What people set first, to spread into a rule or a subscription.
 *
 * `tunnelDown` and `bgpDown` are critical once the state has been below 1 for three periods. `bandwidthAbove(percent)` warns once that share of
 * the gateway's bandwidth has been exceeded for three periods, by outbound traffic unless you say `'inbound'`. `certificateExpired` is for a
 * subscription: no metric shows it.
 *
 * @example
 * ```ts
 * import { alertPresets, type VpnMonitor } from 'alicloud-vpn-monitor';
 *
 * export async function protect(monitor: VpnMonitor): Promise<void> {
 *   const contactGroups = ['vpn-ops'];
 *   await monitor.alerts.put([
 *     { ...alertPresets.tunnelDown, id: 'vpn-tunnel-down', name: 'A VPN tunnel is down', on: 'all', contactGroups },
 *     { ...alertPresets.bandwidthAbove(80), id: 'vpn-bandwidth', name: 'A VPN gateway is nearly full', on: 'all', contactGroups },
 *   ]);
 * }
 * ```
 */
export const alertPresets = /* @__PURE__ */ (() =>
  ({
    tunnelDown: { metric: Quantity.State, critical: { when: '<', threshold: 1, times: 3 } },
    bgpDown: { metric: Quantity.BgpState, critical: { when: '<', threshold: 1, times: 3 } },
    bandwidthAbove,
    certificateExpired: { events: [SystemEvent.CertKeyExpired] },
  }) as const)();

function bandwidthAbove(percent: number, direction: 'inbound' | 'outbound' = 'outbound') {
  if (typeof percent !== 'number' || !(percent >= 0 && percent < 100)) throw new RangeError(`bandwidthAbove() takes a percentage from 0 to less than 100, but was given ${shown(percent)}`);
  const metric = direction === 'inbound' ? Quantity.InboundBandwidthUtilization : Quantity.OutboundBandwidthUtilization;
  if (!['inbound', 'outbound'].includes(direction)) throw new RangeError(`direction ${shown(direction)} is none of: inbound, outbound`);
  return { metric, warn: { when: '>', threshold: percent, times: 3 } } as const satisfies Partial<AlertRuleInput>;
}
