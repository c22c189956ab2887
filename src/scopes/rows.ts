import { type Attachment, type MetricRow, METRICS, type MetricSpec, type Quantity, type ResourceKind } from '../catalog/index.ts';

/** The catalogue's rows for one kind of resource, as types. */
export type RowsOf<Resource extends ResourceKind, AttachedTo extends Attachment> = Extract<
  MetricRow,
  Record<'resource', Resource> & Record<'attachedTo', AttachedTo>
>;

/** Rows that a quantity of a connection can turn out to be: its own, or for a state that of its tunnels. */
export type ConnectionRows<AttachedTo extends Attachment> =
  RowsOf<'connection', AttachedTo> | Extract<RowsOf<'tunnel', AttachedTo>, Record<'quantity', 'state' | 'bgpState'>>;

/** What `metric()` of a scope takes: the names of the metrics in `Rows`, and the quantities that these measure. */
export type MetricOrQuantity<Rows extends MetricRow> = Rows['name'] | Rows['quantity'];

/** The quantities that the metrics in `Rows` measure. */
export type QuantityOf<Rows extends MetricRow> = Rows extends MetricRow ? Rows['quantity'] : never;

/** The names of the metrics that `Asked` means: itself where it is a name, and those in `Rows` that measure it where it is a quantity. */
export type ResolvedMetric<Asked, Rows extends MetricRow> = Asked extends Rows['name']
  ? Asked
  : Asked extends Quantity
    ? Extract<Rows, Record<'quantity', Asked>>['name']
    : never;

/** The names of the metrics that measure a quantity, of whatever resource. */
export type MetricOf<Asked extends Quantity> = ResolvedMetric<Asked, MetricRow>;

/** The catalogue's rows for one kind of resource. */
export function specsOf(resource: ResourceKind, attachedTo: Attachment): readonly MetricSpec[] {
  return METRICS.filter((spec) => spec.resource === resource && spec.attachedTo === attachedTo);
}
