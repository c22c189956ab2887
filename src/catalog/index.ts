/**
 * The documented metrics and system events of VPN Gateway as typed constants, without the client.
 *
 * Import it where you need names and units and nothing else, such as in a browser: it has no dependencies. The main module exports the same
 * constants.
 *
 * @example
 * ```ts
 * import { METRICS, metricSpec, TunnelMetric } from 'alicloud-vpn-monitor/catalog';
 *
 * export const unit = metricSpec(TunnelMetric.InboundRate)?.unit;
 * export const states = METRICS.filter(({ kind }) => kind === 'state').map(({ name }) => name);
 * ```
 *
 * What the service lists at run time may differ: the [preflight](../../docs/preflight.md) shows where it does.
 *
 * @module alicloud-vpn-monitor/catalog
 */
export { type EventRow, EVENTS, type EventSpec } from './event-specs.ts';
export { SystemEvent } from './events.ts';
export { eventSpec, metricSpec } from './lookup.ts';
export { type Attachment, type MetricRow, METRICS, type MetricSpec, type ResourceKind, type Unit } from './metric-specs.ts';
export { AttachmentMetric, AttachmentTunnelMetric, ConnectionMetric, GatewayMetric, type MetricName, TunnelMetric } from './metrics.ts';
export { Quantity } from './quantities.ts';
export { type IdentifiedKind, kindOfId } from './resource-id.ts';
