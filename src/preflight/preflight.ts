import type { PreflightContext } from './context.ts';
import type { PreflightReport } from './model.ts';
import type { PreflightOptions } from './options.ts';

/** Tries every read operation that the features need, and reports. It writes nothing. */
export function runPreflight(_context: PreflightContext, _options: PreflightOptions): Promise<PreflightReport> {
  return Promise.reject(new Error('not built yet'));
}
