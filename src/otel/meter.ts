import { hasMethods } from '../internal/records.ts';

/** What this package uses of a `Meter` of `@opentelemetry/api` (from 1.3 on). */
export interface OpenTelemetryMeter {
  /** Makes a gauge that is observed. */
  createObservableGauge(name: string, options: OpenTelemetryOptions): OpenTelemetryInstrument;
  /** Makes a counter that is observed. */
  createObservableCounter(name: string, options: OpenTelemetryOptions): OpenTelemetryInstrument;
  /** Has a callback called with each collection. */
  addBatchObservableCallback(callback: OpenTelemetryCallback, instruments: OpenTelemetryInstrument[]): void;
  /** Ends that. */
  removeBatchObservableCallback(callback: OpenTelemetryCallback, instruments: OpenTelemetryInstrument[]): void;
}

/** What this package makes an instrument with. */
export interface OpenTelemetryOptions {
  /** The unit, in UCUM. */
  readonly unit: string;
  /** One sentence about it. */
  readonly description: string;
}

/** An observable instrument: this package hands it to its meter and its result. */
export interface OpenTelemetryInstrument {
  /** Not called: it tells an instrument from other objects. */
  addCallback(callback: never): void;
  /** Not called either. */
  removeCallback(callback: never): void;
}

/** What the meter calls to collect. */
export type OpenTelemetryCallback = (result: OpenTelemetryResult) => void;

/** What takes the values of one collection. */
export interface OpenTelemetryResult {
  /** Takes the value of a series. */
  observe(instrument: OpenTelemetryInstrument, value: number, attributes: Record<string, string>): void;
}

const METHODS = [
  'createObservableGauge',
  'createObservableCounter',
  'addBatchObservableCallback',
  'removeBatchObservableCallback',
] as const;

/** Refuses what JavaScript callers may get wrong, such as a provider instead of its meter. */
export function isMeter(meter: unknown): meter is OpenTelemetryMeter {
  return hasMethods(meter, ...METHODS);
}
