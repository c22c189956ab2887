import type { BgpState, HealthState, IpsecPhase, IpsecState } from '../topology/index.ts';
import type { CertificateExpiringTransition, CertificateTransition } from './certificate-transitions.ts';
import type { ConnectionCondition, ConnectionState, WatchedResource } from './model.ts';
import type { TransitionFields } from './transition-fields.ts';

interface ConnectionFields extends TransitionFields {
  /** The tunnel or connection that changed. */
  readonly resource: WatchedResource;
  /** The state of the connection after this transition. */
  readonly connection: ConnectionState;
}

/** A tunnel came up or went down, or became unknown after `staleAfterMs` without evidence. */
export type TunnelTransition = ConnectionFields &
  (
    | {
        /** IPsec was negotiated. */
        readonly type: 'tunnel:up';
        /** The state before; `unknown` after a time without evidence. */
        readonly from: IpsecState;
        /** The new state. */
        readonly to: 'up';
      }
    | {
        /** IPsec was lost. */
        readonly type: 'tunnel:down';
        /** The state before; `unknown` after a time without evidence. */
        readonly from: IpsecState;
        /** The new state. */
        readonly to: 'down';
        /** The phase of the negotiation that failed. Absent if no source names it. */
        readonly phase?: IpsecPhase;
      }
    | {
        /** No source gave evidence for `staleAfterMs`. */
        readonly type: 'tunnel:stale';
        /** The last known state. */
        readonly from: IpsecState;
        /** The new state. */
        readonly to: 'unknown';
      }
  );

/** A BGP session came up or was lost. */
export type BgpTransition = ConnectionFields &
  (
    | {
        /** The session was established. */
        readonly type: 'bgp:up';
        /** The state before. */
        readonly from: BgpState;
        /** The new state. */
        readonly to: 'up';
      }
    | {
        /** The session was lost. */
        readonly type: 'bgp:down';
        /** The state before. */
        readonly from: BgpState;
        /** The new state. */
        readonly to: 'down';
      }
  );

/** A health check began to fail, or succeeds again. */
export type HealthTransition = ConnectionFields &
  (
    | {
        /** The check succeeds. */
        readonly type: 'health:ok';
        /** The state before. */
        readonly from: HealthState;
        /** The new state. */
        readonly to: 'ok';
      }
    | {
        /** The check fails. */
        readonly type: 'health:failed';
        /** The state before. */
        readonly from: HealthState;
        /** The new state. */
        readonly to: 'failed';
      }
  );

/** The state of a connection changed: all, some or none of its tunnels are up. */
export type ConnectionTransition = ConnectionFields &
  (
    | {
        /** All tunnels are up. */
        readonly type: 'connection:up';
        /** The state before. */
        readonly from: ConnectionCondition;
        /** The new state. */
        readonly to: 'up';
      }
    | {
        /** Some tunnels are up and some down. */
        readonly type: 'connection:degraded';
        /** The state before. */
        readonly from: ConnectionCondition;
        /** The new state. */
        readonly to: 'degraded';
      }
    | {
        /** All tunnels are down. */
        readonly type: 'connection:down';
        /** The state before. */
        readonly from: ConnectionCondition;
        /** The new state. */
        readonly to: 'down';
      }
  );

/** The active tunnel is down and the standby tunnel is up, so the standby carries the traffic. It comes with `connection:degraded`. */
export type FailoverTransition = ConnectionFields & {
  /** Traffic moved to the standby tunnel. */
  readonly type: 'connection:failover';
  /** The id of the active tunnel, which is down. */
  readonly from: string;
  /** The id of the standby tunnel, which is up. */
  readonly to: string;
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
