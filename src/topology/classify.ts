import type { Attachment } from '../catalog/index.ts';
import type { BgpState, HealthState, IpsecPhase, IpsecState } from './models.ts';

/** What negotiation came to. */
export interface Negotiation {
  readonly ipsec: IpsecState;
  readonly phase?: IpsecPhase;
}

/** What a connection is attached to; `undefined` for nothing. */
export function attachmentOf(
  attachType: string | undefined,
  gatewayId: string | undefined,
  transitRouterId: string | undefined,
): Attachment | undefined {
  switch (attachType?.toUpperCase() ?? '') {
    case 'CEN':
      return 'transit-router';
    case 'VPNGW':
      return 'vpn-gateway';
    case 'NO_ASSOCIATED':
      return undefined;
  }
  // Answers of 2021 have no AttachType.
  if (gatewayId !== undefined) return 'vpn-gateway';
  return transitRouterId === undefined ? undefined : 'transit-router';
}

const UNKNOWN: Negotiation = { ipsec: 'unknown' };

// An IKE SA alone is phase 1 done and phase 2 missing. The set is open: other words say nothing.
const NEGOTIATIONS: ReadonlyMap<string | undefined, Negotiation> = new Map([
  ['ipsec_sa_established', { ipsec: 'up' }],
  ['ike_sa_not_established', { ipsec: 'down', phase: 'phase1' }],
  ['ike_sa_established', { ipsec: 'down', phase: 'phase2' }],
  ['ipsec_sa_not_established', { ipsec: 'down', phase: 'phase2' }],
]);

/** The state of a tunnel of a dual-tunnel connection. While it is anything but active, its status tells nothing. */
export function tunnelNegotiation(state: string | undefined, status: string | undefined): Negotiation {
  return state?.toLowerCase() === 'active' ? negotiation(status) : UNKNOWN;
}

/** The state of a single-tunnel connection. `attached` is what `active` is called on a transit router; answers of 2021 have no state. */
export function singleNegotiation(state: string | undefined, status: string | undefined): Negotiation {
  return /^(active|attached)$/i.test(state ?? 'active') ? negotiation(status) : UNKNOWN;
}

function negotiation(status: string | undefined): Negotiation {
  return NEGOTIATIONS.get(status?.toLowerCase()) ?? UNKNOWN;
}

/** What all tunnels of a connection agree on. */
export function rolledUp(tunnels: readonly Negotiation[]): Negotiation {
  const ipsec = agreed(tunnels.map((one) => one.ipsec)) ?? 'unknown';
  const phase = ipsec === 'down' ? agreed(tunnels.map((one) => one.phase)) : undefined;
  return phase === undefined ? { ipsec } : { ipsec, phase };
}

/** What all BGP sessions of a connection's tunnels agree on, leaving out tunnels without one. */
export function rolledUpBgp(tunnels: readonly BgpState[]): BgpState {
  return agreed(tunnels.filter((one) => one !== 'disabled')) ?? agreed(tunnels) ?? 'unknown';
}

function agreed<T>(values: readonly T[]): T | undefined {
  return values.every((one) => one === values[0]) ? values[0] : undefined;
}

/** What an answer says of a BGP session. */
export interface BgpFacts {
  readonly enabled: boolean | undefined;
  readonly status: string | undefined;
  /** Whether its settings have any AS number, network or address; `undefined` where the answer has no settings of it at all. */
  readonly configured: boolean | undefined;
}

/**
 * The state of a BGP session. A session that failed is told from one that was never set up by its
 * addresses: settings without any are how lists say that there is none, as only answers about a single
 * connection say `EnableBgp`. Without settings nothing was said, which is neither down nor disabled.
 */
export function bgpOf({ enabled, status, configured }: BgpFacts): BgpState {
  if (enabled === false) return 'disabled';
  const word = status?.toLowerCase();
  if (word === 'success') return 'up';
  if (configured === false) return 'disabled';
  return configured && (word === 'false' || word === 'failed') ? 'down' : 'unknown';
}

/**
 * The state of a health check. One that is switched off answers `Enable: "false"` beside `success`, so
 * `enabled` decides first; where that is missing, as for dual-tunnel connections whose answers may have
 * no health check at all, nothing was said.
 */
export function healthOf(enabled: boolean | undefined, status: string | undefined): HealthState {
  if (enabled === undefined) return 'unknown';
  if (!enabled) return 'disabled';
  switch (status?.toLowerCase() ?? '') {
    case 'success':
      return 'ok';
    case 'failed':
      return 'failed';
    default:
      return 'unknown';
  }
}
