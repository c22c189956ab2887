import { assertTunnelAt } from './existence.ts';
import { namedMembership, type Membership } from './membership.ts';
import { MetricScope } from './metric-scope.ts';
import { assertResourceId } from './resource-id.ts';
import { specsOf, type RowsOf } from './rows.ts';
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

  /** @internal */
  override assertExists(signal: AbortSignal): Promise<void> {
    return assertTunnelAt(this.context.topology, this, { attachedTo: 'vpn-gateway', gatewayId: this.gatewayId }, signal);
  }

  /** @internal */
  membership(): Membership {
    return namedMembership({ connectionId: this.connectionId, tunnel: this.tunnelId, place: { attachedTo: 'vpn-gateway', gatewayId: this.gatewayId } });
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

  /** @internal */
  override assertExists(signal: AbortSignal): Promise<void> {
    return assertTunnelAt(this.context.topology, this, { attachedTo: 'transit-router' }, signal);
  }

  /** @internal */
  membership(): Membership {
    return namedMembership({ connectionId: this.connectionId, tunnel: this.tunnelId, place: { attachedTo: 'transit-router' } });
  }
}
