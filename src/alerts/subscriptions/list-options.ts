import { assertSignal } from '../../internal/abort.ts';
import { assertBoolean, assertText } from '../../internal/check-values.ts';
import { assertOptions, keysOf } from '../../internal/keys.ts';

/** Which event rules are listed, and with what. */
export interface SubscriptionListOptions {
  /** Whether rules of other products are listed too. Default: false, so those that take VPN events. */
  readonly all?: boolean | undefined;
  /** Whether the targets are read too, which takes one call for each rule. Default: false. */
  readonly targets?: boolean | undefined;
  /** Only rules whose name begins with this. Default: every name. */
  readonly namePrefix?: string | undefined;
  /** Only enabled rules, or only disabled ones, which takes one listing instead of two. Default: both. */
  readonly enabled?: boolean | undefined;
  /** Ends each read of the list; it then rejects with the signal's reason. */
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
