import { type Attachment, type MetricRow, METRICS, type MetricSpec, type Quantity, type ResourceKind } from '../catalog/index.ts';

/** The catalogue's rows for one kind of resource, as types. */
export type RowsOf<Resource extends ResourceKind, AttachedTo extends Attachment> = Extract<
  MetricRow,
  { resource: Resource; attachedTo: AttachedTo }
>;

/** Rows that a quantity of a connection can turn out to be: its own, or for a state that of its tunnels. */
export type ConnectionRows<AttachedTo extends Attachment> =
  RowsOf<'connection', AttachedTo> | Extract<RowsOf<'tunnel', AttachedTo>, { quantity: 'state' | 'bgpState' }>;

/**
 * The names of the metrics that `Asked` stands for: itself, or those among `Rows` that measure the
 * quantity.
 */
export type ResolvedMetric<Asked, Rows extends MetricRow> = Asked extends Rows['name']
  ? Asked
  : Asked extends Quantity
    ? Extract<Rows, { quantity: Asked }>['name']
    : never;

/** The catalogue's rows for one kind of resource. */
export function specsOf(resource: ResourceKind, attachedTo: Attachment): readonly MetricSpec[] {
  return METRICS.filter((spec) => spec.resource === resource && spec.attachedTo === attachedTo);
}
