/**
 * Metrics for Prometheus: what watches, queries and monitors know, in a register of `prom-client`.
 *
 * {@link collectVpnMetrics} takes the module `prom-client` from you. This package does not load it.
 *
 * @example
 * ```ts
 * import client from 'prom-client';
 * import type { VpnMonitor } from 'alicloud-vpn-monitor';
 * import { collectVpnMetrics, type VpnCollector } from 'alicloud-vpn-monitor/prometheus';
 *
 * export const register = new client.Registry();
 * export const collect = (monitor: VpnMonitor): VpnCollector => collectVpnMetrics(client, monitor, { register });
 * ```
 *
 * Guide: [Prometheus and Grafana](../../docs/prometheus.md).
 *
 * @module alicloud-vpn-monitor/prometheus
 */
export type { ObservedMonitor, ObservedQuery, ObservedWatch, ObserveOptions, VpnSource, VpnSources } from '../instruments/index.ts';
export type {
  PrometheusClient,
  PrometheusConfiguration,
  PrometheusCounter,
  PrometheusGauge,
  PrometheusMetric,
  PrometheusRegister,
} from './client.ts';
export { type CollectOptions, collectVpnMetrics, type VpnCollector } from './collect-vpn-metrics.ts';
