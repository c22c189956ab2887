import { assertFunction } from '../../internal/check-values.ts';
import { keysOf } from '../../internal/keys.ts';
import { shown } from '../../internal/shown.ts';
import { assertWriteOptions, type WriteOptions } from '../../transport/index.ts';
import type { AlertProgress } from '../send-batches.ts';

/** Options of writes that may cover many rules. */
export interface AlertPutOptions extends WriteOptions {
  /** Called after each request, which covers up to 50 rules. Errors that it throws are logged. */
  readonly onProgress?: ((progress: AlertProgress) => void) | undefined;
}

const KEYS = /* @__PURE__ */ keysOf<AlertPutOptions>({ dryRun: true, signal: true, onProgress: true });

export function assertPutOptions(options: AlertPutOptions, taker: string): void {
  assertWriteOptions(options, taker, KEYS);
  assertFunction('onProgress', options.onProgress);
}

/** The ids of rules, each once. Ids are sent in lists with commas, so none may hold one. */
export function checkedIds(ids: unknown, taker: string): readonly string[] {
  const list: readonly unknown[] = Array.isArray(ids) ? ids : [ids];
  return [...new Set(list.map((id) => checkedId(id, `an id of ${taker}`)))];
}

export function checkedId(id: unknown, name: string): string {
  if (typeof id !== 'string' || id.trim() === '' || id.includes(','))
    throw new TypeError(`${name} ${shown(id)} must be a text that is not blank and has no comma`);
  return id;
}
