import type { MetricName } from '../catalog/index.ts';
import type { VpnSystemEvent } from '../events/index.ts';
import type { BgpState, HealthState, IpsecPhase, IpsecState } from '../topology/index.ts';
import type { ConnectionCondition, ConnectionState, EvidenceSource, WatchedResource } from './model.ts';

/** The evidence that shows a transition. */
export interface TransitionEvidence {
  readonly source: EvidenceSource;
  /** The time of the event or of the poll, or the datapoint's timestamp, in milliseconds since the epoch. */
  readonly at: number;
  /** The event, if it was one. */
  readonly event?: VpnSystemEvent;
  /** The metric, if it was a datapoint that this round read. */
  readonly metric?: MetricName;
  /** Its value: 1 up, 0 down, or the share of the period in between. */
  readonly value?: number;
}

interface TransitionFields {
  /** The same for the same transition, also after a restart from a store. Remember it to act on each transition once. */
  readonly id: string;
  /**
   * When it happened as far as the evidence shows, in milliseconds since the epoch. An event knows the instant, a
   * datapoint its period. A change that a poll of the topology shows has the time of that poll.
   */
  readonly at: number;
  /** When the watch knew, by the service's time, in milliseconds since the epoch: `observedAt - at` is how long it took. */
  readonly observedAt: number;
  /** Set when the evidence arrived after newer evidence. Emitted together with the transition that ended it; the current state is unchanged. */
  readonly late?: true;
  /** The source of the evidence. */
  readonly source: EvidenceSource;
  readonly evidence: TransitionEvidence;
}

interface ConnectionFields extends TransitionFields {
  readonly resource: WatchedResource;
  /** The connection's state with this transition. */
  readonly connection: ConnectionState;
}

/** A tunnel came up or went down, or no source said anything about it for `staleAfterMs`. */
export type TunnelTransition = ConnectionFields &
  (
    | { readonly type: 'tunnel:up'; readonly from: IpsecState; readonly to: 'up' }
    | { readonly type: 'tunnel:down'; readonly from: IpsecState; readonly to: 'down'; readonly phase?: IpsecPhase }
    | { readonly type: 'tunnel:stale'; readonly from: IpsecState; readonly to: 'unknown' }
  );

/** A BGP session came up or was lost. */
export type BgpTransition = ConnectionFields &
  (
    | { readonly type: 'bgp:up'; readonly from: BgpState; readonly to: 'up' }
    | { readonly type: 'bgp:down'; readonly from: BgpState; readonly to: 'down' }
  );

/** A health check began to fail, or works again. */
export type HealthTransition = ConnectionFields &
  (
    | { readonly type: 'health:ok'; readonly from: HealthState; readonly to: 'ok' }
    | { readonly type: 'health:failed'; readonly from: HealthState; readonly to: 'failed' }
  );

/** The state of a connection changed: all, some or none of its tunnels are up. */
export type ConnectionTransition = ConnectionFields &
  (
    | { readonly type: 'connection:up'; readonly from: ConnectionCondition; readonly to: 'up' }
    | { readonly type: 'connection:degraded'; readonly from: ConnectionCondition; readonly to: 'degraded' }
    | { readonly type: 'connection:down'; readonly from: ConnectionCondition; readonly to: 'down' }
  );

/** The active tunnel is down and the standby tunnel up, so the standby carries the traffic. Comes with `connection:degraded`. */
export type FailoverTransition = ConnectionFields & {
  readonly type: 'connection:failover';
  /** The id of the active tunnel, which is down. */
  readonly from: string;
  /** The id of the standby tunnel, which is up. */
  readonly to: string;
};

interface CertificateFields extends TransitionFields {
  readonly resource: {
    readonly certificateId: string;
    /** Where a listing showed it. */
    readonly certificateName?: string;
    readonly gatewayId?: string;
    readonly connectionId?: undefined;
    readonly tunnelId?: undefined;
  };
  readonly from: 'valid';
  readonly connection?: undefined;
}

/**
 * An SSL client certificate passed its end date. Emitted by watches of fleets that name neither connections
 * nor tags. A watch of one gateway, or of a fleet of some gateways, emits it only if the event names the gateway, or with
 * `certificateNoticeDays`, since a listing then says whose certificates they are.
 */
export type CertificateTransition = CertificateFields & {
  readonly type: 'certificate:expired';
  readonly to: 'expired';
};

/**
 * An SSL client certificate ends within the days of `certificateNoticeDays`: once for each certificate, end and number of days.
 * Emitted by watches that emit {@link CertificateTransition} and have that option.
 */
export type CertificateExpiringTransition = CertificateFields & {
  readonly type: 'certificate:expiring';
  readonly to: 'expiring';
  /** Whole days until its end, rounded down. */
  readonly daysLeft: number;
  /** The number of `certificateNoticeDays` that was reached; of several that were reached since the last listing the fewest. */
  readonly noticeDays: number;
  /** When it expires, in milliseconds since the epoch. */
  readonly endsAt: number;
};

/**
 * A change of state, frozen. `type` is the discriminant.
 *
 * @example
 * ```ts
 * import type { Transition } from 'alicloud-vpn-monitor';
 *
 * export function line(transition: Transition): string {
 *   const seconds = Math.round((transition.observedAt - transition.at) / 1000);
 *   switch (transition.type) {
 *     case 'tunnel:down':
 *       return `${transition.resource.tunnelId ?? transition.resource.connectionId} is down (${transition.phase ?? 'phase unknown'}), known after ${seconds} s`;
 *     case 'connection:failover':
 *       return `${transition.connection.connectionId}: traffic moved from ${transition.from} to ${transition.to}`;
 *     case 'certificate:expired':
 *       return `${transition.resource.certificateId} expired`;
 *     case 'certificate:expiring':
 *       return `${transition.resource.certificateId} expires in ${transition.daysLeft} days`;
 *     default:
 *       return `${transition.type} ${transition.resource.connectionId}`;
 *   }
 * }
 * ```
 */
export type Transition =
  | TunnelTransition
  | BgpTransition
  | HealthTransition
  | ConnectionTransition
  | FailoverTransition
  | CertificateTransition
  | CertificateExpiringTransition;

/**
 * The type of a transition, and the name of the event that a watch emits for it.
 *
 * | Type | Meaning | What to do |
 * |---|---|---|
 * | `tunnel:up` | A tunnel came up: IPsec was negotiated. | Nothing. |
 * | `tunnel:down` | A tunnel went down: IPsec was lost. | See `phase`, and `diagnose()` of the tunnel, for why. |
 * | `tunnel:stale` | No source reported a tunnel for `staleAfterMs`. Its state is unknown, not down. | Look at the `error` events of the watch, and whether the resource still exists. |
 * | `bgp:up` | A BGP session came up. | Nothing. |
 * | `bgp:down` | A BGP session was lost. | Compare the BGP settings of both sides; the tunnel may be up all the same. |
 * | `health:ok` | A health check works again. | Nothing. |
 * | `health:failed` | A health check began to fail. | Check the way to the address that it probes. The service resets the tunnel. |
 * | `connection:up` | All tunnels of a connection are up. | Nothing. |
 * | `connection:degraded` | Some tunnels of a connection are up, some are down: redundancy is lost, traffic is not. | Mend the tunnel that is down. |
 * | `connection:down` | No tunnel of a connection is up. | Page: no traffic passes. |
 * | `connection:failover` | The active tunnel is down and the standby tunnel carries the traffic. | Mend the tunnel that `from` names. |
 * | `certificate:expired` | An SSL client certificate passed its end date. | Issue a new one. |
 * | `certificate:expiring` | An SSL client certificate ends within the days of `certificateNoticeDays`. | Issue a new one before `endsAt`. |
 */
export type TransitionType = Transition['type'];
