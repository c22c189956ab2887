import { createHash } from 'node:crypto';
import { VpnMonitorError } from '../../errors.ts';
import { withDeadline } from '../../internal/deadline.ts';
import type { Membership } from '../../scopes/index.ts';
import type { WatchContext } from '../context.ts';

/** What the key of a watch is made of. */
export interface StoreKeyDependencies {
  readonly context: Pick<WatchContext, 'regionId' | 'accountKey'>;
  readonly membership: Pick<Membership, 'key' | 'areNamed'>;
  /** The user's own. */
  readonly storeKey: string | undefined;
}

// Longer than credentials are waited for, whose own error says more.
const PATIENCE_MS = 15_000;

/**
 * The key of a watch in its store. Without one of the user's it distinguishes regions, targets and accounts. Targets that ids name belong
 * to one account alone, so theirs stays when an access key is replaced by another.
 */
export class StoreKey {
  readonly #dependencies: StoreKeyDependencies;
  #known: string | undefined;

  constructor(dependencies: StoreKeyDependencies) {
    this.#dependencies = dependencies;
    const { storeKey, membership } = dependencies;
    this.#known = storeKey ?? (membership.areNamed ? this.#made(undefined) : undefined);
  }

  /** Rejects where the account cannot be asked for, and then is to be called again. Once it is known, it stays. */
  async resolve(signal: AbortSignal): Promise<string> {
    return (this.#known ??= this.#made(await withDeadline(() => this.#account(signal), PATIENCE_MS, noAnswer, { signal })));
  }

  // Without an account the key is what it was before accounts were part of it.
  #made(account: string | undefined): string {
    const { context, membership } = this.#dependencies;
    const parts = account === undefined ? membership.key : JSON.stringify([membership.key, account]);
    return `alicloud-vpn-monitor:watch:${context.regionId}:${createHash('sha256').update(parts).digest('hex').slice(0, 16)}`;
  }

  async #account(signal: AbortSignal): Promise<string | undefined> {
    try {
      return (await this.#dependencies.context.accountKey(signal)) ?? undefined;
    } catch (error) {
      if (VpnMonitorError.isInstance(error) || signal.aborted) throw error;
      // A transport of the user's own may fail in words that hold a key.
      throw new VpnMonitorError(`accountKey() of the transport failed, ${NEEDED}`, { code: 'server', retryable: true });
    }
  }
}

const NEEDED =
  'so the key of the watch in its store is not known: it is asked again the next round. A storeKey of your own needs no account';

function noAnswer(): VpnMonitorError {
  return new VpnMonitorError(`accountKey() of the transport has not answered for ${PATIENCE_MS / 1000} seconds, ${NEEDED}`, {
    code: 'timeout',
    retryable: true,
  });
}
