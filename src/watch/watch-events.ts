import type { Alarm } from './alarms/index.ts';
import type { PollReport, WatchRole } from './report.ts';
import type {
  CertificateExpiringTransition,
  CertificateTransition,
  FailoverTransition,
  Transition,
  TransitionType,
} from './transitions.ts';
import type { TunnelDiagnosis } from './tunnel-diagnosis.ts';

/** What a watch does from now on. */
export interface RoleChange {
  /** `active`: it asks and announces. `standby`: it does neither. */
  readonly role: WatchRole;
  /** When it began, by the service's time as far as it is known, in milliseconds since the epoch. */
  readonly at: number;
}

/** The events that a watch emits, with their payloads. */
export interface WatchEvents extends Record<TransitionType, unknown> {
  /** A tunnel came up: IPsec was negotiated. */
  'tunnel:up': Extract<Transition, { readonly type: 'tunnel:up' }>;
  /** A tunnel went down: IPsec was lost. */
  'tunnel:down': Extract<Transition, { readonly type: 'tunnel:down' }>;
  /** No source said anything about a tunnel for `staleAfterMs`. */
  'tunnel:stale': Extract<Transition, { readonly type: 'tunnel:stale' }>;
  /** A BGP session came up. */
  'bgp:up': Extract<Transition, { readonly type: 'bgp:up' }>;
  /** A BGP session was lost. */
  'bgp:down': Extract<Transition, { readonly type: 'bgp:down' }>;
  /** A health check works again. */
  'health:ok': Extract<Transition, { readonly type: 'health:ok' }>;
  /** A health check began to fail. */
  'health:failed': Extract<Transition, { readonly type: 'health:failed' }>;
  /** All tunnels of a connection are up. */
  'connection:up': Extract<Transition, { readonly type: 'connection:up' }>;
  /** Some tunnels of a connection are up, some down. */
  'connection:degraded': Extract<Transition, { readonly type: 'connection:degraded' }>;
  /** No tunnel of a connection is up. */
  'connection:down': Extract<Transition, { readonly type: 'connection:down' }>;
  /** The active tunnel is down, and the standby tunnel carries the traffic. */
  'connection:failover': FailoverTransition;
  /** An SSL client certificate passed its end date. */
  'certificate:expired': CertificateTransition;
  /** An SSL client certificate is about to pass its end date. Only with `certificateNoticeDays`. */
  'certificate:expiring': CertificateExpiringTransition;
  /** What the service says of a tunnel that went down, where the watch was made with `diagnose: true`: some time after its `tunnel:down`, once for each. It is no transition. */
  'tunnel:diagnosis': TunnelDiagnosis;
  /** A state has lasted for as long as a rule of `alarms` says. It is no transition. */
  'alarm:raised': Alarm;
  /** The state of an alarm that was raised has ended, or its resource is gone. */
  'alarm:cleared': Alarm;
  /** Any transition, after its own event. */
  transition: Transition;
  /** The watch became active or standby. */
  role: RoleChange;
  /** The end of a round. */
  poll: PollReport;
  /**
   * A failure of a source or of the store, or a target that does not exist: a `VpnMonitorError`. Or what a
   * listener threw or rejected with, as it is: its stack names the listener. Without a listener for `error`
   * both are thrown as uncaught exceptions.
   */
  error: unknown;
}
