import { assertSignal } from '../../internal/abort.ts';
import { assertChoice } from '../../internal/check-values.ts';
import { assertOptions, keysOf } from '../../internal/keys.ts';

/** Which routes are asked for. */
export interface RoutesOptions {
  /** Routes of this source alone, which takes one call less. Default: both. */
  readonly kind?: 'bgp' | 'static' | undefined;
  /** Rejects with its reason when it aborts. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

const KEYS = /* @__PURE__ */ keysOf<RoutesOptions>({ kind: true, signal: true });

/** Refuses options that routes do not have. */
export function assertRoutesOptions(options: RoutesOptions): void {
  assertOptions(options, KEYS, 'routes()');
  assertChoice('kind', options.kind, ['bgp', 'static']);
  if (options.signal !== undefined) assertSignal(options.signal);
}
