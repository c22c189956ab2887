import {
  diagnose,
  type DiagnoseOptions,
  type Diagnosis,
  type Locate,
  type LogLines,
  logLines,
  type TunnelLogOptions,
} from '../diagnose/index.ts';
import { assertTunnelAt } from './existence.ts';
import { locateIn } from './locate.ts';
import { type Membership, namedMembership } from './membership.ts';
import { MetricScope } from './metric-scope.ts';
import { assertResourceId } from './resource-id.ts';
import { type RowsOf, specsOf } from './rows.ts';
import type { ScopeContext } from './scope-context.ts';

/** One tunnel of a dual-tunnel connection on a VPN gateway. */
export class TunnelScope extends MetricScope<RowsOf<'tunnel', 'vpn-gateway'>> {
  readonly gatewayId: string;
  readonly connectionId: string;
  readonly tunnelId: string;

  /** @internal */
  constructor(context: ScopeContext, ids: { readonly gatewayId: string; readonly connectionId: string; readonly tunnelId: string }) {
    assertResourceId('tunnel', ids.tunnelId);
    super(context, { attachedTo: 'vpn-gateway', ...ids }, specsOf('tunnel', 'vpn-gateway'));
    this.gatewayId = ids.gatewayId;
    this.connectionId = ids.connectionId;
    this.tunnelId = ids.tunnelId;
  }

  /**
   * Why the tunnel is not up, by `DiagnoseVpnConnections`: what the service finds, in its order. Where nothing is wrong it says so (`Normal`, `NoExceptionFound`).
   *
   * Takes one call, and one more where the connection was not looked up lately. Pre-shared keys are withheld, and values that could be one.
   * Rejects with a `VpnMonitorError`: `not-found` where there is no such tunnel where the scope says,
   * `forbidden` without `vpc:DiagnoseVpnConnections`; and with the signal's reason.
   */
  diagnose(options: DiagnoseOptions = {}): Promise<readonly Diagnosis[]> {
    return diagnose(this.context, this.#locate(), options);
  }

  /** The lines of the tunnel's negotiation log, oldest first: see {@link GatewayConnectionScope.logs}. */
  logs(options: TunnelLogOptions = {}): LogLines {
    return logLines(this.context, 'tunnel', () => this.#locate(), options);
  }

  /** @internal */
  override assertExists(signal: AbortSignal): Promise<void> {
    return assertTunnelAt(this.context.topology, this, { attachedTo: 'vpn-gateway', gatewayId: this.gatewayId }, signal);
  }

  /** @internal */
  membership(): Membership {
    return namedMembership({
      connectionId: this.connectionId,
      tunnel: this.tunnelId,
      place: { attachedTo: 'vpn-gateway', gatewayId: this.gatewayId },
    });
  }

  #locate(): Locate {
    const { connectionId, gatewayId, tunnelId } = this;
    return locateIn(this.context.topology, { connectionId, place: { attachedTo: 'vpn-gateway', gatewayId } }, tunnelId);
  }
}

/** One tunnel of a dual-tunnel connection on a transit router. */
export class AttachmentTunnelScope extends MetricScope<RowsOf<'tunnel', 'transit-router'>> {
  readonly connectionId: string;
  readonly tunnelId: string;

  /** @internal */
  constructor(context: ScopeContext, ids: { readonly connectionId: string; readonly tunnelId: string }) {
    assertResourceId('tunnel', ids.tunnelId);
    super(context, { attachedTo: 'transit-router', ...ids }, specsOf('tunnel', 'transit-router'));
    this.connectionId = ids.connectionId;
    this.tunnelId = ids.tunnelId;
  }

  /**
   * Why the tunnel is not up, by `DiagnoseVpnConnections`: what the service finds, in its order. Where nothing is wrong it says so (`Normal`, `NoExceptionFound`).
   *
   * Takes one call, and one more where the connection was not looked up lately. Pre-shared keys are withheld, and values that could be one.
   * Rejects with a `VpnMonitorError`: `not-found` where there is no such tunnel where the scope says,
   * `forbidden` without `vpc:DiagnoseVpnConnections`; and with the signal's reason.
   */
  diagnose(options: DiagnoseOptions = {}): Promise<readonly Diagnosis[]> {
    return diagnose(this.context, this.#locate(), options);
  }

  /** The lines of the tunnel's negotiation log, oldest first: see {@link GatewayConnectionScope.logs}. */
  logs(options: TunnelLogOptions = {}): LogLines {
    return logLines(this.context, 'tunnel', () => this.#locate(), options);
  }

  /** @internal */
  override assertExists(signal: AbortSignal): Promise<void> {
    return assertTunnelAt(this.context.topology, this, { attachedTo: 'transit-router' }, signal);
  }

  /** @internal */
  membership(): Membership {
    return namedMembership({ connectionId: this.connectionId, tunnel: this.tunnelId, place: { attachedTo: 'transit-router' } });
  }

  #locate(): Locate {
    return locateIn(this.context.topology, { connectionId: this.connectionId, place: { attachedTo: 'transit-router' } }, this.tunnelId);
  }
}
