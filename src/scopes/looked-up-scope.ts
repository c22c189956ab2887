import type { Attachment } from '../catalog/index.ts';
import { VpnMonitorError } from '../errors.ts';
import { assertBoolean } from '../internal/check-values.ts';
import { assertOptions, keysOf } from '../internal/keys.ts';
import type { MetricQuery, SeriesSelection } from '../metrics/index.ts';
import type { Connection } from '../topology/index.ts';
import { quantityMeant } from './quantity-meant.ts';
import { type ConnectionRows, type QuantityOf, type ResolvedMetric, type RowsOf, specsOf } from './rows.ts';
import type { ScopeContext } from './scope-context.ts';
import type { GatewayNames } from './series-of.ts';
import { SeriesScope } from './series-scope.ts';

/** The quantities that connections and tunnels have. */
export type ConnectionQuantity = QuantityOf<RowsOf<'connection', Attachment>>;

/** Options of a scope that is looked up. */
export interface LookupOptions {
  /** Adds the name of the gateway to points, which takes one more call. The name of the connection is always present. Default: false. */
  readonly names?: boolean | undefined;
}

const KEYS = /* @__PURE__ */ keysOf<LookupOptions>({ names: true });

/** A resource that is looked up at its first use; the result is kept. */
export abstract class LookedUpScope<Rows extends ConnectionRows<Attachment> | RowsOf<'tunnel', Attachment>> extends SeriesScope {
  readonly #options: LookupOptions;

  constructor(context: ScopeContext, options: LookupOptions) {
    super(context);
    assertOptions(options, KEYS, 'a scope that is looked up');
    assertBoolean('names', options.names);
    this.#options = options;
  }

  /**
   * A query for one or more quantities. When it runs, each becomes the metric that the resource has.
   *
   * The query fails with code `not-found` if the region has no such resource.
   */
  metric<const Asked extends ConnectionQuantity>(...quantities: readonly Asked[]): MetricQuery<ResolvedMetric<Asked, Rows>> {
    assertConnectionQuantities(quantities);
    return this.queryOf([...new Set(quantities)].map((quantity) => (signal) => this.seriesOf(quantity, signal)));
  }

  /** @internal */
  protected get wantsNames(): boolean {
    return this.#options.names ?? false;
  }

  /** @internal */
  protected names(signal: AbortSignal): Promise<GatewayNames> {
    return this.wantsNames ? this.context.topology.gatewayNames(signal) : Promise.resolve(new Map());
  }
}

/** Refuses quantities that neither a connection nor a tunnel has. */
function assertConnectionQuantities(quantities: readonly string[]): void {
  if (quantities.length === 0) throw new TypeError('metric() takes at least one quantity');
  const valid = specsOf('connection', 'vpn-gateway').map((spec): string => spec.quantity);
  const wrong = quantities.find((quantity) => !valid.includes(quantity));
  if (wrong !== undefined)
    throw new RangeError(
      `${JSON.stringify(wrong)} is not a quantity of a connection or tunnel; they have ${valid.join(', ')}${quantityMeant(wrong, valid)}`,
    );
}

/** The series of a connection, or of a tunnel of it; `not-found` where it is attached to nothing. */
export function attached(connection: Connection, selections: readonly SeriesSelection[]): readonly SeriesSelection[] {
  if (connection.attachedTo) return selections;
  throw new VpnMonitorError(
    `the connection ${connection.connectionId} is attached to neither a VPN gateway nor a transit router, so it has no metrics`,
    {
      code: 'not-found',
    },
  );
}
