import type { QueryContext } from '../metrics/index.ts';
import { MetricScope, type RowsOf } from './metric-scope.ts';
import { assertResourceId } from './resource-id.ts';
import { specsOf } from './specs.ts';
import { AttachmentTunnelScope, TunnelScope } from './tunnel-scope.ts';

/** An IPsec connection of a known VPN gateway. `State` and `BgpState` are those of a single-tunnel connection. */
export class GatewayConnectionScope extends MetricScope<RowsOf<'connection', 'vpn-gateway'>> {
  readonly #context: QueryContext;
  readonly gatewayId: string;
  readonly connectionId: string;

  /** @internal */
  constructor(context: QueryContext, ids: { readonly gatewayId: string; readonly connectionId: string }) {
    assertResourceId('connection', ids.connectionId);
    super(context, { attachedTo: 'vpn-gateway', ...ids }, specsOf('connection', 'vpn-gateway'));
    this.#context = context;
    this.gatewayId = ids.gatewayId;
    this.connectionId = ids.connectionId;
  }

  /** One tunnel of the connection. */
  tunnel(tunnelId: string): TunnelScope {
    return new TunnelScope(this.#context, { gatewayId: this.gatewayId, connectionId: this.connectionId, tunnelId });
  }
}

/** An IPsec connection attached to a transit router. `State` and `BgpState` are those of a single-tunnel connection. */
export class AttachmentScope extends MetricScope<RowsOf<'connection', 'transit-router'>> {
  readonly #context: QueryContext;
  readonly connectionId: string;

  /** @internal */
  constructor(context: QueryContext, connectionId: string) {
    assertResourceId('connection', connectionId);
    super(context, { attachedTo: 'transit-router', connectionId }, specsOf('connection', 'transit-router'));
    this.#context = context;
    this.connectionId = connectionId;
  }

  /** One tunnel of the connection. */
  tunnel(tunnelId: string): AttachmentTunnelScope {
    return new AttachmentTunnelScope(this.#context, { connectionId: this.connectionId, tunnelId });
  }
}
