import { assertSignal } from '../../internal/abort.ts';
import { assertChoice } from '../../internal/check-values.ts';
import { assertOptions, keysOf } from '../../internal/keys.ts';

/** Options of `routes()`. */
export interface RoutesOptions {
  /** Only routes of this source, which takes one call less. Default: both sources. */
  readonly kind?: 'bgp' | 'static' | undefined;
  /** Aborts the call, which then rejects with the signal's reason. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

const KEYS = /* @__PURE__ */ keysOf<RoutesOptions>({ kind: true, signal: true });

/** Refuses options that routes do not have. */
export function assertRoutesOptions(options: RoutesOptions): void {
  assertOptions(options, KEYS, 'routes()');
  assertChoice('kind', options.kind, ['bgp', 'static']);
  if (options.signal !== undefined) assertSignal(options.signal);
}
