import { metricSpec, type MetricName, type MetricRow, type MetricSpec, type Quantity } from '../catalog/index.ts';
import { MetricQuery, type MetricResource, type QueryContext } from '../metrics/index.ts';

/** The names of the metrics among `Rows` that `Asked` stands for: itself, or those that measure the quantity. */
export type ResolvedMetric<Asked, Rows extends MetricRow> = Asked extends Rows['name']
  ? Asked
  : Asked extends Quantity
    ? Extract<Rows, { quantity: Asked }>['name']
    : never;

/** The metrics of one kind of resource. */
export type RowsOf<Resource extends MetricRow['resource'], AttachedTo extends MetricRow['attachedTo']> = Extract<
  MetricRow,
  { resource: Resource; attachedTo: AttachedTo }
>;

/**
 * A resource whose place is known, and the metrics it has.
 *
 * `Rows` are the catalogue's rows for the resource.
 */
export abstract class MetricScope<Rows extends MetricRow> {
  readonly #context: QueryContext;
  readonly #resource: MetricResource;
  readonly #specs: readonly MetricSpec[];

  /** @internal */
  constructor(context: QueryContext, resource: MetricResource, specs: readonly MetricSpec[]) {
    this.#context = context;
    this.#resource = Object.freeze({ ...resource });
    this.#specs = specs;
  }

  /**
   * A query for one or more metrics of this resource.
   *
   * @param metrics - Metric constants, or quantities, which name the metric by its meaning.
   * @throws `RangeError` naming the metrics the resource has, when it lacks one; the compiler says so first.
   */
  metric<const Asked extends Rows['name'] | Rows['quantity']>(
    ...metrics: readonly [Asked, ...Asked[]]
  ): MetricQuery<ResolvedMetric<Asked, Rows>> {
    if (metrics.length === 0) throw new TypeError('metric() takes at least one metric or quantity');
    const specs = new Set(metrics.map((metric) => this.#spec(metric)));
    const selections = [...specs].map((spec) => ({ spec, resource: this.#resource }));
    return new MetricQuery(this.#context, () => Promise.resolve({ selections }));
  }

  #spec(asked: MetricName | Quantity): MetricSpec {
    const spec = this.#specs.find((candidate) => candidate.quantity === asked) ?? metricSpec(asked);
    if (spec && this.#specs.includes(spec)) return spec;
    const valid = this.#specs.map(({ name, quantity }) => `${quantity} (${name})`).join(', ');
    throw new RangeError(`${JSON.stringify(asked)} is not a metric of a ${this.#describe()}; it has ${valid}`);
  }

  #describe(): string {
    const { resource = 'resource', attachedTo = '' } = this.#specs[0] ?? {};
    return resource === 'gateway' ? 'VPN gateway' : `${resource} attached to a ${attachedTo.replace('-', ' ')}`;
  }
}
