import { isRecord } from '../internal/records.ts';

/** What this package uses of a `Meter` of `@opentelemetry/api` (from 1.3 on). */
export interface OpenTelemetryMeter {
  createObservableGauge(name: string, options: OpenTelemetryOptions): OpenTelemetryInstrument;
  createObservableCounter(name: string, options: OpenTelemetryOptions): OpenTelemetryInstrument;
  addBatchObservableCallback(callback: OpenTelemetryCallback, instruments: OpenTelemetryInstrument[]): void;
  removeBatchObservableCallback(callback: OpenTelemetryCallback, instruments: OpenTelemetryInstrument[]): void;
}

/** What this package makes an instrument with. */
export interface OpenTelemetryOptions {
  readonly unit: string;
  readonly description: string;
}

/** An observable instrument: this package hands it to its meter and its result. */
export interface OpenTelemetryInstrument {
  addCallback(callback: never): void;
  removeCallback(callback: never): void;
}

/** What the meter calls to collect. */
export type OpenTelemetryCallback = (result: OpenTelemetryResult) => void;

/** What takes the values of one collection. */
export interface OpenTelemetryResult {
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
  return isRecord(meter) && METHODS.every((method) => typeof meter[method] === 'function');
}
