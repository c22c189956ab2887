import { METRICS, type Attachment, type MetricSpec, type ResourceKind } from '../catalog/index.ts';

/** The catalogue's rows for one kind of resource. */
export function specsOf(resource: ResourceKind, attachedTo: Attachment): readonly MetricSpec[] {
  return METRICS.filter((spec) => spec.resource === resource && spec.attachedTo === attachedTo);
}
