import type { WriteOptions } from '../../transport/index.ts';
import { assertSignal } from '../../internal/abort.ts';
import { assertBoolean, assertFunction } from '../../internal/check-values.ts';
import { assertOptions, keysOf } from '../../internal/keys.ts';
import { shown } from '../../internal/shown.ts';

/** How far a write over many rules has come. */
export interface AlertProgress {
  /** Rules that were sent, refused ones included. */
  readonly done: number;
  readonly total: number;
}

/** Options of writes over many rules. */
export interface AlertPutOptions extends WriteOptions {
  /** Called after each request, of up to 50 rules. What it throws is logged. */
  readonly onProgress?: ((progress: AlertProgress) => void) | undefined;
}

const KEYS = /* @__PURE__ */ keysOf<AlertPutOptions>({ dryRun: true, signal: true, onProgress: true });

export function assertPutOptions(options: AlertPutOptions, taker: string): void {
  assertOptions(options, KEYS, taker);
  assertBoolean('dryRun', options.dryRun);
  assertFunction('onProgress', options.onProgress);
  if (options.signal !== undefined) assertSignal(options.signal);
}

/** The ids of rules, each once. Ids are sent in lists with commas, so none may hold one. */
export function checkedIds(ids: unknown, taker: string): readonly string[] {
  const list: readonly unknown[] = Array.isArray(ids) ? ids : [ids];
  return [...new Set(list.map((id) => checkedId(id, `an id of ${taker}`)))];
}

export function checkedId(id: unknown, name: string): string {
  if (typeof id !== 'string' || id.trim() === '' || id.includes(',')) throw new TypeError(`${name} ${shown(id)} must be a text that is not blank and has no comma`);
  return id;
}
