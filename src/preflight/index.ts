export type { MonitorParts, PreflightContext } from './context.ts';
export type { PreflightFinding, PreflightFindingCode } from './finding.ts';
export type { FormatPreflightOptions } from './format-preflight.ts';
export { formatPreflight } from './format-preflight.ts';
export type {
  PreflightClock,
  PreflightEvent,
  PreflightMetric,
  PreflightOperation,
  PreflightReport,
  PreflightResources,
  PreflightRoute,
  RamPolicy,
} from './model.ts';
export type { PreflightFeature, PreflightOptions, PreflightProgress } from './options.ts';
export type { RecordedRun, RecordingOptions, RecordingTransport, ReplayOptions, ReplayTransport } from './recording/index.ts';
export { recordingTransport, replayTransport } from './recording/index.ts';
