import type { Alerts, Subscriptions } from '../alerts/index.ts';
import type { EventContext } from '../events/index.ts';
import type { FlowLogs } from '../flow-logs/index.ts';
import type { ServiceClock } from '../internal/service-clock.ts';
import type { ScopeContext } from '../scopes/index.ts';
import type { ServiceCaller, Transport } from '../transport/index.ts';

/** The parts of a monitor, over one caller. */
export interface MonitorParts {
  readonly scopes: ScopeContext;
  readonly events: EventContext;
  readonly alerts: Alerts;
  readonly subscriptions: Subscriptions;
  readonly flowLogs: FlowLogs;
}

/** What a preflight needs of its monitor. */
export interface PreflightContext {
  readonly regionId: string;
  /** Its calls count as the monitor's. */
  readonly caller: ServiceCaller;
  readonly transport: Transport;
  readonly clock: ServiceClock;
  /** Aborts when the monitor is closed. */
  readonly closed: AbortSignal;
  /** Parts that know nothing yet: what the monitor has cached or learned says nothing of what it may do now. Their log is silent. */
  partsOver(caller: ServiceCaller): MonitorParts;
}
