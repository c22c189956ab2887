import { Quantity, SystemEvent } from '../../catalog/index.ts';
import { shown } from '../../internal/shown.ts';
import type { AlertRuleInput } from './input.ts';

/** The part of a rule that {@link AlertPresets.bandwidthAbove} gives. */
interface BandwidthRule<Direction extends Quantity> {
  readonly metric: Direction;
  readonly warn: { readonly when: '>'; readonly threshold: number; readonly times: 3 };
}

type Inbound = typeof Quantity.InboundBandwidthUtilization;
type Outbound = typeof Quantity.OutboundBandwidthUtilization;

/** What {@link alertPresets} holds. */
export interface AlertPresets {
  /** Critical once a tunnel, or a single-tunnel connection, has been down for three periods: `State` below 1. */
  readonly tunnelDown: {
    readonly metric: typeof Quantity.State;
    readonly critical: { readonly when: '<'; readonly threshold: 1; readonly times: 3 };
  };
  /**
   * Critical once a BGP session has been down for three periods: `BgpState` below 1. Name connections that use BGP: a fleet and `'all'`
   * also hold those without it, which have no session to be up.
   */
  readonly bgpDown: {
    readonly metric: typeof Quantity.BgpState;
    readonly critical: { readonly when: '<'; readonly threshold: 1; readonly times: 3 };
  };
  /**
   * Warns once traffic in one direction has taken more than a share of a gateway's bandwidth for three periods.
   *
   * @param percent - From 0 to less than 100.
   * @param direction - Default: `'outbound'`.
   * @throws `RangeError` for another percentage or direction.
   */
  bandwidthAbove(percent: number, direction?: 'outbound'): BandwidthRule<Outbound>;
  bandwidthAbove(percent: number, direction: 'inbound'): BandwidthRule<Inbound>;
  bandwidthAbove(percent: number, direction?: 'inbound' | 'outbound'): BandwidthRule<Inbound> | BandwidthRule<Outbound>;
  /** An SSL client certificate has expired: the events of a subscription, since no metric shows it. */
  readonly certificateExpired: { readonly events: readonly [typeof SystemEvent.CertKeyExpired] };
}

/**
 * What people set first, to spread into a rule or a subscription.
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
export const alertPresets: AlertPresets = /* @__PURE__ */ (() => ({
  tunnelDown: { metric: Quantity.State, critical: { when: '<', threshold: 1, times: 3 } },
  bgpDown: { metric: Quantity.BgpState, critical: { when: '<', threshold: 1, times: 3 } },
  bandwidthAbove: bandwidthAbove as AlertPresets['bandwidthAbove'],
  certificateExpired: { events: [SystemEvent.CertKeyExpired] },
}))();

function bandwidthAbove(percent: number, direction: 'inbound' | 'outbound' = 'outbound') {
  if (typeof percent !== 'number' || !(percent >= 0 && percent < 100))
    throw new RangeError(`bandwidthAbove() takes a percentage from 0 to less than 100, but was given ${shown(percent)}`);
  const metric = direction === 'inbound' ? Quantity.InboundBandwidthUtilization : Quantity.OutboundBandwidthUtilization;
  if (!['inbound', 'outbound'].includes(direction)) throw new RangeError(`direction ${shown(direction)} is none of: inbound, outbound`);
  return { metric, warn: { when: '>', threshold: percent, times: 3 } } as const satisfies Partial<AlertRuleInput>;
}
