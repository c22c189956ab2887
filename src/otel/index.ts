export type { ObservedMonitor, ObservedQuery, ObservedWatch, ObserveOptions, VpnSource, VpnSources } from '../instruments/index.ts';
export type {
  OpenTelemetryCallback,
  OpenTelemetryInstrument,
  OpenTelemetryMeter,
  OpenTelemetryOptions,
  OpenTelemetryResult,
} from './meter.ts';
export { observeVpn, type VpnObservation } from './observe-vpn.ts';
