export { type EventRow, EVENTS, type EventSpec } from './event-specs.ts';
export { SystemEvent } from './events.ts';
export { eventSpec, metricSpec } from './lookup.ts';
export { type Attachment, type MetricRow, METRICS, type MetricSpec, type ResourceKind, type Unit } from './metric-specs.ts';
export { AttachmentMetric, AttachmentTunnelMetric, ConnectionMetric, GatewayMetric, type MetricName, TunnelMetric } from './metrics.ts';
export { Quantity } from './quantities.ts';
export { type IdentifiedKind, kindOfId } from './resource-id.ts';
