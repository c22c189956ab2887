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

/** A tunnel of a dual-tunnel connection on a VPN gateway. */
export class TunnelScope extends MetricScope<RowsOf<'tunnel', 'vpn-gateway'>> {
  /** The VPN gateway, `vpn-…`. */
  readonly gatewayId: string;
  /** The IPsec connection, `vco-…`. */
  readonly connectionId: string;
  /** The tunnel, `tun-…`. */
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
   * The service's findings about the tunnel, from `DiagnoseVpnConnections`, in the service's order. If nothing is wrong, the finding is
   * `NoExceptionFound` with severity `Normal`.
   *
   * Takes one call, and one more if the connection was not looked up recently. Values that are or could be pre-shared keys are left out.
   * Rejects with a `VpnMonitorError`: `not-found` if there is no such tunnel at this place, `forbidden` without the permission
   * `vpc:DiagnoseVpnConnections`; and with the signal's reason.
   */
  diagnose(options: DiagnoseOptions = {}): Promise<readonly Diagnosis[]> {
    return diagnose(this.context, this.#locate(), options);
  }

  /** The lines of the tunnel's negotiation log, oldest first. See {@link GatewayConnectionScope.logs}. */
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

/** A tunnel of a dual-tunnel connection on a transit router. */
export class AttachmentTunnelScope extends MetricScope<RowsOf<'tunnel', 'transit-router'>> {
  /** The IPsec connection, `vco-…`. */
  readonly connectionId: string;
  /** The tunnel, `tun-…`. */
  readonly tunnelId: string;

  /** @internal */
  constructor(context: ScopeContext, ids: { readonly connectionId: string; readonly tunnelId: string }) {
    assertResourceId('tunnel', ids.tunnelId);
    super(context, { attachedTo: 'transit-router', ...ids }, specsOf('tunnel', 'transit-router'));
    this.connectionId = ids.connectionId;
    this.tunnelId = ids.tunnelId;
  }

  /**
   * The service's findings about the tunnel, from `DiagnoseVpnConnections`, in the service's order. If nothing is wrong, the finding is
   * `NoExceptionFound` with severity `Normal`.
   *
   * Takes one call, and one more if the connection was not looked up recently. Values that are or could be pre-shared keys are left out.
   * Rejects with a `VpnMonitorError`: `not-found` if there is no such tunnel at this place, `forbidden` without the permission
   * `vpc:DiagnoseVpnConnections`; and with the signal's reason.
   */
  diagnose(options: DiagnoseOptions = {}): Promise<readonly Diagnosis[]> {
    return diagnose(this.context, this.#locate(), options);
  }

  /** The lines of the tunnel's negotiation log, oldest first. See {@link GatewayConnectionScope.logs}. */
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
