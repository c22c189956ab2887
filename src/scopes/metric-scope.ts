import { type MetricName, type MetricRow, type MetricSpec, metricSpec, type Quantity } from '../catalog/index.ts';
import type { MetricQuery, MetricResource, SelectedSeries } from '../metrics/index.ts';
import { askedOnce } from './existence.ts';
import { quantityMeant } from './quantity-meant.ts';
import type { MetricOrQuantity, ResolvedMetric } from './rows.ts';
import type { ScopeContext } from './scope-context.ts';
import { SeriesScope } from './series-scope.ts';

/**
 * A resource whose attachment is known, so its metrics are known too.
 *
 * `Rows` are the catalogue's rows for the resource, `QuantityRows` these and those that a quantity can turn out to be.
 */
export abstract class MetricScope<Rows extends MetricRow, QuantityRows extends MetricRow = Rows> extends SeriesScope {
  readonly #resource: MetricResource;
  readonly #specs: readonly MetricSpec[];

  /** @internal */
  constructor(context: ScopeContext, resource: MetricResource, specs: readonly MetricSpec[]) {
    super(context);
    this.#resource = Object.freeze({ ...resource });
    this.#specs = specs;
  }

  /**
   * A query for one or more metrics of this resource.
   *
   * @param metrics - Metric constants, or quantities, which name the metric by its meaning.
   * Where no data comes, the resource is looked up once: the query fails with code `not-found` where it does not exist or is somewhere else.
   *
   * @throws `RangeError` naming the metrics the resource has, when it lacks one; the compiler says so first.
   */
  metric<const Asked extends MetricOrQuantity<Rows>>(...metrics: readonly Asked[]): MetricQuery<ResolvedMetric<Asked, QuantityRows>> {
    if (metrics.length === 0) throw new TypeError('metric() takes at least one metric or quantity');
    const unique = [...new Set(metrics)].map((asked) => ({ asked, spec: this.#spec(asked) }));
    const named = unique.filter(({ asked, spec }) => asked === spec.name).map(({ spec }) => spec);
    return this.queryOf(
      unique.map(({ asked, spec }) => {
        return asked === spec.quantity ? (signal) => this.seriesOf(spec.quantity, signal) : () => Promise.resolve(this.#selected(spec));
      }),
      askedOnce(this.context, this.#id(), (signal) => this.assertExists(signal, named)),
    );
  }

  /** @param named - The metrics that were asked for by their names. @internal */
  abstract override assertExists(signal: AbortSignal, named?: readonly MetricSpec[]): Promise<void>;

  /** @internal */
  seriesOf(quantity: Quantity, _signal: AbortSignal): Promise<SelectedSeries> {
    return Promise.resolve(this.#selected(this.#spec(quantity)));
  }

  #selected(spec: MetricSpec): SelectedSeries {
    return { selections: [{ spec, resource: this.#resource }] };
  }

  #spec(asked: MetricName | Quantity): MetricSpec {
    const spec = this.#specs.find((candidate) => candidate.quantity === asked) ?? metricSpec(asked);
    if (spec && this.#specs.includes(spec)) return spec;
    const valid = this.#specs.map(({ name, quantity }) => `${quantity} (${name})`).join(', ');
    const names = this.#specs.flatMap(({ name, quantity }) => [quantity, name]);
    throw new RangeError(
      `${JSON.stringify(asked)} is not a metric of a ${this.#describe()}; it has ${valid}${quantityMeant(asked, names)}`,
    );
  }

  #id(): string {
    const { gatewayId, connectionId, tunnelId } = this.#resource;
    return tunnelId ?? connectionId ?? gatewayId ?? '';
  }

  #describe(): string {
    const { resource = 'resource', attachedTo = '' } = this.#specs[0] ?? {};
    return resource === 'gateway' ? 'VPN gateway' : `${resource} attached to a ${attachedTo.replace('-', ' ')}`;
  }
}
