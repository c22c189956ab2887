import type { Attachment, Quantity } from '../catalog/index.ts';
import {
  diagnose,
  type DiagnoseOptions,
  type Diagnosis,
  type Locate,
  type LogLines,
  logLines,
  type TunnelLogOptions,
} from '../diagnose/index.ts';
import type { SelectedSeries } from '../metrics/index.ts';
import { assertTunnel } from './existence.ts';
import { locateIn, locateTunnel } from './locate.ts';
import { attached, LookedUpScope, type LookupOptions } from './looked-up-scope.ts';
import { type Membership, namedMembership, tunnelOf } from './membership.ts';
import { assertResourceId } from './resource-id.ts';
import type { RowsOf } from './rows.ts';
import type { ScopeContext } from './scope-context.ts';
import { seriesOfTunnel } from './series-of.ts';

/** A tunnel of a dual-tunnel connection, looked up by its id or by its number in the connection. */
export class LookedUpTunnelScope extends LookedUpScope<RowsOf<'tunnel', Attachment>> {
  /** `tun-…`, or its number in the connection, in the order of the console. */
  readonly tunnel: string | 1 | 2;
  /** The connection, `vco-…`; `undefined` for a tunnel that you gave by its id alone. */
  readonly connectionId: string | undefined;

  /** @internal */
  constructor(context: ScopeContext, ids: { readonly connectionId?: string; readonly tunnel: string | 1 | 2 }, options: LookupOptions) {
    if (ids.connectionId === undefined || typeof ids.tunnel !== 'number') assertResourceId('tunnel', ids.tunnel);
    else if (![1, 2].includes(ids.tunnel)) throw new RangeError(`tunnel ${String(ids.tunnel)} must be 1, 2 or an id (tun-…)`);
    super(context, options);
    this.tunnel = ids.tunnel;
    this.connectionId = ids.connectionId;
  }

  /**
   * The service's findings about the tunnel, from `DiagnoseVpnConnections`, in the service's order. If nothing is wrong, the finding is
   * `NoExceptionFound` with severity `Normal`.
   *
   * Takes one call, and one more if the connection was not looked up recently. Values that are or could be pre-shared keys are left out.
   * Rejects with a `VpnMonitorError`: `not-found` if there is no such tunnel, `forbidden` without the permission
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
  async seriesOf(quantity: Quantity, signal: AbortSignal): Promise<SelectedSeries> {
    const id = this.connectionId ?? String(this.tunnel);
    const [found, names] = await Promise.all([this.context.topology.resolve(id, { signal }), this.names(signal)]);
    if (found.kind === 'gateway') throw new TypeError(`${id} is a gateway, not a tunnel`);
    const { connection } = found;
    const tunnel = tunnelOf(connection, this.tunnel);
    await assertTunnel(this.context.topology, connection, this.tunnel, signal);
    return { selections: tunnel ? attached(connection, seriesOfTunnel(tunnel, connection, quantity, names)) : [] };
  }

  /** @internal */
  membership(): Membership {
    return namedMembership({ connectionId: this.connectionId, tunnel: this.tunnel, names: this.wantsNames });
  }

  #locate(): Locate {
    const { topology } = this.context;
    return this.connectionId === undefined
      ? locateTunnel(topology, String(this.tunnel))
      : locateIn(topology, { connectionId: this.connectionId }, this.tunnel);
  }
}
