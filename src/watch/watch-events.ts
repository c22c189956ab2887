import type { Alarm } from './alarms/index.ts';
import type { CertificateExpiringTransition, CertificateTransition } from './certificate-transitions.ts';
import type { PollReport, WatchRole } from './report.ts';
import type { FailoverTransition, Transition, TransitionType } from './transitions.ts';
import type { TunnelDiagnosis } from './tunnel-diagnosis.ts';

/** A change of the role of a watch. */
export interface RoleChange {
  /** The new role: `active` polls and reports, `standby` does neither. */
  readonly role: WatchRole;
  /** The time of the change, by the service's time as far as it is known, in milliseconds since the epoch. */
  readonly at: number;
}

/** The events that a watch emits, with their payloads. */
export interface WatchEvents extends Record<TransitionType, unknown> {
  /** A tunnel came up: IPsec was negotiated. */
  'tunnel:up': Extract<Transition, { readonly type: 'tunnel:up' }>;
  /** A tunnel went down: IPsec was lost. */
  'tunnel:down': Extract<Transition, { readonly type: 'tunnel:down' }>;
  /** No source gave evidence about a tunnel for `staleAfterMs`. */
  'tunnel:stale': Extract<Transition, { readonly type: 'tunnel:stale' }>;
  /** A BGP session came up. */
  'bgp:up': Extract<Transition, { readonly type: 'bgp:up' }>;
  /** A BGP session was lost. */
  'bgp:down': Extract<Transition, { readonly type: 'bgp:down' }>;
  /** A health check succeeds again. */
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
  /** An SSL client certificate has expired. */
  'certificate:expired': CertificateTransition;
  /** An SSL client certificate expires soon. Only with `certificateNoticeDays`. */
  'certificate:expiring': CertificateExpiringTransition;
  /** The service's findings about a tunnel, once for each `tunnel:down` and some time after it. Only with `diagnose: true`. It is not a transition. */
  'tunnel:diagnosis': TunnelDiagnosis;
  /** A state has lasted for the time of a rule in `alarms`. It is not a transition. */
  'alarm:raised': Alarm;
  /** The state behind a raised alarm has ended, or its resource is gone. It is not a transition. */
  'alarm:cleared': Alarm;
  /** Any transition, after its own event. */
  transition: Transition;
  /** The watch became active or standby. */
  role: RoleChange;
  /** The end of a round. */
  poll: PollReport;
  /**
   * A failure of a source or of the store, or a target that does not exist, as a `VpnMonitorError`; or the error that a listener threw or rejected
   * with, unchanged. Without a listener for `error`, both are thrown as uncaught exceptions.
   */
  error: unknown;
}
