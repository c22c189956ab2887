import type { PreflightReport } from './model.ts';

/** How a report is set. */
export interface FormatPreflightOptions {
  /** Whether states are coloured by escape sequences, for a terminal. @defaultValue false */
  readonly colour?: boolean | undefined;
  /** How wide a line may be. @defaultValue 100 */
  readonly width?: number | undefined;
}

/** A report as a table for a terminal: findings first, then operations, resources, metrics and events. */
export function formatPreflight(_report: PreflightReport, _options: FormatPreflightOptions = {}): string {
  throw new Error('not built yet');
}
