/**
 * Metrics for OpenTelemetry: what watches, queries and monitors know, on a meter of `@opentelemetry/api`.
 *
 * {@link observeVpn} takes the meter from you. This package does not load the API.
 *
 * @example
 * ```ts
 * import { metrics } from '@opentelemetry/api';
 * import type { VpnMonitor } from 'alicloud-vpn-monitor';
 * import { observeVpn, type VpnObservation } from 'alicloud-vpn-monitor/otel';
 *
 * export const observe = (monitor: VpnMonitor): VpnObservation => observeVpn(metrics.getMeter('vpn'), monitor);
 * ```
 *
 * Guide: [OpenTelemetry](../../docs/opentelemetry.md).
 *
 * @module alicloud-vpn-monitor/otel
 */
export type { ObservedMonitor, ObservedQuery, ObservedWatch, ObserveOptions, VpnSource, VpnSources } from '../instruments/index.ts';
export type {
  OpenTelemetryCallback,
  OpenTelemetryInstrument,
  OpenTelemetryMeter,
  OpenTelemetryOptions,
  OpenTelemetryResult,
} from './meter.ts';
export { observeVpn, type VpnObservation } from './observe-vpn.ts';
