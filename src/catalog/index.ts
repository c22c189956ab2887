export { EVENTS, type EventRow, type EventSpec } from './event-specs.ts';
export { SystemEvent } from './events.ts';
export { eventSpec, metricSpec } from './lookup.ts';
export { METRICS, type Attachment, type MetricRow, type MetricSpec, type ResourceKind, type Unit } from './metric-specs.ts';
export {
  AttachmentMetric,
  AttachmentTunnelMetric,
  ConnectionMetric,
  GatewayMetric,
  TunnelMetric,
  type MetricName,
} from './metrics.ts';
export { Quantity } from './quantities.ts';
export { kindOfId, type IdentifiedKind } from './resource-id.ts';
