import { Quantity, SystemEvent } from '../../catalog/index.ts';
import { didYouMean } from '../../internal/misspelling.ts';
import { shown } from '../../internal/shown.ts';
import type { AlertRuleInput } from './input.ts';

/** The part of a rule that {@link AlertPresets.bandwidthAbove} gives. */
interface BandwidthRule<Direction extends Quantity> {
  readonly metric: Direction;
  readonly warn: { readonly when: '>'; readonly threshold: number; readonly times: 3 };
}

type Inbound = typeof Quantity.InboundBandwidthUtilization;
type Outbound = typeof Quantity.OutboundBandwidthUtilization;

/** The type of {@link alertPresets}. */
export interface AlertPresets {
  /** Critical alert after a tunnel, or a single-tunnel connection, was down for three periods. */
  readonly tunnelDown: {
    /** The state: 1 while the tunnel is up, 0 while it is down. */
    readonly metric: typeof Quantity.State;
    /** The state is below 1 in three periods in a row. */
    readonly critical: {
      /** Below the threshold. */
      readonly when: '<';
      /** The value of the state while up. */
      readonly threshold: 1;
      /** Periods in a row. */
      readonly times: 3;
    };
  };
  /**
   * Critical alert after a BGP session was down for three periods. Choose connections that use BGP: a fleet and `'all'` may include
   * connections without BGP, which have no session.
   */
  readonly bgpDown: {
    /** The state of the BGP session: 1 while it is up, 0 while it is down. */
    readonly metric: typeof Quantity.BgpState;
    /** The state is below 1 in three periods in a row. */
    readonly critical: {
      /** Below the threshold. */
      readonly when: '<';
      /** The value of the state while up. */
      readonly threshold: 1;
      /** Periods in a row. */
      readonly times: 3;
    };
  };
  /**
   * Warns after outbound traffic used more than this share of a gateway's bandwidth for three periods.
   *
   * @param percent - At least 0 and below 100.
   * @throws `RangeError` for another percentage or direction.
   */
  bandwidthAbove(percent: number, direction?: 'outbound'): BandwidthRule<Outbound>;
  /**
   * Warns after inbound traffic used more than this share of a gateway's bandwidth for three periods.
   *
   * @param percent - At least 0 and below 100.
   * @throws `RangeError` for another percentage or direction.
   */
  bandwidthAbove(percent: number, direction: 'inbound'): BandwidthRule<Inbound>;
  /**
   * Warns after traffic in one direction used more than this share of a gateway's bandwidth for three periods.
   *
   * @param percent - At least 0 and below 100.
   * @param direction - Default: `'outbound'`.
   * @throws `RangeError` for another percentage or direction.
   */
  bandwidthAbove(percent: number, direction?: 'inbound' | 'outbound'): BandwidthRule<Inbound> | BandwidthRule<Outbound>;
  /** The event of an expired SSL client certificate, for a subscription: no metric reports it. */
  readonly certificateExpired: {
    /** `cert_key_expired` only. */
    readonly events: readonly [typeof SystemEvent.CertKeyExpired];
  };
}

/**
 * Ready-made conditions for the most common alerts. Spread one into a rule or a subscription.
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
  if (!['inbound', 'outbound'].includes(direction))
    throw new RangeError(`direction ${shown(direction)} is none of: inbound, outbound${didYouMean(direction, ['inbound', 'outbound'])}`);
  return { metric, warn: { when: '>', threshold: percent, times: 3 } } as const satisfies Partial<AlertRuleInput>;
}
