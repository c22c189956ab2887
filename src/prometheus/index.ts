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
