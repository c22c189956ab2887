import { assertSignal } from '../../internal/abort.ts';
import { assertBoolean, assertText } from '../../internal/check-values.ts';
import { assertOptions, keysOf } from '../../internal/keys.ts';

/** Selects event rules, and what to read of them. */
export interface SubscriptionListOptions {
  /** Also lists rules that take no VPN events. Default: false. */
  readonly all?: boolean | undefined;
  /** Also reads the targets, with one more call for each rule. Default: false. */
  readonly targets?: boolean | undefined;
  /** Only rules whose name begins with this. Default: every name. */
  readonly namePrefix?: string | undefined;
  /** Only enabled rules (`true`) or only disabled ones (`false`), which takes one listing instead of two. Default: both. */
  readonly enabled?: boolean | undefined;
  /** Aborts each read of the list, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

const KEYS = /* @__PURE__ */ keysOf<SubscriptionListOptions>({ all: true, targets: true, namePrefix: true, enabled: true, signal: true });

/** Refuses what would be ignored. */
export function assertListOptions(options: SubscriptionListOptions): void {
  assertOptions(options, KEYS, 'subscriptions.list()');
  for (const name of ['all', 'targets', 'enabled'] as const) assertBoolean(name, options[name]);
  assertText('namePrefix', options.namePrefix);
  if (options.signal !== undefined) assertSignal(options.signal);
}
